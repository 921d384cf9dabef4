// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * PromQL's syntax: {@link io.redstart.query.promql.syntax.Parser} turns a query into an {@link
 * io.redstart.query.promql.syntax.Expr} and checks its types; {@link
 * io.redstart.query.promql.syntax.Printer} and {@link
 * io.redstart.query.promql.syntax.PrettyPrinter} turn it back into text. The parser reads the whole
 * language of Prometheus 3.14, and says in Prometheus' words what is wrong with a query. It learns
 * from {@link io.redstart.query.promql.syntax.Signatures} which functions there are. Nothing here
 * depends on series or time.
 */
@NullMarked
package io.redstart.query.promql.syntax;

import org.jspecify.annotations.NullMarked;
