// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.syntax.tree.BinaryOp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticTest {
  @ParameterizedTest
  @CsvSource({
    "POWER, 1, NaN, 1",
    "POWER, -1, Infinity, 1",
    "POWER, 2, 10, 1024",
    "MODULO, -7, 3, -1",
    "MODULO, 1, 0, NaN",
    "DIVIDE, 1, 0, Infinity"
  })
  void compute_isGos(BinaryOp op, double left, double right, double result) {
    assertThat(Arithmetic.compute(op, left, right)).isEqualTo(Double.valueOf(result));
  }

  @ParameterizedTest
  @CsvSource({"EQUAL, NaN, NaN, false", "NOT_EQUAL, NaN, NaN, true", "LESS_OR_EQUAL, 2, 2, true"})
  void holds_isGos(BinaryOp op, double left, double right, boolean result) {
    assertThat(Arithmetic.holds(op, left, right)).isEqualTo(result);
  }
}
