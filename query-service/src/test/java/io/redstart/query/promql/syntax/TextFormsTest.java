// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.query.promql.QueryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests numbers, durations and quoted strings. */
class TextFormsTest {
  private static String unquote(String quoted) {
    return QuotedText.unquote(quoted, QueryLimits.unlimited());
  }

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
  void parse_number(String text, double value) {
    assertThat(NumberText.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0, 0s",
    "90m, 5400000, 1h30m",
    "1d12h, 129600000, 36h",
    "7d, 604800000, 1w",
    "1y2ms, 31536000002, 8760h2ms"
  })
  void duration_roundTrips(String text, long millis, String printed) {
    assertThat(DurationText.parseMillis(text)).isEqualTo(millis);
    assertThat(DurationText.print(millis)).isEqualTo(printed);
  }

  @ParameterizedTest
  @CsvSource({"1s1m", "1m1m", "5", "1.5s", "300y", "99999999999999999999s"})
  void duration_otherIsRefused(String text) {
    assertThatThrownBy(() -> DurationText.parseMillis(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unquote_knowsGosEscapes() {
    assertThat(unquote("\"\\a\\v\\x41\\101\\u00e4\\U0001F600\\\"\""))
        .isEqualTo("\u0007\u000bAAä😀\"");
    assertThat(unquote("'\\xc3\\xa4\\''")).isEqualTo("ä'");
    assertThat(unquote("`\\n`")).isEqualTo("\\n");
  }

  @ParameterizedTest
  @CsvSource({"\"\\ud800\"", "\"\\400\"", "\"\\x4\"", "\"\\'\"", "\"\\z\""})
  void unquote_malformedIsRefused(String quoted) {
    assertThatThrownBy(() -> unquote(quoted)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quote_roundTrips() {
    String text = "a\"b\\c\n\t\u0001 ä😀'`";
    assertThat(unquote(QuotedText.quote(text))).isEqualTo(text);
  }
}
