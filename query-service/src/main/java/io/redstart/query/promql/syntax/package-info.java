// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The text of PromQL and the tree it means: {@link io.redstart.query.promql.syntax.Parser} makes an
 * {@link io.redstart.query.promql.syntax.Expr} of a query, checked for types, and {@link
 * io.redstart.query.promql.syntax.Printer} writes it again. The parser reads the whole language of
 * Prometheus 3.14 and names what is valid there and not answered here yet; the tree holds only what
 * is answered. Nothing here knows of series or time.
 */
@NullMarked
package io.redstart.query.promql.syntax;

import org.jspecify.annotations.NullMarked;
