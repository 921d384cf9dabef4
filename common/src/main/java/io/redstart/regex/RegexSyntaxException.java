// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

/** Reports an invalid regular expression, or one that exceeds a limit. */
public final class RegexSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The number of characters of an expression that a message shows. */
  private static final int SHOWN_CHARS_MAX = 200;

  private final String reason;

  RegexSyntaxException(String text, String reason) {
    super("invalid regular expression \"" + shortened(text) + "\": " + reason);
    this.reason = reason;
  }

  /** Returns only the reason, in Go's words: {@code missing closing )}. */
  public String reason() {
    return reason;
  }

  /** Returns the beginning of a text, followed by an ellipsis if it was cut. */
  static String shortened(String text) {
    if (text.length() <= SHOWN_CHARS_MAX) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(SHOWN_CHARS_MAX - 1))
        ? SHOWN_CHARS_MAX - 1
        : SHOWN_CHARS_MAX;
    return text.substring(0, end) + "…";
  }
}
