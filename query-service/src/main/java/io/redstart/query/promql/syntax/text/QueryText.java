// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.text;

import io.redstart.query.promql.limit.PromqlException;
import java.nio.charset.StandardCharsets;

/** The text of a query. Writes positions in it as {@code line:column}, as Prometheus does. */
public record QueryText(String text) {
  /** Returns line and column of an index, both from 1; columns count UTF-8 bytes. */
  public String position(int index) {
    if (text.isEmpty()) {
      return "unknown position";
    }
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < index; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    String before = text.substring(lineStart, index);
    return line + ":" + (before.getBytes(StandardCharsets.UTF_8).length + 1);
  }

  /** Returns the exception for a query that is wrong. */
  public PromqlException error(TextRange at, String message) {
    return new PromqlException(
        PromqlException.Kind.BAD_DATA, position(at.start()) + ": parse error: " + message);
  }
}
