// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    ".5, 0.5",
    "5., 5",
    "1e-3, 0.001",
    "1_000.5, 1000.5",
    "0x1F, 31",
    "010, 8",
    "08, 8",
    "0.10, 0.1",
    "iNf, Infinity"
  })
  void parse_readsEachForm(String text, double value) {
    assertThat(NumberText.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "1_, invalid syntax",
        "1e, invalid syntax",
        "0.5.5, invalid syntax",
        "0xffffffffffffffff, invalid syntax",
        "1e309, value out of range"
      })
  void parse_otherIsRefused(String text, String reason) {
    assertThatThrownBy(() -> NumberText.parse(text))
        .hasMessage(
            "error parsing number: strconv.ParseFloat: parsing \"%s\": %s".formatted(text, reason));
  }
}
