// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FineBinsTest {
  private static final FineBins BINS =
      FineBins.of(new double[] {1, 2, 100}, new double[] {2, 3, 101});

  private static double quantile(double phi, double... counts) {
    Histogram histogram = Histogram.with(BINS)
        .positive(new int[] {0, 2}, counts)
        .count(counts[0] + counts[1])
        .build();
    return HistogramQuantile.of(phi, histogram).value();
  }

  @Test
  void quantile_staysWithinTouchedBins() {
    assertThat(quantile(0.25, 4, 4)).isEqualTo(1.5);
    assertThat(quantile(0.75, 4, 4)).isEqualTo(100.5);
    assertThat(quantile(0, 4, 4)).isEqualTo(1);
    assertThat(quantile(1, 4, 4)).isEqualTo(101);
    assertThat(quantile(1, 4, 1e-15)).isEqualTo(2);
    assertThat(quantile(0.5, 0, 0)).isNaN();
  }
}
