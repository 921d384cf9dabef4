// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StepVector;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares kernels that slide over random series with formulas that look at each window anew. */
class RangeKernelsRandomTest {
  private static final int ROUNDS = 60;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate",
        "increase",
        "delta",
        "irate",
        "idelta",
        "resets",
        "changes",
        "deriv",
        "sum_over_time",
        "avg_over_time",
        "min_over_time",
        "max_over_time",
        "stddev_over_time",
        "stdvar_over_time",
        "count_over_time",
        "first_over_time",
        "last_over_time",
        "present_over_time",
        "mad_over_time",
        "ts_of_first_over_time",
        "ts_of_last_over_time",
        "ts_of_min_over_time",
        "ts_of_max_over_time"
      })
  void kernel_isTheFormula(String function) {
    check(function, (window, starts) -> NaiveWindow.of(function, window, starts));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.99, 1})
  void quantile_isTheFormula(double quantile) {
    check("quantile_over_time", (window, starts) -> window.quantile(quantile), quantile);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-60, 0, 3600})
  void prediction_isTheFormula(double seconds) {
    check("predict_linear", (window, starts) -> window.prediction(seconds), seconds);
  }

  private interface Formula {
    /** Returns NaN for no result too: series with a NaN are compared loosely. */
    Double of(NaiveWindow window, boolean usesStarts);
  }

  private static void check(String function, Formula formula, double... parameters) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Series series = TestSeries.random(random, random.nextInt(1, 120));
      long rangeMillis = random.nextLong(1_000, 300_000);
      Steps steps = new Steps(random.nextLong(0, 60_000), random.nextLong(1_000, 90_000), 30);
      boolean usesStarts = random.nextBoolean();
      RangeCall call = RangeCall.on(series).at(steps).range(rangeMillis);
      List<StepVector> results =
          (usesStarts ? call.withStartTimestamps() : call).vectors(function, parameters);
      for (int step = 0; step < steps.count(); step++) {
        NaiveWindow window = new NaiveWindow(series, steps.timeMillis(step), rangeMillis);
        Double expected = window.size() == 0 ? null : formula.of(window, usesStarts);
        StepVector result = results.get(step);
        String place = "seed " + seed + ", round " + round + ", step " + step;
        assertThat(result.has(0)).as(place).isEqualTo(expected != null);
        if (expected != null && !expected.isNaN()) {
          double tolerance = Math.max(1e-9, Math.abs(expected) * 1e-9);
          assertThat(result.get(0)).as(place).isCloseTo(expected, within(tolerance));
        } else if (expected != null) {
          assertThat(result.get(0)).as(place).isNaN();
        }
      }
    }
  }
}
