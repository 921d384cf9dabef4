// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.imported;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceCountsTest {
  private static final double NONE = Double.NaN;
  private static final double[] NO_DURATIONS = {NONE, NONE, NONE, NONE};
  private static final CellLayout LAYOUT = CellLayout.of(1_000_000, 2_000_000);
  private static final BucketCells CELLS =
      new BucketCells(LAYOUT, new long[] {1_000_000, 3_000_000});
  private static final long MINUTE = 60_000;

  @Test
  void calls_areDifferences() {
    assertThat(calls(true, 3, 5, 5, 9)).containsExactly(3L, 2L, 0L, 4L);
  }

  @Test
  void calls_restart() {
    assertThat(calls(true, 3, 5, 2, 4)).containsExactly(3L, 2L, 2L, 2L);
  }

  @Test
  void calls_overAShortGap_areCountedAfterIt() {
    assertThat(calls(true, 3, NONE, NONE, NONE, NONE, 7)).containsExactly(3L, 0L, 0L, 0L, 0L, 4L);
  }

  @Test
  void calls_overALongGap_areUnknown() {
    assertThat(calls(true, 3, NONE, NONE, NONE, NONE, NONE, 7, 8))
        .containsExactly(3L, 0L, 0L, 0L, 0L, 0L, 0L, 1L);
  }

  @Test
  void calls_thatAppearWithTheirSource_continueFromThere() {
    assertThat(calls(false, 1000, 1001)).containsExactly(0L, 1L);
  }

  @Test
  void durations_countInTheCellOfTheirBound() {
    SourceCounts counts = new SourceCounts(false, true, CELLS, 1e6);
    Increment row = new Increment();
    counts.addTo(row, MINUTE, NONE, new double[] {10, 25.5, 4, 9}, true);
    assertThat(row.calls()).isEqualTo(10 * Weight.ONE);
    assertThat(row.sumNanos()).isEqualTo(25_500_000);
    assertThat(row.cellCount()).isEqualTo(3);
    assertThat(LAYOUT.upperNanos(row.cell(0))).isEqualTo(1_000_000);
    assertThat(row.count(0)).isEqualTo(4 * Weight.ONE);
    assertThat(row.cell(1)).isEqualTo(LAYOUT.cellOf(3_000_000));
    assertThat(row.count(1)).isEqualTo(5 * Weight.ONE);
    assertThat(LAYOUT.lowerNanos(row.cell(2))).isBetween(3_000_000L, 3_050_000L);
    assertThat(row.count(2)).isEqualTo(Weight.ONE);
  }

  @Test
  void durations_restartTogether() {
    SourceCounts counts = new SourceCounts(false, true, CELLS, 1e6);
    counts.addTo(new Increment(), MINUTE, NONE, new double[] {10, 25, 0, 9}, true);
    Increment row = new Increment();
    // The first bucket is larger than before, but the count shows that all began anew.
    counts.addTo(row, 2 * MINUTE, NONE, new double[] {5, 7, 5, 5}, true);
    assertThat(row.calls()).isEqualTo(5 * Weight.ONE);
    assertThat(row.sumNanos()).isEqualTo(7_000_000);
    assertThat(row.cellCount()).isEqualTo(1);
    assertThat(row.count(0)).isEqualTo(5 * Weight.ONE);
  }

  private static List<Long> calls(boolean canBegin, double... values) {
    SourceCounts counts = new SourceCounts(true, false, CELLS, 1e6);
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Increment row = new Increment();
      counts.addTo(row, (i + 1) * MINUTE, values[i], NO_DURATIONS, canBegin);
      found.add(row.calls() / Weight.ONE);
    }
    return found;
  }
}
