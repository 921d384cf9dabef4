// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.value.quantile.HistogramFraction;
import io.redstart.query.promql.value.quantile.HistogramQuantile;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares histograms with lists of bucket masses, for random histograms of whole counts. */
class HistogramRandomTest {
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  private double[] counts() {
    return random.doubles(random.nextInt(1, 12), 0, 9).map(Math::floor).toArray();
  }

  private static double total(double[] counts) {
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    return total;
  }

  private Histogram exponential(int schema) {
    double[] positive = counts();
    double[] negative = counts();
    double zero = random.nextInt(5);
    return Histogram.with(ExponentialBuckets.of(schema))
        .count(zero + total(positive) + total(negative))
        .sum(random.nextInt(-100, 100))
        .zero(0x1p-500, zero)
        .positive(random.nextInt(-20, 20), positive)
        .negative(random.nextInt(-20, 20), negative)
        .build();
  }

  private static double inBuckets(Histogram histogram) {
    double total = 0;
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      total += bucket.count();
    }
    return total;
  }

  @Test
  void minus_invertsPlus() {
    for (int i = 0; i < 2_000; i++) {
      int schema = random.nextInt(-4, 9);
      Histogram left = exponential(schema);
      Histogram right = exponential(schema);
      Histogram back = left.plus(right).histogram().minus(right).histogram();
      assertThat(back.compact()).as("seed %d", seed).isEqualTo(left.compact());
    }
  }

  @Test
  void plus_commutesAcrossSchemas() {
    for (int i = 0; i < 2_000; i++) {
      Histogram left = exponential(random.nextInt(-4, 9));
      Histogram right = exponential(random.nextInt(-4, 9));
      Histogram sum = left.plus(right).histogram();
      assertThat(sum.compact())
          .as("seed %d", seed)
          .isEqualTo(right.plus(left).histogram().compact());
      assertThat(inBuckets(sum)).as("seed %d", seed).isEqualTo(inBuckets(left) + inBuckets(right));
      assertThat(sum.detectReset(left))
          .as("seed %d: %s + %s", seed, left, right)
          .isFalse();
    }
  }

  @Test
  void withSchema_keepsCountsBelowEachBound() {
    for (int i = 0; i < 2_000; i++) {
      Histogram fine = exponential(random.nextInt(-3, 9));
      int schema = ((ExponentialBuckets) fine.layout()).schema();
      Histogram coarse = fine.withSchema(random.nextInt(-4, schema + 1));
      BucketCursor bucket = coarse.buckets();
      double cumulative = 0;
      while (bucket.next()) {
        cumulative += bucket.count();
        assertThat(cumulative).as("seed %d", seed).isEqualTo(atOrBelow(bucket.upper(), fine));
      }
    }
  }

  private static double atOrBelow(double bound, Histogram histogram) {
    double below = 0;
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      below += bucket.upper() <= bound ? bucket.count() : 0;
    }
    return below;
  }

  @Test
  void quantile_isThatOfMasses() {
    for (int i = 0; i < 5_000; i++) {
      double[] counts = counts();
      counts[0] = 0;
      double[] bounds = new double[counts.length];
      bounds[0] = random.nextInt(0, 20);
      for (int b = 1; b < bounds.length; b++) {
        bounds[b] = bounds[b - 1] + random.nextInt(1, 10);
      }
      double all = total(counts);
      Histogram histogram = Histogram.with(CustomBuckets.of(bounds))
          .count(all)
          .positive(0, counts)
          .build();
      double phi = random.nextDouble();
      if (all > 0) {
        double actual = HistogramQuantile.of(phi, histogram).value();
        String place = "seed " + seed + ": φ " + phi + " of " + histogram;
        assertThat(actual).as(place).isCloseTo(naive(phi * all, bounds, counts), within(1e-9));
        double fraction = HistogramFraction.of(-1000, actual, histogram).value();
        assertThat(fraction).as(place).isCloseTo(phi, within(1e-9));
      }
    }
  }

  private static double naive(double rank, double[] bounds, double[] counts) {
    double left = rank;
    for (int b = 1; b < bounds.length; b++) {
      if (counts[b] >= left && counts[b] > 0) {
        return bounds[b - 1] + (bounds[b] - bounds[b - 1]) * left / counts[b];
      }
      left -= counts[b];
    }
    throw new IllegalStateException("rank " + rank);
  }

  @Test
  void quantile_andFractionAreInverse() {
    for (int i = 0; i < 5_000; i++) {
      Histogram histogram = exponential(random.nextInt(-2, 9));
      double phi = random.nextDouble();
      double quantile = HistogramQuantile.of(phi, histogram).value();
      if (histogram.count() > 0) {
        double fraction =
            HistogramFraction.of(Double.NEGATIVE_INFINITY, quantile, histogram).value();
        assertThat(fraction)
            .as("seed %d: φ %s of %s", seed, phi, histogram)
            .isCloseTo(phi, within(1e-6));
      }
    }
  }

  @Test
  void trimmed_partsAddUp() {
    for (int i = 0; i < 2_000; i++) {
      Histogram histogram = exponential(random.nextInt(-2, 9));
      double value = random.nextDouble(-8, 8);
      double below = inBuckets(histogram.trimmedAbove(value));
      double above = inBuckets(histogram.trimmedBelow(value));
      assertThat(below + above)
          .as("seed %d: %s at %s", seed, histogram, value)
          .isCloseTo(inBuckets(histogram), within(1e-9));
    }
  }
}
