// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Prometheus HTTP API, version 1. Start at {@link
 * io.redstart.query.api.PrometheusApi}, which opens the server; {@code ApiRoutes} lists the paths.
 *
 * <pre>
 *   event loop   request ─▶ ApiHandler                          answer.AnswerSender ─▶ client
 *                               └─────▶ pool.QueryPool                  ▲
 *   query thread                            └─▶ endpoint ─▶ answer.JsonAnswer
 * </pre>
 *
 * <p>An endpoint is a function of its parameters and may block. Its result is written as JSON on
 * the same thread, so event loops only move bytes.
 *
 * <p>The rooms below, each of which may use those before it: {@code error}, {@code meter}, {@code
 * request}, {@code answer}, {@code pool}, {@code endpoint}, {@code status}.
 */
@NullMarked
package io.redstart.query.api;

import org.jspecify.annotations.NullMarked;
