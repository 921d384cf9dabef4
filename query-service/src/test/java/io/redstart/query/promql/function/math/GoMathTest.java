// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoMathTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void max_prefersInfinityToNaN() {
    assertThat(GoMath.max(INFINITY, Double.NaN)).isEqualTo(INFINITY);
    assertThat(GoMath.max(Double.NaN, INFINITY)).isEqualTo(INFINITY);
    assertThat(GoMath.max(Double.NaN, 1)).isNaN();
    assertThat(GoMath.max(Double.NaN, -INFINITY)).isNaN();
    assertThat(GoMath.max(-0.0, 0.0)).isEqualTo(0.0);
  }

  @Test
  void min_prefersNegativeInfinityToNaN() {
    assertThat(GoMath.min(-INFINITY, Double.NaN)).isEqualTo(-INFINITY);
    assertThat(GoMath.min(Double.NaN, -INFINITY)).isEqualTo(-INFINITY);
    assertThat(GoMath.min(1, Double.NaN)).isNaN();
    assertThat(GoMath.min(INFINITY, Double.NaN)).isNaN();
    assertThat(GoMath.min(0.0, -0.0)).isEqualTo(-0.0);
  }

  /** The values come from Go 1.26. */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0.29567304756342244",
    "-5, -2.3124383412727525",
    "1e10, 23.7189981105004",
    "1e-10, 1e-10"
  })
  void asinh_isGos(double x, double expected) {
    assertThat(GoMath.asinh(x)).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
  }

  @ParameterizedTest
  @CsvSource({"1.3, 0.7564329108569596", "5, 2.2924316695611777", "1e10, 23.7189981105004", "1, 0"})
  void acosh_isGos(double x, double expected) {
    assertThat(GoMath.acosh(x)).isCloseTo(expected, within(2e-15 * Math.abs(expected)));
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.30951960420311175", "-0.9, -1.4722194895832204", "1e-10, 1e-10"})
  void atanh_isGos(double x, double expected) {
    assertThat(GoMath.atanh(x)).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
  }

  @Test
  void inverses_atTheEdges() {
    assertThat(GoMath.asinh(-0.0)).isEqualTo(-0.0);
    assertThat(GoMath.asinh(-INFINITY)).isEqualTo(-INFINITY);
    assertThat(GoMath.asinh(Double.NaN)).isNaN();
    assertThat(GoMath.acosh(0.5)).isNaN();
    assertThat(GoMath.acosh(INFINITY)).isEqualTo(INFINITY);
    assertThat(GoMath.atanh(1)).isEqualTo(INFINITY);
    assertThat(GoMath.atanh(-1)).isEqualTo(-INFINITY);
    assertThat(GoMath.atanh(1.5)).isNaN();
  }

  @Test
  void inverses_ofRandomNumbers() {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      double x = Math.scalb(random.nextDouble(), random.nextInt(12) - 9);
      String at = "seed " + seed + ", x " + x;
      assertThat(GoMath.asinh(Math.sinh(x))).as(at).isCloseTo(x, within(1e-14 * x));
      double y = x + 0.5;
      assertThat(GoMath.acosh(Math.cosh(y))).as(at).isCloseTo(y, within(1e-14 * (y + 1)));
      double share = random.nextDouble() * 0.9;
      assertThat(Math.tanh(GoMath.atanh(share))).as(at).isCloseTo(share, within(1e-14));
    }
  }
}
