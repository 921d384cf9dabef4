// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeLabelTest {
  private static final LeLabel HUNDRED = LeLabel.of(100);
  private static final LeLabel INFINITE = LeLabel.of(Double.POSITIVE_INFINITY);

  private static boolean matches(LeLabel label, Op op, String value) {
    return label.matches(LabelMatcher.of(LeLabel.NAME, op, value));
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "0.002, 0.002", "1400, 1400", "2.5, 2.5", "Infinity, +Inf"})
  void text_isWhatPrometheusOtlpReceiverPrints(double bound, String text) {
    assertThat(LeLabel.of(bound).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "100.0", "1e2", "+100", "0100"})
  void equality_isOfNumbers(String value) {
    assertThat(matches(HUNDRED, Op.EQUAL, value)).isTrue();
    assertThat(matches(HUNDRED, Op.NOT_EQUAL, value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "100d", " 100", "abc", "+Inf", "NaN"})
  void equality_findsNothingElse(String value) {
    assertThat(matches(HUNDRED, Op.EQUAL, value)).isFalse();
    assertThat(matches(HUNDRED, Op.NOT_EQUAL, value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+Inf", "Inf", "inf", "Infinity"})
  void equality_findsInfinity(String value) {
    assertThat(matches(INFINITE, Op.EQUAL, value)).isTrue();
  }

  @Test
  void regex_seesWhatIsPrinted() {
    assertThat(matches(HUNDRED, Op.MATCHES, "1.*")).isTrue();
    assertThat(matches(HUNDRED, Op.MATCHES, "100\\.0")).isFalse();
    assertThat(matches(HUNDRED, Op.NOT_MATCHES, "100\\.0")).isTrue();
    assertThat(matches(INFINITE, Op.NOT_MATCHES, "\\+Inf")).isFalse();
  }
}
