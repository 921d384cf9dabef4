// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.query.promql.syntax.TestSyntax;
import io.redstart.query.promql.syntax.tree.DurationExpr;
import io.redstart.query.promql.syntax.tree.Expr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationCalculatorTest {
  /** Steps of 10 s over an hour. */
  private final DurationCalculator calculator = new DurationCalculator(10_000, 3_600_000);

  private static DurationExpr range(String duration) {
    return ((Expr.RangeSelector) TestSyntax.parse("x[" + duration + "]")).range();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5m | 300000",
        "0.0015 | 1",
        "step() * 2 | 20000",
        "range() / 7 | 514285",
        "-(1 - 2) ^ 2 + 2.5 | 1500",
        "2 ^ 3 ^ 0 | 2000",
        "7 % 4 | 3000",
        "min_of(step(), max_of(3s, 1)) | 3000"
      })
  void lengthMillis_computes(String duration, long millis) {
    assertThat(calculator.lengthMillis(range(duration))).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step() - 10 | 2:13: duration must be greater than 0",
        "1 / (1 - 1) | 2:13: division by zero",
        "1 % (1 - 1) | 2:13: modulo by zero",
        "10 ^ 300 ^ 2 | 2:14: duration is NaN or infinite",
        "(0 - 1) ^ 0.5 | 2:15: duration is NaN or infinite",
        "10 ^ 10 | 2:9: duration is out of range"
      })
  void lengthMillis_refuses(String duration, String message) {
    assertThatThrownBy(() -> calculator.lengthMillis(range(duration))).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"-1.5, -1500", "(1 - step()), -9000", "-(1h), -3600000", "-0.0015, -1"})
  void offsetMillis_mayBeNegative(String offset, long millis) {
    var selector = (Expr.VectorSelector) TestSyntax.parse("x offset " + offset);
    assertThat(calculator.offsetMillis(selector.shift().offset())).isEqualTo(millis);
  }
}
