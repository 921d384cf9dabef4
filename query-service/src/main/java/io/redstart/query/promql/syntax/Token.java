// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/** One token of a query, as written. */
record Token(TokenType type, String text, TextRange at) {
  /** Returns its name in messages. */
  String describe() {
    return type.describe(text);
  }
}
