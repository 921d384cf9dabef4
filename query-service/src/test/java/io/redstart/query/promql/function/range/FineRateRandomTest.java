// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares rates of fine bins with those of a counter for each upper bound. */
class FineRateRandomTest {
  private static final int BINS = 5;
  private static final FineBins LAYOUT =
      FineBins.of(new double[] {0, 1, 2, 3, 4}, new double[] {1, 2, 3, 4, 5});

  @Test
  void rate_isThatOfEachBound() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      int size = random.nextInt(2, 20);
      double[][] counters = new double[BINS][size];
      Histogram[] histograms = new Histogram[size];
      double[] counts = new double[BINS];
      for (int i = 0; i < size; i++) {
        double upTo = 0;
        for (int bin = 0; bin < BINS; bin++) {
          counts[bin] += random.nextInt(3) == 0 ? random.nextInt(9) : 0;
          upTo += counts[bin];
          counters[bin][i] = upTo;
        }
        histograms[i] =
            Histogram.with(LAYOUT).count(upTo).positive(0, counts.clone()).build();
      }
      check("seed " + seed + ", round " + round, histograms, counters, random);
    }
  }

  private static void check(
      String place, Histogram[] histograms, double[][] counters, SplittableRandom random) {
    long rangeMillis = random.nextLong(20_000, 100_000);
    Steps steps = new Steps(random.nextLong(20_000, 60_000), 7_000, 20);
    List<StepVector> fine =
        RangeCall.on(TestSeries.of(histograms)).at(steps).range(rangeMillis).vectors("rate");
    for (int step = 0; step < steps.count(); step++) {
      BucketCursor buckets = fine.get(step).has(0) ? fine.get(step).histogram(0).buckets() : null;
      double upTo = 0;
      for (double[] counter : counters) {
        Series bound = TestSeries.of(counter);
        Double expected =
            RangeCall.on(bound).at(steps.timeMillis(step)).range(rangeMillis).number("rate");
        assertThat(buckets != null).as(place).isEqualTo(expected != null);
        if (buckets != null) {
          buckets.next();
          upTo += buckets.count();
          assertThat(upTo).as(place).isCloseTo(expected, within(1e-9));
        }
      }
    }
  }
}
