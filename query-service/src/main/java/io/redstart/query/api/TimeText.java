// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.promql.syntax.DurationText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * Times and durations as clients of Prometheus write them: seconds with a fraction, or RFC 3339, or
 * {@code 1h30m}.
 */
final class TimeText {
  /**
   * Times are kept this close to 1970: more than 30 million years, as some clients send milliseconds
   * for seconds, and little enough that adding a range never overflows.
   */
  static final long TIME_MAX_MILLIS = 1_000_000_000_000_000_000L;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final Pattern LONG_YEAR = Pattern.compile("\\d{5}");

  private TimeText() {}

  /**
   * Returns a time in epoch milliseconds, a fraction of seconds rounded to them.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long parseMillis(String text) {
    if (NUMBER.matcher(text).matches()) {
      double seconds = Double.parseDouble(text);
      double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
      double fractionMillis =
          Math.copySign(Math.floor(Math.abs(seconds - whole) * 1000 + 0.5), seconds);
      return clamp(whole * 1000 + fractionMillis);
    }
    try {
      // Years of more than four digits have a sign in Java, and none in Go.
      boolean longYear = LONG_YEAR.matcher(text).lookingAt();
      Instant time = OffsetDateTime.parse(longYear ? "+" + text : text).toInstant();
      double roughMillis = time.getEpochSecond() * 1000.0;
      return Math.abs(roughMillis) < TIME_MAX_MILLIS ? time.toEpochMilli() : clamp(roughMillis);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("cannot parse \"" + text + "\" to a valid timestamp", e);
    }
  }

  private static long clamp(double millis) {
    return (long) Math.max(-TIME_MAX_MILLIS, Math.min(TIME_MAX_MILLIS, millis));
  }

  /**
   * Returns a duration in whole milliseconds, which may be negative.
   *
   * @throws IllegalArgumentException if it is none, or beyond 292 years
   */
  static long parseDurationMillis(String text) {
    if (NUMBER.matcher(text).matches()) {
      double nanos = Double.parseDouble(text) * 1e9;
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
