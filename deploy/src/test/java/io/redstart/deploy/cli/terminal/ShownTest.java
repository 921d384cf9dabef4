// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "1234567, 1234567",
    "1234.56, 1235",
    "99.996, 100",
    "12.3456, 12.35",
    "0.5, 0.5",
    "0.12345, 0.123",
    "0.00012, 1.200e-04",
    "-2.5, -2.5",
    "1e18, 1.000e+18",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void number_hasFourDigits(double value, String text) {
    assertThat(Shown.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"12.34, 12.34 ms", "999, 999 ms", "1500, 1.5 s", "NaN, -"})
  void millis_haveAUnit(double millis, String text) {
    assertThat(Shown.millis(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 50 %", "0.01234, 1.23 %", "1, 100 %", "NaN, -"})
  void percent_isRounded(double share, String text) {
    assertThat(Shown.percent(share)).isEqualTo(text);
  }

  @Test
  void cut_keepsPairsTogether() {
    assertThat(Shown.cut("😀😀😀", 2)).isEqualTo("😀…");
    assertThat(Shown.cut("😀😀😀", 3)).isEqualTo("😀😀😀");
    assertThat(Shown.cut("abc", 0)).isEmpty();
  }
}
