// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Turns a syntax tree back into text: on one line with {@link
 * io.redstart.query.promql.syntax.print.Printer}, on several with {@link
 * io.redstart.query.promql.syntax.print.PrettyPrinter}.
 */
@NullMarked
package io.redstart.query.promql.syntax.print;

import org.jspecify.annotations.NullMarked;
