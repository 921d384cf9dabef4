// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/** One word of a query, as it is written. */
record Token(TokenType type, String text, TextRange at) {
  /** Returns how messages name it. */
  String describe() {
    return type.describe(text);
  }
}
