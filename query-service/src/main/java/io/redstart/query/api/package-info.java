// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Prometheus HTTP API, version 1, and a page for people. Start at {@link
 * io.redstart.query.api.PrometheusApi}, which lists the paths.
 *
 * <pre>
 *   event loop   PrometheusApi ─ ApiHandler ─ Parameters           ApiHandler ─ AnswerSender
 *                                    └──────▶ QueryPool ──────────────▲
 *   query thread                                QueryEndpoint …  ─ JsonAnswer ─ AnswerBody
 * </pre>
 *
 * <p>An endpoint is a function of its parameters and may block. Its result is written as JSON on
 * the same thread, so event loops only move bytes.
 */
@NullMarked
package io.redstart.query.api;

import org.jspecify.annotations.NullMarked;
