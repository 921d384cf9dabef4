// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * PromQL's syntax: {@link io.redstart.query.promql.syntax.Parser} turns a query into a tree and
 * checks its types. It reads the whole language of Prometheus 3.14, and reports mistakes in
 * Prometheus' words. It learns from {@link io.redstart.query.promql.syntax.Signatures} which
 * functions there are. Nothing here depends on series or time.
 *
 * <pre>
 *   text ─▶ token ─▶ Parser ─▶ tree ─▶ print
 * </pre>
 */
@NullMarked
package io.redstart.query.promql.syntax;

import org.jspecify.annotations.NullMarked;
