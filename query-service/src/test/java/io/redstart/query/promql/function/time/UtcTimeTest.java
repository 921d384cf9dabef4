// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UtcTimeTest {
  /** The values come from Go 1.26 on amd64. */
  @ParameterizedTest
  @CsvSource({
    // seconds, year, month, day, day of the week, day of the year, hour, minute
    "NaN, 292277026596, 12, 4, 0, 339, 15, 30",
    "Infinity, 292277026596, 12, 4, 0, 339, 15, 30",
    "-1e19, 292277026596, 12, 4, 0, 339, 15, 30",
    "9.2e18, 291536396232, 8, 31, 5, 244, 11, 33",
    "-9.2e18, -291536392293, 5, 3, 2, 123, 12, 26",
    "-62135596801, 0, 12, 31, 0, 366, 23, 59",
    "-1e15, -31686769, 6, 29, 0, 180, 22, 13",
    "-0.5, 1970, 1, 1, 4, 1, 0, 0",
    "951782400, 2000, 2, 29, 2, 60, 0, 0"
  })
  void parts_areGos(
      double seconds,
      double year,
      double month,
      double day,
      double dayOfWeek,
      double dayOfYear,
      double hour,
      double minute) {
    assertThat(parts(seconds))
        .containsExactly(year, month, day, dayOfWeek, dayOfYear, hour, minute);
  }

  private static List<Double> parts(double seconds) {
    return List.of(
        UtcTime.year(seconds),
        UtcTime.month(seconds),
        UtcTime.dayOfMonth(seconds),
        UtcTime.dayOfWeek(seconds),
        UtcTime.dayOfYear(seconds),
        UtcTime.hour(seconds),
        UtcTime.minute(seconds));
  }

  @ParameterizedTest
  @CsvSource({"951782400, 29", "-2203977600, 28", "1706745600, 29", "1704067200, 31"})
  void daysInMonth_knowsLeapYears(double seconds, double days) {
    assertThat(UtcTime.daysInMonth(seconds)).isEqualTo(days);
  }

  @Test
  void parts_ofRandomTimesAreJavas() {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      long seconds = random.nextLong(-1L << 44, 1L << 44);
      ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
      assertThat(parts(seconds))
          .as("seed %d, seconds %d", seed, seconds)
          .containsExactly(
              (double) time.getYear(),
              (double) time.getMonthValue(),
              (double) time.getDayOfMonth(),
              (double) (time.getDayOfWeek().getValue() % 7),
              (double) time.getDayOfYear(),
              (double) time.getHour(),
              (double) time.getMinute());
    }
  }
}
