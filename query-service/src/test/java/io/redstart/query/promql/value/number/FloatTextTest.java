// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-1.5, -1.5",
    "100, 100",
    "0.1, 0.1",
    "0.30000000000000004, 0.30000000000000004",
    "0.000001, 0.000001",
    "0.00000123, 0.00000123",
    "0.0000001, 1e-07",
    "0.000000999, 9.99e-07",
    "123456789012345680000, 123456789012345680000",
    "1e21, 1e+21",
    "1.5e300, 1.5e+300",
    "2e23, 2e+23",
    "9007199254740993, 9007199254740992",
    "4.9E-324, 5e-324",
    "9.9E-324, 1e-323",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void general_isAsGoWritesIt(double value, String text) {
    assertThat(FloatText.general(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000001, 0.0000001",
    "1e21, 1000000000000000000000",
    "1.5e22, 15000000000000000000000",
    "0.002, 0.002",
    "Infinity, +Inf"
  })
  void plain_hasNoExponent(double value, String text) {
    assertThat(FloatText.plain(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "-0.25, -0.25",
    "100000, 100000",
    "1000000, 1e+06",
    "0.0001, 0.0001",
    "0.00001234, 1.234e-05",
    "0, 0",
    "-0.0, -0",
    "NaN, NaN",
    "-Infinity, -Inf",
    "1e100, 1e+100"
  })
  void compact_isGosG(double value, String text) {
    assertThat(FloatText.compact(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1.26, 1.3", "0.0123, 0.012", "123, 1.2e+02", "12, 12", "0.125, 0.12", "99.6, 1e+02"})
  void rough_hasTwoDigits(double value, String text) {
    assertThat(FloatText.rough(value)).isEqualTo(text);
  }

  @Test
  void general_hasTheFewestDigitsWhereOldJavaHasMore() {
    // Double.toString gives 8.409999999999999E21 and 9.999999999999999E22 before JDK 19.
    assertThat(FloatText.general(8.41e21)).isEqualTo("8.41e+21");
    assertThat(FloatText.general(1e23)).isEqualTo("1e+23");
  }
}
