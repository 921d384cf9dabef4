// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1435781430.781, 1435781430781",
    "1435781430.7814, 1435781430781",
    "1435781430.7815, 1435781430782",
    "-1.5, -1500",
    "1.5e9, 1500000000000",
    "2015-07-01T20:10:30.781Z, 1435781430781",
    "2015-07-01T20:10:30+02:00, 1435774230000",
    "1700000000000, 1700000000000000",
    "1e300, 1000000000000000000",
    "-292273086-05-16T16:47:06Z, -1000000000000000000",
    "292277025-08-18T07:12:54.999999999Z, 1000000000000000000",
    "12345-01-01T00:00:00Z, 327403382400000",
    "1_700.5, 1700500",
    "0x1p4, 16000"
  })
  void parseMillis_readsSecondsAndRfc3339(String text, long millis) {
    assertThat(TimeText.parseMillis(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "NaN",
        "Inf",
        "1e400",
        "1__0",
        "1d",
        "2015-07-01",
        "2015-13-01T00:00:00Z"
      })
  void parseMillis_refusesOthers(String text) {
    assertThatThrownBy(() -> TimeText.parseMillis(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot parse \"" + text + "\" to a valid timestamp");
  }

  @ParameterizedTest
  @CsvSource({
    "60, 60000",
    "0.001, 1",
    "0.0001, 0",
    "1.5, 1500",
    "-1, -1000",
    "1h30m, 5400000",
    "5m, 300000",
    "2m0s, 120000",
    "15ms, 15",
    "0, 0",
    "1_0, 10000",
    "0x1.8p1, 3000",
    ".5, 500",
    "5., 5000"
  })
  void parseDurationMillis_readsSecondsAndUnits(String text, long millis) {
    assertThat(TimeText.parseDurationMillis(text)).isEqualTo(millis);
  }

  @Test
  void numbers_mayBeLong() {
    String digits = "0".repeat(1_000_000) + "60";
    assertThat(TimeText.parseDurationMillis(digits)).isEqualTo(60_000);
    assertThat(TimeText.parseMillis(digits)).isEqualTo(60_000);
  }

  @ParameterizedTest
  @CsvSource({
    "'', cannot parse \"\" to a valid duration",
    "1.5s, cannot parse \"1.5s\" to a valid duration",
    "1e12, cannot parse \"1e12\" to a valid duration. It overflows int64",
    "-Inf, cannot parse \"-Inf\" to a valid duration. It overflows int64",
    "1e400, cannot parse \"1e400\" to a valid duration",
    "-5m, cannot parse \"-5m\" to a valid duration",
    "300y, cannot parse \"300y\" to a valid duration"
  })
  void parseDurationMillis_refusesOthers(String text, String message) {
    assertThatThrownBy(() -> TimeText.parseDurationMillis(text)).hasMessage(message);
  }
}
