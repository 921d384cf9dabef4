// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FineBinsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "128, 128",
    "129, 129",
    "256, 256",
    "257, 257",
    "258, 257",
    "259, 258",
    "9223372036854775807, 7296"
  })
  void binOf_knownDurations(long nanos, int bin) {
    assertThat(FineBins.binOf(nanos)).isEqualTo(bin);
  }

  @Test
  void bins_partitionAllDurations() {
    assertThat(FineBins.lowerNanos(0)).isEqualTo(-1);
    assertThat(FineBins.upperNanos(0)).isZero();
    for (int bin = 1; bin < FineBins.COUNT; bin++) {
      long lower = FineBins.lowerNanos(bin);
      long upper = FineBins.upperNanos(bin);
      assertThat(lower).as("bin %d", bin).isEqualTo(FineBins.upperNanos(bin - 1));
      assertThat(upper).as("bin %d", bin).isGreaterThan(lower);
      assertThat(FineBins.binOf(lower + 1)).as("first of bin %d", bin).isEqualTo(bin);
      assertThat(FineBins.binOf(upper)).as("last of bin %d", bin).isEqualTo(bin);
    }
    assertThat(FineBins.upperNanos(FineBins.COUNT - 1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void bins_areAtMostOne128thWide() {
    for (int bin = 129; bin < FineBins.COUNT; bin++) {
      double lower = FineBins.lowerNanos(bin);
      assertThat((FineBins.upperNanos(bin) - lower) / lower)
          .as("bin %d", bin)
          .isLessThanOrEqualTo(1.0 / 128);
    }
  }

  @Test
  void middleNanos_liesInItsBin() {
    for (int bin = 0; bin < FineBins.COUNT; bin++) {
      assertThat(FineBins.binOf(FineBins.middleNanos(bin))).isEqualTo(bin);
    }
  }
}
