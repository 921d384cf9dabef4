// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.token;

import io.redstart.query.promql.syntax.text.TextRange;

/** One token of a query, as written. */
public record Token(TokenType type, String text, TextRange at) {
  /** Returns its name in messages. */
  public String describe() {
    return type.describe(text);
  }
}
