// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

/**
 * Decodes label names in URLs. A name that begins with {@code U__} is escaped: {@code __} stands
 * for an underscore, {@code _2e_} for the character of that code point (prometheus/common,
 * model/metric.go).
 */
public final class EscapedName {
  private static final String PREFIX = "U__";
  private static final int DIGITS_MAX = 6;

  private EscapedName() {}

  /** Returns the decoded name; a name with a malformed escape is returned unchanged. */
  public static String decode(String name) {
    if (!name.startsWith(PREFIX)) {
      return name;
    }
    StringBuilder decoded = new StringBuilder();
    int at = PREFIX.length();
    while (at < name.length()) {
      if (name.charAt(at) != '_') {
        decoded.append(name.charAt(at++));
        continue;
      }
      int end = name.indexOf('_', at + 1);
      if (end < 0) {
        return name;
      }
      String digits = name.substring(at + 1, end);
      if (digits.isEmpty()) {
        decoded.append('_');
      } else if (isCodePoint(digits)) {
        decoded.appendCodePoint(Integer.parseInt(digits, 16));
      } else {
        return name;
      }
      at = end + 1;
    }
    return decoded.toString();
  }

  private static boolean isCodePoint(String digits) {
    if (digits.length() > DIGITS_MAX
        || !digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
      return false;
    }
    int codePoint = Integer.parseInt(digits, 16);
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return Character.isValidCodePoint(codePoint) && !surrogate;
  }
}
