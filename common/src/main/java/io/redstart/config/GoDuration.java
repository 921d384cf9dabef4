// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses and formats durations as Go and the Collector write them, {@code 5s}, {@code 1m30s},
 * {@code 200ms}, {@code 1.5s}, and also days, {@code 15d}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a>
 */
public final class GoDuration {
  private static final Pattern TERM =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d)");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]*)?");

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000 * MICRO;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private GoDuration() {}

  /**
   * Parses a duration of 0 or more, below 292 years.
   *
   * @throws IllegalArgumentException if the text is not such a duration
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher term = TERM.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < text.length() && term.region(at, text.length()).lookingAt()) {
      BigDecimal unit = BigDecimal.valueOf(nanosOf(term.group(2)));
      nanos = nanos.add(new BigDecimal(term.group(1)).multiply(unit));
      at = term.end();
    }
    if (text.isEmpty() || at < text.length()) {
      throw new IllegalArgumentException(
          "not a duration such as 200ms, 5s, 1m30s or 15d" + hintFor(text));
    }
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("longer than 292 years");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  /** Formats a duration of 0 or more as Go does, but with days: {@code 1m30s}, {@code 1.4s}. */
  public static String format(Duration duration) {
    long rest = duration.toNanos();
    if (rest == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    for (String unit : List.of("d", "h", "m")) {
      if (rest >= nanosOf(unit)) {
        text.append(rest / nanosOf(unit)).append(unit);
        rest %= nanosOf(unit);
      }
    }
    for (String unit : List.of("s", "ms", "us", "ns")) {
      if (rest >= nanosOf(unit)) {
        BigDecimal fraction = BigDecimal.valueOf(rest).divide(BigDecimal.valueOf(nanosOf(unit)));
        return text.append(fraction.stripTrailingZeros().toPlainString())
            .append(unit)
            .toString();
      }
    }
    return text.toString();
  }

  private static String hintFor(String text) {
    if (text.startsWith("-")) {
      return ": it cannot be below 0s";
    }
    return NUMBER.matcher(text).matches() ? ": the unit is missing" : "";
  }

  private static long nanosOf(String unit) {
    return switch (unit) {
      case "d" -> DAY;
      case "h" -> HOUR;
      case "m" -> MINUTE;
      case "s" -> SECOND;
      case "ms" -> MILLI;
      case "us", "µs", "μs" -> MICRO;
      default -> 1;
    };
  }
}
