// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.CollidingNames;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.window.WindowBlocks;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.LabelSets;
import io.redstart.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelSetTableTest {
  /** Blocks of four windows: 0 … 15 s, 20 … 35 s, 40 … 55 s. */
  private final LabelSetTable table = new LabelSetTable(new WindowBlocks(5_000, 4), 5);

  @Test
  void count_addsUpWithinAWindow() {
    count("a", 5_000, 2);
    count("a", 5_000, 3);
    assertThat(table.size()).isEqualTo(1);
    assertThat(rows(0, 0)).containsExactly(Map.entry(5_000L, 5L));
  }

  @Test
  void count_keepsARowForEachWindow() {
    count("a", 5_000, 1);
    count("a", 15_000, 2);
    count("a", 20_000, 3);
    count("a", 300_000, 4);
    assertThat(rows(0, 0))
        .containsExactly(
            Map.entry(5_000L, 1L),
            Map.entry(15_000L, 2L),
            Map.entry(20_000L, 3L),
            Map.entry(300_000L, 4L));
  }

  @Test
  void count_refusesAnEarlierWindow() {
    count("a", 10_000, 1);
    assertThatThrownBy(() -> count("a", 5_000, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stamp 5000 after 10000");
  }

  @Test
  void count_ofNamesChosenToCollide_costsNoMoreThanOfOthers() {
    List<byte[]> colliding =
        CollidingNames.labels(100_000).stream().map(LabelSets::encode).toList();
    assertThat(colliding.stream()
            .map(labels -> LabelSets.hash(labels, 0, labels.length))
            .distinct())
        .hasSize(1);
    colliding.forEach(labels -> table.findOrAdd(Metric.SPANS, labels, 0, labels.length, 5_000));
    assertThat(table.size()).isEqualTo(100_000);
    // A table that is at most half full finds any label set at the second slot, on average.
    assertThat(table.probes()).isLessThan(2 * 100_000);
  }

  @Test
  void rowsAfter_leavesOutWhatIsNotLater() {
    count("a", 5_000, 1);
    count("a", 10_000, 2);
    count("a", 20_000, 3);
    count("a", 25_000, 4);
    assertThat(rows(0, 10_000).keySet()).containsExactly(20_000L, 25_000L);
    assertThat(rows(0, 25_000)).isEmpty();
  }

  @Test
  void lastThrough_findsTheLastWindowUpToAStamp() {
    count("a", 5_000, 1);
    count("a", 10_000, 1);
    count("a", 25_000, 1);
    count("a", 60_000, 1);
    PublishedRows rows = table.view().record(0).rows();
    assertThat(rows.lastThrough(5_000, table.grid())).isEqualTo(5_000);
    assertThat(rows.lastThrough(20_000, table.grid())).isEqualTo(10_000);
    assertThat(rows.lastThrough(55_000, table.grid())).isEqualTo(25_000);
    assertThat(rows.lastThrough(90_000, table.grid())).isEqualTo(60_000);
    assertThat(rows.lastThrough(0, table.grid())).isEqualTo(PublishedRows.UNKNOWN);
  }

  @Test
  void total_isThatOfAnyStampWhateverBlockItLiesIn() {
    for (int window = 1; window <= 20; window++) {
      count("a", window * 5_000, window);
    }
    PublishedRows rows = table.view().record(0).rows();
    for (int window = 0; window <= 20; window++) {
      Increment total = new Increment();
      rows.addTotal(window * 5_000, table.grid(), true, total);
      assertThat(TestRows.calls(total)).isEqualTo(window * (window + 1) / 2);
    }
  }

  @Test
  void rows_stayAsTheyWereWhileMoreIsCounted() {
    count("a", 5_000, 1);
    count("a", 10_000, 2);
    LabelSetView view = table.view();
    PublishedRows before = view.record(0).rows();
    for (int window = 3; window <= 50; window++) {
      count("a", window * 5_000, 100);
      count("b" + window, window * 5_000, 100);
    }
    table.forgetThrough(11);
    Increment total = new Increment();
    before.addTotal(10_000, table.grid(), true, total);
    assertThat(TestRows.calls(total)).isEqualTo(3);
    assertThat(view.size()).isEqualTo(1);
    assertThat(view.isForgotten(5_000)).isFalse();
  }

  @Test
  void total_outlivesForgottenRows() {
    count("a", 5_000, 1);
    count("a", 25_000, 2);
    count("a", 45_000, 4);
    table.forgetThrough(1);
    assertThat(rows(0, 0)).containsExactly(Map.entry(45_000L, 4L));
    Increment total = new Increment();
    PublishedRows rows = table.view().record(0).rows();
    rows.addTotal(45_000, table.grid(), true, total);
    assertThat(TestRows.calls(total)).isEqualTo(7);
    assertThat(rows.lastThrough(40_000, table.grid())).isEqualTo(25_000);
    assertThat(table.isForgotten(35_000)).isTrue();
    assertThat(table.isForgotten(40_000)).isFalse();
  }

  @Test
  void forget_removesLabelSetsWithoutRows() {
    count("a", 5_000, 1);
    count("b", 5_000, 1);
    count("b", 25_000, 1);
    count("c", 30_000, 1);
    table.forgetThrough(0);
    assertThat(table.size()).isEqualTo(2);
    count("a", 45_000, 1);
    assertThat(table.view().record(2).birthMillis()).isEqualTo(45_000);
    assertThat(table.view().record(2).ordinal()).isEqualTo(3);
  }

  @Test
  void positionOf_survivesForgetting() {
    count("a", 5_000, 1);
    count("b", 25_000, 1);
    count("c", 5_000, 1);
    count("d", 25_000, 1);
    table.forgetThrough(0);
    assertThat(table.view().positionOf(0)).isZero();
    assertThat(table.view().positionOf(1)).isZero();
    assertThat(table.view().positionOf(2)).isEqualTo(1);
    assertThat(table.view().positionOf(4)).isEqualTo(2);
  }

  @Test
  void sizeBytes_fallsBackToNothing() {
    for (int i = 0; i < 2_000; i++) {
      count("series " + i, 5_000, 1);
    }
    for (int i = 0; i < 2_000; i++) {
      count("series " + i, 25_000, 1);
    }
    long full = table.sizeBytes();
    assertThat(full).isBetween(2_000L * 250, 2_000L * 600);
    table.forgetThrough(0);
    assertThat(table.sizeBytes()).isLessThan(full);
    assertThat(table.size()).isEqualTo(2_000);
    assertThat(table.oldestBlock()).isEqualTo(1);
    table.forgetThrough(1);
    assertThat(table.sizeBytes()).isZero();
    assertThat(table.oldestBlock()).isEqualTo(Long.MAX_VALUE);
  }

  private void count(String labels, long stampMillis, int calls) {
    byte[] bytes = bytes(labels);
    LabelSetRecord labelSet = table.findOrAdd(Metric.SPANS, bytes, 0, bytes.length, stampMillis);
    table.count(labelSet, stampMillis, one -> one.addCalls(calls * Weight.ONE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Map<Long, Long> rows(int position, long fromMillis) {
    Map<Long, Long> rows = new TreeMap<>();
    table
        .view()
        .record(position)
        .rows()
        .rows(
            fromMillis,
            Long.MAX_VALUE,
            table.grid(),
            new RowEncoder(),
            (stamp, bytes, offset, length) -> {
              Increment row = new Increment();
              IncrementCodec.readInto(new WireReader(bytes, offset, length), row);
              rows.put(stamp, TestRows.calls(row));
            });
    return rows;
  }
}
