// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import io.redstart.query.promql.syntax.text.DurationText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * Parses times and durations as clients of Prometheus write them: seconds with a fraction, RFC
 * 3339, or {@code 1h30m}.
 */
public final class TimeText {
  /**
   * The largest distance of times from 1970; times beyond are clamped to it. It is more than 30
   * million years, because some clients send milliseconds as seconds, and small enough that adding
   * a range never overflows.
   */
  public static final long TIME_MAX_MILLIS = 1_000_000_000_000_000_000L;

  // Quantifiers of groups are possessive: others need stack for each character.
  private static final String DIGITS = "\\d(?:_?\\d)*+";
  private static final String HEX_DIGITS = "[0-9a-fA-F](?:_?[0-9a-fA-F])*+";

  /** The numbers that Go's {@code strconv.ParseFloat} reads, except infinities and NaN. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:(?:D\\.?(?:D)?|\\.D)(?:[eE][+-]?D)?".replace("D", DIGITS)
          + "|0[xX]_?(?:H\\.?(?:H)?|\\.H)[pP][+-]?".replace("H", HEX_DIGITS)
          + DIGITS
          + ")");

  private static final Pattern INFINITY = Pattern.compile("(?i)[+-]?inf(?:inity)?");

  private static final Pattern LONG_YEAR = Pattern.compile("\\d{5}");

  private TimeText() {}

  /**
   * Returns a time in epoch milliseconds, rounded to them.
   *
   * @throws IllegalArgumentException if the text is not a time
   */
  static long parseMillis(String text) {
    double seconds = parseNumber(text);
    if (Double.isFinite(seconds)) {
      double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
      double fractionMillis =
          Math.copySign(Math.floor(Math.abs(seconds - whole) * 1000 + 0.5), seconds);
      return clamp(whole * 1000 + fractionMillis);
    }
    try {
      // Years of more than four digits have a sign in Java, but not in Go.
      boolean longYear = LONG_YEAR.matcher(text).lookingAt();
      Instant time = OffsetDateTime.parse(longYear ? "+" + text : text).toInstant();
      double roughMillis = time.getEpochSecond() * 1000.0;
      return Math.abs(roughMillis) < TIME_MAX_MILLIS ? time.toEpochMilli() : clamp(roughMillis);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("cannot parse \"" + text + "\" to a valid timestamp", e);
    }
  }

  /** Returns a number as Go reads it, infinite only if written so; NaN if the text is no number. */
  private static double parseNumber(String text) {
    if (NUMBER.matcher(text).matches()) {
      double number = Double.parseDouble(text.replace("_", ""));
      return Double.isInfinite(number) ? Double.NaN : number;
    }
    return INFINITY.matcher(text).matches() ? Double.POSITIVE_INFINITY : Double.NaN;
  }

  private static long clamp(double millis) {
    return (long) Math.max(-TIME_MAX_MILLIS, Math.min(TIME_MAX_MILLIS, millis));
  }

  /**
   * Returns a duration in whole milliseconds, which can be negative.
   *
   * @throws IllegalArgumentException if the text is not a duration, or one beyond 292 years
   */
  public static long parseDurationMillis(String text) {
    double nanos = parseNumber(text) * 1e9;
    if (!Double.isNaN(nanos)) {
      if (Math.abs(nanos) > Long.MAX_VALUE) {
        throw new IllegalArgumentException(
            "cannot parse \"" + text + "\" to a valid duration. It overflows int64");
      }
      return (long) nanos / 1_000_000;
    }
    try {
      return DurationText.parseMillis(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cannot parse \"" + text + "\" to a valid duration", e);
    }
  }
}
