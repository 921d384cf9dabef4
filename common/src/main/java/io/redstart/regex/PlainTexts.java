// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code checkout|payment|api\.v1}: a choice of plain texts, as Grafana writes it for "All".
 * Reads it in one pass without a tree; only its length is limited.
 */
final class PlainTexts {
  private static final String SPECIAL = "()[{*+?^$.";

  private PlainTexts() {}

  /** Returns the alternatives, or null if the expression has other parts. */
  static @Nullable List<String> of(String expression) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < expression.length(); at++) {
      char unit = expression.charAt(at);
      if (unit == '|') {
        texts.add(text.toString());
        text.setLength(0);
      } else if (unit == '\\') {
        at++;
        if (at == expression.length() || !isPunctuation(expression.charAt(at))) {
          return null;
        }
        text.append(expression.charAt(at));
      } else if (SPECIAL.indexOf(unit) >= 0 || unit == Wildcards.GAP || unit == Wildcards.ONE) {
        return null;
      } else {
        text.append(unit);
      }
    }
    texts.add(text.toString());
    return texts;
  }

  private static boolean isPunctuation(char unit) {
    return unit < 0x80 && !Character.isLetterOrDigit(unit);
  }
}
