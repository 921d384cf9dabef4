// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.value.histogram.CustomBuckets;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramBuilder;
import org.junit.jupiter.api.Test;

class HistogramQuantileTest {
  private static final FineBins BINS =
      FineBins.of(new double[] {1, 2, 100}, new double[] {2, 3, 101});

  private static HistogramBuilder powers() {
    return Histogram.with(ExponentialBuckets.of(0));
  }

  @Test
  void quantile_interpolatesByLayout() {
    Histogram exponential = powers().count(2).positive(2, 2).build();
    assertThat(HistogramQuantile.of(0.5, exponential).value())
        .isCloseTo(Math.sqrt(8), within(1e-12));
    Histogram linear =
        Histogram.with(CustomBuckets.of(2, 4)).count(2).positive(0, 0, 2).build();
    assertThat(HistogramQuantile.of(0.5, linear).value()).isEqualTo(3);
    Histogram zero = powers().count(4).zero(0.5, 2).positive(0, 2).build();
    assertThat(HistogramQuantile.of(0.25, zero).value()).as("clipped at 0").isEqualTo(0.25);
  }

  @Test
  void quantile_reportsNan() {
    Histogram histogram = powers().count(4).sum(Double.NaN).positive(1, 3).build();
    assertThat(HistogramQuantile.of(0.9, histogram))
        .isEqualTo(new HistogramQuantile(Double.NaN, NanEffect.QUANTILE_IS_NAN));
    assertThat(HistogramQuantile.of(0.5, histogram).nanEffect())
        .isEqualTo(NanEffect.QUANTILE_IS_SKEWED);
    assertThat(HistogramFraction.of(0, 100, histogram))
        .isEqualTo(new HistogramFraction(0.75, NanEffect.LOWERS_FRACTION));
  }

  @Test
  void variance_takesGeometricMiddles() {
    Histogram histogram = powers().count(2).sum(2 * Math.sqrt(2)).positive(1, 2).build();
    assertThat(HistogramVariance.of(histogram)).isCloseTo(0, within(1e-15));
  }

  private static double fineQuantile(double phi, double... counts) {
    Histogram histogram = Histogram.with(BINS)
        .positive(new int[] {0, 2}, counts)
        .count(counts[0] + counts[1])
        .build();
    return HistogramQuantile.of(phi, histogram).value();
  }

  @Test
  void quantile_staysWithinTouchedBins() {
    assertThat(fineQuantile(0.25, 4, 4)).isEqualTo(1.5);
    assertThat(fineQuantile(0.75, 4, 4)).isEqualTo(100.5);
    assertThat(fineQuantile(0, 4, 4)).isEqualTo(1);
    assertThat(fineQuantile(1, 4, 4)).isEqualTo(101);
    assertThat(fineQuantile(1, 4, 1e-15)).isEqualTo(2);
    assertThat(fineQuantile(0.5, 0, 0)).isNaN();
  }
}
