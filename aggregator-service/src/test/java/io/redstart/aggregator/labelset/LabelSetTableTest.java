// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.CollidingNames;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.LabelSets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LabelSetTableTest {
  private static final long WINDOW = 5_000;

  private final AtomicInteger ids = new AtomicInteger();
  private final LabelSetTable table = new LabelSetTable(WINDOW, 5, ids::getAndIncrement);

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
  void rows_stayAsTheyWereWhileMoreIsCountedAndMoved() {
    count("a", 5_000, 1);
    count("a", 10_000, 2);
    LabelSetView view = table.view();
    OpenRows before = view.record(0).rows();
    for (int window = 3; window <= 50; window++) {
      count("a", window * 5_000, 100);
      count("b" + window, window * 5_000, 100);
    }
    moveAll(250_000);
    table.removeThrough(250_000);
    assertThat(rows(before, 0, 10_000))
        .containsExactly(Map.entry(5_000L, 1L), Map.entry(10_000L, 2L));
    assertThat(view.size()).isEqualTo(1);
  }

  @Test
  void moveThrough_forgetsRowsThatAreInChunksButNotWhatTheyCounted() {
    count("a", 5_000, 1);
    count("a", 25_000, 2);
    count("a", 45_000, 4);
    moveAll(25_000);
    assertThat(rows(0, 0)).containsExactly(Map.entry(45_000L, 4L));
    assertThat(moved(0)).isEqualTo(3);
    moveAll(45_000);
    assertThat(rows(0, 0)).isEmpty();
    assertThat(moved(0)).isEqualTo(7);
  }

  @Test
  void moveThrough_goesOnWhereItStopped() {
    for (String labels : List.of("a", "b", "c")) {
      count(labels, 5_000, 1);
    }
    assertThat(table.moveThrough(5_000, 0, 2)).isEqualTo(2);
    assertThat(rows(2, 0)).isNotEmpty();
    assertThat(table.moveThrough(5_000, 2, 2)).isEqualTo(3);
    for (int position = 0; position < 3; position++) {
      assertThat(rows(position, 0)).isEmpty();
    }
  }

  @Test
  void labelSetWithoutRows_isCountedOn() {
    count("a", 5_000, 1);
    moveAll(5_000);
    count("a", 10_000, 2);
    assertThat(table.size()).isEqualTo(1);
    assertThat(rows(0, 0)).containsExactly(Map.entry(10_000L, 2L));
    moveAll(10_000);
    assertThat(moved(0)).isEqualTo(3);
  }

  @Test
  void removeThrough_removesLabelSetsThatWereNotCountedSince() {
    count("a", 5_000, 1);
    count("b", 5_000, 1);
    count("b", 25_000, 1);
    count("c", 30_000, 1);
    moveAll(30_000);
    assertThat(table.removeThrough(20_000)).containsExactly(0);
    assertThat(table.size()).isEqualTo(2);
    count("a", 45_000, 1);
    assertThat(table.view().record(2).birthMillis()).isEqualTo(45_000);
    assertThat(table.view().record(2).id()).isEqualTo(3);
  }

  @Test
  void removeThrough_keepsLabelSetsWithRows() {
    count("a", 5_000, 1);
    assertThat(table.removeThrough(20_000)).isEmpty();
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void positionOf_survivesRemoving() {
    count("a", 5_000, 1);
    count("b", 25_000, 1);
    count("c", 5_000, 1);
    count("d", 25_000, 1);
    moveAll(25_000);
    assertThat(table.removeThrough(5_000)).containsExactly(0, 2);
    assertThat(table.view().positionOf(0)).isZero();
    assertThat(table.view().positionOf(1)).isZero();
    assertThat(table.view().positionOf(2)).isEqualTo(1);
    assertThat(table.view().positionOf(3)).isEqualTo(1);
    assertThat(table.view().positionOf(4)).isEqualTo(2);
  }

  @Test
  void restoredLabelSet_knowsWhatItsChunksHold() {
    Increment moved = new Increment();
    moved.addCalls(9 * Weight.ONE);
    table.restore(4, Metric.SPANS, bytes("a"), 5_000, 60_000, moved, 40_000);
    LabelSetRecord record = table.view().record(0);
    assertThat(record.birthMillis()).isEqualTo(5_000);
    assertThat(record.rows().newestMillis()).isEqualTo(40_000);
    assertThat(record.rows().movedMillis()).isEqualTo(60_000);
    assertThat(record.rows().hasRows()).isFalse();
    count("a", 65_000, 2);
    moveAll(65_000);
    assertThat(table.size()).isEqualTo(1);
    assertThat(moved(0)).isEqualTo(11);
  }

  @Test
  void insert_keepsTheOrderOfIds() {
    for (int id : new int[] {7, 5, 9, 6}) {
      table.insert(id, Metric.SPANS, bytes("label set " + id), 5_000);
    }
    LabelSetView view = table.view();
    assertThat(List.of(0, 1, 2, 3))
        .extracting(position -> view.record(position).id())
        .containsExactly(5, 6, 7, 9);
    assertThat(view.positionOf(8)).isEqualTo(3);
    byte[] six = bytes("label set 6");
    assertThat(table.findOrAdd(Metric.SPANS, six, 0, six.length, 5_000).id()).isEqualTo(6);
  }

  @Test
  void sizeBytes_fallsBackToNothing() {
    for (int window = 1; window <= 2; window++) {
      for (int i = 0; i < 2_000; i++) {
        count("series " + i, window * WINDOW, 1);
      }
    }
    long fullBytes = table.sizeBytes();
    assertThat(fullBytes).isBetween(2_000L * 250, 2_000L * 600);
    moveAll(WINDOW);
    assertThat(table.sizeBytes()).isLessThan(fullBytes);
    assertThat(table.rowsBytes()).isPositive();
    moveAll(2 * WINDOW);
    assertThat(table.rowsBytes()).isZero();
    assertThat(table.size()).isEqualTo(2_000);
    assertThat(table.removeThrough(2 * WINDOW)).hasSize(2_000);
    assertThat(table.sizeBytes()).isZero();
  }

  private void count(String labels, long stampMillis, int calls) {
    byte[] bytes = bytes(labels);
    LabelSetRecord labelSet = table.findOrAdd(Metric.SPANS, bytes, 0, bytes.length, stampMillis);
    table.count(labelSet, stampMillis, one -> one.addCalls(calls * Weight.ONE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void moveAll(long throughMillis) {
    assertThat(table.moveThrough(throughMillis, 0, table.size())).isEqualTo(table.size());
  }

  private long moved(int position) {
    Increment moved = new Increment();
    table.view().record(position).rows().addMovedTo(moved);
    return TestRows.calls(moved);
  }

  private Map<Long, Long> rows(int position, long fromMillis) {
    return rows(table.view().record(position).rows(), fromMillis, Long.MAX_VALUE);
  }

  private static Map<Long, Long> rows(OpenRows rows, long fromMillis, long throughMillis) {
    Map<Long, Long> read = new TreeMap<>();
    rows.read(
        fromMillis,
        throughMillis,
        WINDOW,
        new Increment(),
        new RowEncoder(),
        (stamp, row, exemplars, offset, length) -> read.put(stamp, TestRows.calls(row)));
    return read;
  }
}
