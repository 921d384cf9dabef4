// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.text;

/**
 * The position of a part of a query.
 *
 * @param start index of its first {@code char}
 * @param end index after its last
 */
public record TextRange(int start, int end) {
  /** Returns the range from the start of this one to the end of another. */
  public TextRange to(TextRange last) {
    return new TextRange(start, last.end);
  }
}
