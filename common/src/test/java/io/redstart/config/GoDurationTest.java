// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0s, 0",
    "5s, 5000000000",
    "1m30s, 90000000000",
    "200ms, 200000000",
    "1.5s, 1500000000",
    ".5s, 500000000",
    "5.s, 5000000000",
    "6h, 21600000000000",
    "15d, 1296000000000000",
    "1us, 1000",
    "1µs, 1000",
    "7ns, 7",
    "1400ms, 1400000000"
  })
  void parse_readsGoSpellings(String text, long nanos) {
    assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "5 s", "5x", "1m30", "1e3s", ".s", "5S"})
  void parse_refusesOthers(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a duration such as 200ms, 5s, 1m30s or 15d");
  }

  @ParameterizedTest
  @CsvSource({"5, the unit is missing", "1.5, the unit is missing", "-5s, it cannot be below 0s"})
  void parse_tellsWhatIsWrong(String text, String what) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .hasMessage("not a duration such as 200ms, 5s, 1m30s or 15d: " + what);
  }

  @Test
  void parse_refusesWhatNanosecondsCannotHold() {
    assertThatThrownBy(() -> GoDuration.parse("106752d")).hasMessage("longer than 292 years");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0s", "5s", "1m30s", "200ms", "1.4s", "1.5us", "6h", "15d", "1d1h1m1.001001001s"})
  void format_writesAsGoDoes(String text) {
    assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(text);
  }
}
