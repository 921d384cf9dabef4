// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassicBucketsTest {
  private static double classic(double phi, double... boundsAndCounts) {
    ClassicBuckets buckets = new ClassicBuckets(boundsAndCounts.length / 2);
    buckets.clear();
    for (int i = 0; i < boundsAndCounts.length; i += 2) {
      buckets.add(boundsAndCounts[i], boundsAndCounts[i + 1]);
    }
    return buckets.quantile(phi);
  }

  @Test
  void quantile_interpolatesWithinABucket() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(classic(0.5, 0.1, 5, 0.2, 7, 1, 11, inf, 12)).isCloseTo(0.15, within(1e-12));
    assertThat(classic(0.99, 0.1, 5, 0.2, 7, 1, 11, inf, 12)).isEqualTo(1);
    assertThat(classic(0.1, -1, 5, 0.2, 7, inf, 12)).isEqualTo(-1);
    assertThat(classic(0.5, 1, 5, 1, 7, inf, 12)).isEqualTo(0.5);
  }

  @Test
  void quantile_isNaNWhereBucketsDoNotTell() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(classic(0.5, 1, 5)).isNaN();
    assertThat(classic(0.5, inf, 5)).isNaN();
    assertThat(classic(0.5, 1, 0, inf, 0)).isNaN();
    assertThat(classic(Double.NaN, 1, 1, inf, 1)).isNaN();
    assertThat(classic(-0.1, 1, 1, inf, 1)).isEqualTo(-inf);
    assertThat(classic(1.1, 1, 1, inf, 1)).isEqualTo(inf);
  }

  @Test
  void quantile_tellsWhatWasMended() {
    ClassicBuckets buckets = new ClassicBuckets(4);
    buckets.clear();
    buckets.add(1, 5);
    buckets.add(2, 5 * (1 - 1e-14));
    buckets.add(3, 3);
    buckets.add(Double.POSITIVE_INFINITY, 10);
    assertThat(buckets.quantile(0.5)).isEqualTo(1);
    assertThat(buckets.wasMended()).isTrue();
    assertThat(buckets.mendedFrom()).isEqualTo(3);
    assertThat(buckets.mendedTo()).isEqualTo(3);
    assertThat(buckets.mendedMax()).isEqualTo(2);
  }
}
