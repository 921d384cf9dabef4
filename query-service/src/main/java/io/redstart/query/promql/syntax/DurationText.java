// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes durations as Prometheus does: {@code 1h30m}, longest unit first, each once. */
public final class DurationText {
  private static final Pattern PATTERN = Pattern.compile(
      "(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] UNIT_MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };
  /** The longest duration: 2^63 ns, as in Prometheus. */
  static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

  private DurationText() {}

  /**
   * Returns the milliseconds of a duration.
   *
   * @throws IllegalArgumentException if the text is no duration, or one longer than 292 years
   */
  public static long parseMillis(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException("not a valid duration string: \"" + text + "\"");
    }
    try {
      long millis = 0;
      for (int i = 0; i < UNITS.length; i++) {
        String count = matcher.group(i + 1);
        if (count != null) {
          long part = Math.multiplyExact(Long.parseLong(count), UNIT_MILLIS[i]);
          millis = Math.addExact(millis, part);
        }
      }
      if (millis <= MAX_MILLIS) {
        return millis;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("duration out of range", e);
    }
    throw new IllegalArgumentException("duration out of range");
  }

  /**
   * Returns the shortest text of a duration; with years, weeks and days only if they divide it.
   */
  static String print(long millis) {
    if (millis == 0) {
      return "0s";
    }
    var text = new StringBuilder();
    long rest = millis;
    for (int i = 0; i < UNITS.length; i++) {
      boolean wholeOnly = i < 3;
      if (rest >= UNIT_MILLIS[i] && !(wholeOnly && rest % UNIT_MILLIS[i] != 0)) {
        text.append(rest / UNIT_MILLIS[i]).append(UNITS[i]);
        rest %= UNIT_MILLIS[i];
      }
    }
    return text.toString();
  }
}
