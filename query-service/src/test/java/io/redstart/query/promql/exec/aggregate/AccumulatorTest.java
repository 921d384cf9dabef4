// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.limit.QueryLimits;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
  private static final QueryLimits LIMITS = QueryLimits.unlimited();

  @Test
  void sum_keepsWhatAdditionsLose() {
    assertThat(aggregate(new KahanSum(LIMITS), 1e100, 1, -1e100)).isEqualTo(1);
    assertThat(aggregate(new KahanSum(LIMITS), Double.POSITIVE_INFINITY, 1)).isInfinite();
    assertThat(aggregate(new KahanSum(LIMITS), -0.0)).isEqualTo(-0.0);
  }

  @Test
  void avg_doesNotOverflow() {
    assertThat(aggregate(new KahanMean(LIMITS), 1e308, 1e308, 1e308))
        .isCloseTo(1e308, within(1e295));
    assertThat(aggregate(new KahanMean(LIMITS), 2, 8, 1e100, -1e100)).isEqualTo(2.5);
  }

  @Test
  void extremes_takeNaNLast() {
    assertThat(aggregate(new Extreme(LIMITS, false), Double.NaN, 2, 1)).isEqualTo(1);
    assertThat(aggregate(new Extreme(LIMITS, true), 3, Double.NaN, 1)).isEqualTo(3);
    assertThat(aggregate(new Extreme(LIMITS, true), Double.NaN)).isNaN();
    assertThat(aggregate(new Count(LIMITS), Double.NaN, 1)).isEqualTo(2);
  }

  private static double aggregate(Accumulator accumulator, double... values) {
    accumulator.begin(0, 2);
    accumulator.set(1, 99);
    accumulator.add(1, 99);
    accumulator.set(1, values[0]);
    for (int i = 1; i < values.length; i++) {
      accumulator.add(1, values[i]);
    }
    return accumulator.result(1);
  }
}
