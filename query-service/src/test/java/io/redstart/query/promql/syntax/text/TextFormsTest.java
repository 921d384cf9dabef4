// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.query.promql.limit.QueryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests durations and quoted strings. */
class TextFormsTest {
  private static String unquote(String quoted) {
    return QuotedText.unquote(quoted, QueryLimits.unlimited());
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0, 0s",
    "90m, 5400000, 1h30m",
    "36h, 129600000, 1d12h",
    "7d, 604800000, 1w",
    "1y2ms, 31536000002, 365d2ms",
    "0, 0, 0s",
    "2h0m, 7200000, 2h"
  })
  void duration_roundTrips(String text, long millis, String printed) {
    assertThat(DurationText.parseMillis(text)).isEqualTo(millis);
    assertThat(DurationText.print(millis)).isEqualTo(printed);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "1s1m, not a valid duration string: \"1s1m\"",
        "1m1m, not a valid duration string: \"1m1m\"",
        "5, not a valid duration string: \"5\"",
        "1.5s, unknown unit \".\" in duration \"1.5s\"",
        "1ys, unknown unit \"ys\" in duration \"1ys\"",
        "300y, duration out of range",
        "292y365d, duration out of range",
        "99999999999999999999s, not a valid duration string: \"99999999999999999999s\"",
        "~~, empty duration string"
      })
  void duration_otherIsRefused(String text, String message) {
    assertThatThrownBy(() -> DurationText.parseMillis(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
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
  void unquote_keepsBytesThatAreNotUtf8() {
    String text = unquote("'\\xff\\xc3ä\\xe2\\x82'");
    assertThat(text).isEqualTo("\udcff\udcc3ä\udce2\udc82");
    assertThat(QuotedText.isUtf8(text)).isFalse();
    assertThat(QuotedText.quote(text)).isEqualTo("\"\\xff\\xc3ä\\xe2\\x82\"");
    assertThat(QuotedText.toUtf8(text)).isEqualTo("\ufffd\ufffdä\ufffd\ufffd");
  }

  @Test
  void quote_escapesWhatCannotBeSeen() {
    assertThat(QuotedText.quote("\u00a0\u200b\u007f\u2029😀\udb40\udc01'"))
        .isEqualTo("\"\\u00a0\\u200b\\x7f\\u2029😀\\U000e0001'\"");
    assertThat(QuotedText.quote('\'')).isEqualTo("'\\''");
    assertThat(QuotedText.quote('"')).isEqualTo("'\"'");
    assertThat(QuotedText.quote(-1)).isEqualTo("'\ufffd'");
  }

  @Test
  void quote_roundTrips() {
    String text = "a\"b\\c\n\t\u0001 ä😀'`";
    assertThat(unquote(QuotedText.quote(text))).isEqualTo(text);
  }
}
