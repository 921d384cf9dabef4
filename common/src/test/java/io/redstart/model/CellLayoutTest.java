// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class CellLayoutTest {
  private static final long MILLI = 1_000_000;

  @Test
  void cellOf_splitsTheBinThatABoundLiesIn() {
    CellLayout layout = CellLayout.of(2 * MILLI);
    int last = layout.cellOf(2 * MILLI);
    int next = layout.cellOf(2 * MILLI + 1);
    assertThat(next).isEqualTo(last + 1);
    assertThat(layout.binOf(next)).isEqualTo(layout.binOf(last));
    assertThat(layout.bucketOf(last)).isZero();
    assertThat(layout.bucketOf(next)).isEqualTo(1);
    assertThat(layout.upperNanos(last)).isEqualTo(2 * MILLI);
    assertThat(layout.lowerNanos(next)).isEqualTo(2 * MILLI);
  }

  @Test
  void cellOf_leavesAnEmptyCellWhereABoundIsTheEdgeOfABin() {
    CellLayout layout = CellLayout.of(128);
    assertThat(layout.cellOf(128)).isEqualTo(128);
    assertThat(layout.cellOf(129)).isEqualTo(130);
    assertThat(layout.lowerNanos(129)).isEqualTo(layout.upperNanos(129)).isEqualTo(128);
  }

  @Test
  void cellOf_withoutBounds_isTheBin() {
    CellLayout layout = CellLayout.of();
    assertThat(layout.size()).isEqualTo(FineBins.COUNT);
    assertThat(layout.cellOf(Long.MAX_VALUE)).isEqualTo(FineBins.COUNT - 1);
    assertThat(layout.cellOf(0)).isZero();
  }

  @Test
  void cellFrom_equalLayout_isTheSameCell() {
    CellLayout layout = CellLayout.of(5, 10);
    assertThat(layout.cellFrom(CellLayout.of(5, 10), 9)).isEqualTo(9);
  }

  @Test
  void cellFrom_otherLayout_keepsTheFineBin() {
    CellLayout from = CellLayout.of(2 * MILLI, 50 * MILLI);
    CellLayout to = CellLayout.of(3 * MILLI);
    int cell = from.cellOf(7 * MILLI);
    assertThat(to.binOf(to.cellFrom(from, cell))).isEqualTo(from.binOf(cell));
  }

  @Test
  void of_boundsThatDoNotAscend_areRefused() {
    assertThatThrownBy(() -> CellLayout.of(2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 ns after 2");
    assertThatThrownBy(() -> CellLayout.of(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CellLayout.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_moreBoundsThanMax_areRefused() {
    long[] bounds = LongStream.rangeClosed(1, CellLayout.BOUNDS_MAX + 1).toArray();
    assertThatThrownBy(() -> CellLayout.of(bounds))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1001");
  }

  @Test
  void of_copiesBounds() {
    long[] bounds = {5, 10};
    CellLayout layout = CellLayout.of(bounds);
    bounds[0] = 7;
    layout.boundsNanos()[1] = 7;
    assertThat(layout).isEqualTo(CellLayout.of(5, 10)).hasSameHashCodeAs(CellLayout.of(5, 10));
    assertThat(layout.boundNanos(1)).isEqualTo(10);
  }
}
