// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HistogramTest {
  private static final ExponentialBuckets POWERS = ExponentialBuckets.of(0);

  private static HistogramBuilder powers() {
    return Histogram.with(POWERS);
  }

  private static Histogram custom(double[] bounds, double... counts) {
    double all = 0;
    for (double count : counts) {
      all += count;
    }
    return Histogram.with(CustomBuckets.of(bounds))
        .count(all)
        .positive(0, counts)
        .build();
  }

  @Test
  void upper_isBitForBitThatOfPrometheus() {
    assertThat(ExponentialBuckets.of(1).upper(0)).isEqualTo(1);
    assertThat(ExponentialBuckets.of(1).upper(-1)).isEqualTo(0.7071067811865475);
    assertThat(ExponentialBuckets.of(2).upper(-3)).isEqualTo(0.5946035575013605);
    assertThat(ExponentialBuckets.of(-2).upper(1)).isEqualTo(16);
    assertThat(ExponentialBuckets.of(0).upper(1024)).isEqualTo(Double.MAX_VALUE);
    assertThat(ExponentialBuckets.of(0).upper(1025)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void toString_isThatOfPrometheus() {
    Histogram histogram = powers()
        .count(8)
        .sum(1.5)
        .zero(0.001, 2)
        .positive(1, 3, 0, 2)
        .negative(1, 1)
        .build();
    assertThat(histogram)
        .hasToString("{count:8, sum:1.5, [-2,-1):1, [-0.001,0.001]:2, (1,2]:3, (4,8]:2}");
  }

  @Test
  void plus_takesTheCoarserSchema() {
    Histogram fine =
        Histogram.with(ExponentialBuckets.of(1)).count(3).positive(1, 1, 2).build();
    Histogram sum = fine.plus(powers().count(5).positive(1, 5).build()).histogram();
    assertThat(sum).isEqualTo(powers().count(8).positive(1, 8).build());
  }

  @Test
  void plus_widensTheZeroBucketToTheEndOfABucket() {
    Histogram narrow = powers().count(6).zero(0.001, 1).positive(0, 2, 3).build();
    Histogram wide = powers().count(4).zero(0.75, 4).build();
    Histogram sum = narrow.plus(wide).histogram();
    assertThat(sum).isEqualTo(powers().count(10).zero(1, 7).positive(1, 3).build());
  }

  @Test
  void plus_keepsTheBoundsOfBoth() {
    Histogram left = custom(new double[] {1, 2, 3}, 1, 2, 3, 4);
    Histogram right = custom(new double[] {1, 3, 5}, 10, 20, 30, 40);
    HistogramCombination sum = left.plus(right);
    assertThat(sum.boundsReconciled()).isTrue();
    assertThat(sum.histogram()).isEqualTo(custom(new double[] {1, 3}, 11, 25, 74));
  }

  @Test
  void plus_joinsFineBins() {
    FineBins some = FineBins.of(new double[] {1, 4}, new double[] {2, 5});
    FineBins others = FineBins.of(new double[] {2, 4}, new double[] {3, 5});
    Histogram sum = Histogram.with(some)
        .positive(0, 1, 2)
        .build()
        .plus(Histogram.with(others).positive(0, 10, 20).build())
        .histogram();
    FineBins all = FineBins.of(new double[] {1, 2, 4}, new double[] {2, 3, 5});
    assertThat(sum).isEqualTo(Histogram.with(all).positive(0, 1, 10, 22).build());
  }

  @Test
  void plus_reportsHintsThatCollide() {
    Histogram reset = powers().hint(ResetHint.RESET).build();
    Histogram notReset = powers().hint(ResetHint.NOT_RESET).build();
    assertThat(reset.plus(notReset).hintsCollide()).isTrue();
    assertThat(reset.plus(notReset).histogram().hint()).isEqualTo(ResetHint.UNKNOWN);
    assertThat(reset.plus(reset).hintsCollide()).isFalse();
    Histogram gauge = powers().hint(ResetHint.GAUGE).build();
    assertThat(reset.plus(gauge).histogram().hint()).isEqualTo(ResetHint.GAUGE);
  }

  @Test
  void plus_refusesOtherKindsOfBuckets() {
    Histogram bounds = custom(new double[] {1}, 1);
    assertThatThrownBy(() -> bounds.plus(powers().build()))
        .isInstanceOf(IncompatibleLayoutsException.class);
  }

  @Test
  void dividedBy_zeroRemovesBuckets() {
    Histogram divided = powers().count(4).positive(1, 4).build().dividedBy(0);
    assertThat(divided.count()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(divided.buckets().next()).isFalse();
  }

  @Test
  void times_negativeIsAGauge() {
    assertThat(powers().build().negated().hint()).isEqualTo(ResetHint.GAUGE);
  }

  @Test
  void equals_countsEmptyBuckets() {
    Histogram padded = powers().count(1).positive(0, 0, 1).build();
    Histogram compact = powers().count(1).positive(1, 1).build();
    assertThat(padded).isNotEqualTo(compact);
    assertThat(padded.compact()).isEqualTo(compact);
  }

  @Test
  void detectReset_findsWhatIsLower() {
    Histogram before = powers().count(5).zero(0.001, 1).positive(1, 2, 2).build();
    Histogram later = powers().count(7).zero(0.001, 2).positive(1, 2, 3).build();
    assertThat(later.detectReset(before)).isFalse();
    assertThat(before.detectReset(later)).isTrue();
    Histogram moved = powers().count(9).zero(0.001, 2).positive(2, 7).build();
    assertThat(moved.detectReset(before)).isTrue();
    assertThat(moved.withHint(ResetHint.NOT_RESET).detectReset(before)).isFalse();
    assertThat(later.withHint(ResetHint.RESET).detectReset(before)).isTrue();
  }

  @Test
  void detectReset_comparesInTheCoarserSchema() {
    Histogram before =
        Histogram.with(ExponentialBuckets.of(1)).count(3).positive(1, 1, 2).build();
    Histogram later = powers().count(4).positive(1, 4).build();
    assertThat(later.detectReset(before)).isFalse();
    assertThat(before.times(5).detectReset(later)).as("finer schema").isTrue();
  }

  @Test
  void detectReset_comparesCommonBounds() {
    Histogram before = custom(new double[] {1, 2, 3}, 1, 1, 1, 1);
    assertThat(custom(new double[] {1, 3}, 1, 2, 1).detectReset(before)).isFalse();
    assertThat(custom(new double[] {1, 3}, 2, 1, 1).detectReset(before)).isTrue();
  }

  @Test
  void mean_surviveOverflow() {
    Histogram huge = powers().count(1e308).sum(1e308).positive(1, 1e308).build();
    HistogramMean mean = new HistogramMean(huge);
    mean.add(huge);
    mean.add(huge);
    assertThat(mean.result().sum()).isCloseTo(1e308, within(1e295));
    assertThat(mean.result().hasOverflow()).isFalse();
  }

  @Test
  void sum_correctsRoundingErrors() {
    HistogramSum sum = new HistogramSum(powers().sum(1e100).build());
    sum.add(powers().sum(1).build());
    sum.subtract(powers().sum(1e100).build());
    assertThat(sum.result().sum()).isEqualTo(1);
  }

  @Test
  void trimmed_splitsABucket() {
    Histogram histogram = custom(new double[] {0, 10}, 0, 4);
    Histogram below = histogram.trimmedAbove(2.5);
    assertThat(below.count()).isEqualTo(1);
    assertThat(below.sum()).isEqualTo(1.25);
    assertThat(histogram.trimmedBelow(2.5).count()).isEqualTo(3);
    assertThat(histogram.trimmedAbove(10)).isSameAs(histogram);
  }
}
