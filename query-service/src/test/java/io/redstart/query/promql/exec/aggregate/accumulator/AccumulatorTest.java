// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.limit.QueryLimits;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
  private static final QueryLimits LIMITS = QueryLimits.unlimited();

  @Test
  void sum_keepsWhatAdditionsLose() {
    assertThat(aggregate(Accumulator.sum(LIMITS), 1e100, 1, -1e100)).isEqualTo(1);
    assertThat(aggregate(Accumulator.sum(LIMITS), Double.POSITIVE_INFINITY, 1)).isInfinite();
    assertThat(aggregate(Accumulator.sum(LIMITS), -0.0)).isEqualTo(-0.0);
  }

  @Test
  void avg_doesNotOverflow() {
    assertThat(aggregate(Accumulator.mean(LIMITS), 1e308, 1e308, 1e308))
        .isCloseTo(1e308, within(1e295));
    assertThat(aggregate(Accumulator.mean(LIMITS), 2, 8, 1e100, -1e100)).isEqualTo(2.5);
  }

  @Test
  void extremes_takeNaNLast() {
    assertThat(aggregate(Accumulator.min(LIMITS), Double.NaN, 2, 1)).isEqualTo(1);
    assertThat(aggregate(Accumulator.max(LIMITS), 3, Double.NaN, 1)).isEqualTo(3);
    assertThat(aggregate(Accumulator.max(LIMITS), Double.NaN)).isNaN();
    assertThat(aggregate(Accumulator.count(LIMITS), Double.NaN, 1)).isEqualTo(2);
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
