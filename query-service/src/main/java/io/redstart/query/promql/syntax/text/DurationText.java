// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.text;

import java.util.Arrays;

/** Reads and writes durations as Prometheus does: {@code 1h30m}, longest unit first, each once. */
public final class DurationText {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] UNIT_MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };
  /** The longest duration: 2^63 ns, as in Prometheus. */
  public static final double MAX_SECONDS = 0x1p63 / 1e9;

  static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

  private DurationText() {}

  /**
   * Returns the milliseconds of a duration.
   *
   * @throws IllegalArgumentException if the text is no duration, or one longer than 292 years
   */
  public static long parseMillis(String text) {
    if (text.equals("0")) {
      return 0;
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty duration string");
    }
    long millis = 0;
    int position = 0;
    int unitMin = 0;
    while (position < text.length()) {
      int digitsEnd = skip(text, position, true);
      int unitEnd = skip(text, digitsEnd, false);
      long count = count(text, text.substring(position, digitsEnd));
      int unit = unit(text, text.substring(digitsEnd, unitEnd));
      if (unit < unitMin) {
        throw malformed(text);
      }
      millis += count * UNIT_MILLIS[unit];
      if (Long.compareUnsigned(count, MAX_MILLIS / UNIT_MILLIS[unit]) > 0 || millis > MAX_MILLIS) {
        throw new IllegalArgumentException("duration out of range");
      }
      unitMin = unit + 1;
      position = unitEnd;
    }
    return millis;
  }

  private static int skip(String text, int start, boolean digits) {
    int end = start;
    while (end < text.length() && (text.charAt(end) >= '0' && text.charAt(end) <= '9') == digits) {
      end++;
    }
    return end;
  }

  private static int unit(String text, String name) {
    if (name.isEmpty()) {
      throw malformed(text);
    }
    int unit = Arrays.asList(UNITS).indexOf(name);
    if (unit < 0) {
      throw new IllegalArgumentException(
          "unknown unit " + QuotedText.quote(name) + " in duration " + QuotedText.quote(text));
    }
    return unit;
  }

  private static long count(String text, String digits) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException("not a valid duration string: " + QuotedText.quote(text));
  }

  /** Returns the text of a duration; with years and weeks only if they divide it. */
  public static String print(long millis) {
    if (millis == 0) {
      return "0s";
    }
    var text = new StringBuilder(millis < 0 ? "-" : "");
    long rest = Math.abs(millis);
    for (int i = 0; i < UNITS.length; i++) {
      boolean wholeOnly = i < 2;
      if (rest >= UNIT_MILLIS[i] && !(wholeOnly && rest % UNIT_MILLIS[i] != 0)) {
        text.append(rest / UNIT_MILLIS[i]).append(UNITS[i]);
        rest %= UNIT_MILLIS[i];
      }
    }
    return text.toString();
  }
}
