// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Splits the text of a query into tokens. Start at {@link
 * io.redstart.query.promql.syntax.token.Lexer}; what the tokens mean together is for the parser.
 */
@NullMarked
package io.redstart.query.promql.syntax.token;

import org.jspecify.annotations.NullMarked;
