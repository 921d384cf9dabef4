// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.TestRows;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OpenRowsTest {
  private static final long WINDOW = 5_000;

  private final RowEncoder encoder = new RowEncoder();

  /** Everything up to the stamp 100 s is in chunks: 9 calls, 90 ns. */
  private final OpenRows none = OpenRows.allMoved(100_000, calls(9), 95_000);

  @Test
  void allMoved_hasNoRowsButWhatTheyCounted() {
    assertThat(none.hasRows()).isFalse();
    assertThat(read(none)).isEmpty();
    assertThat(none.movedMillis()).isEqualTo(100_000);
    assertThat(none.newestMillis()).isEqualTo(95_000);
    assertThat(moved(none)).isEqualTo(9);
    assertThat(none.lastThrough(Long.MAX_VALUE, WINDOW)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void rows_areReadInOrder_theNewestLast() {
    OpenRows rows = row(row(row(none, 105_000, 1), 115_000, 2), 300_000, 3);
    assertThat(read(rows))
        .containsExactly(Map.entry(105_000L, 1L), Map.entry(115_000L, 2L), Map.entry(300_000L, 3L));
    assertThat(rows.oldestMillis()).isEqualTo(105_000);
    assertThat(rows.newestMillis()).isEqualTo(300_000);
  }

  @Test
  void newestRow_grows_untilALaterOneBegins() {
    Increment newest = calls(1);
    OpenRows rows = none.next(105_000, newest, WINDOW, encoder);
    newest.add(calls(4));
    assertThat(read(rows)).containsExactly(Map.entry(105_000L, 5L));
    rows = row(rows, 110_000, 2);
    newest.add(calls(100));
    assertThat(read(rows)).containsExactly(Map.entry(105_000L, 5L), Map.entry(110_000L, 2L));
  }

  @Test
  void read_isLimitedToARange() {
    OpenRows rows = row(row(row(none, 105_000, 1), 110_000, 2), 115_000, 3);
    assertThat(read(rows, 105_000, 110_000)).containsExactly(Map.entry(110_000L, 2L));
    assertThat(read(rows, 110_000, 112_000)).isEmpty();
    assertThat(read(rows, 110_000, 115_000)).containsExactly(Map.entry(115_000L, 3L));
  }

  @Test
  void read_passesCellsAndExemplarsOfEachRow() {
    Exemplars exemplars = new Exemplars(2);
    exemplars.offer(1, 2, 3, 4, true);
    String bytes = "02" + "0000000000000001" + "0000000000000002" + "0000000000000003" + "09";
    OpenRows newest = none.next(105_000, calls(1), WINDOW, encoder).with(exemplars);
    assertThat(exemplars(newest)).isEqualTo(Map.of(105_000L, bytes));
    OpenRows encoded = row(newest, 110_000, 2);
    assertThat(exemplars(encoded)).isEqualTo(Map.of(105_000L, bytes, 110_000L, ""));
    Map<Long, String> cells = new TreeMap<>();
    encoded.read(
        0,
        Long.MAX_VALUE,
        WINDOW,
        new Increment(),
        new RowEncoder(),
        (stamp, row, array, offset, length) -> cells.put(stamp, TestRows.text(row)));
    assertThat(cells)
        .isEqualTo(Map.of(
            105_000L, TestRows.text(calls(1)),
            110_000L, TestRows.text(calls(2))));
  }

  @Test
  void earlierRows_stayReadableThoughLaterOnesShareTheirArray() {
    OpenRows first = row(row(none, 105_000, 1), 110_000, 2);
    OpenRows later = first;
    for (long stamp = 115_000; stamp <= 1_000_000; stamp += WINDOW) {
      later = row(later, stamp, 3);
    }
    assertThat(read(first)).containsExactly(Map.entry(105_000L, 1L), Map.entry(110_000L, 2L));
    assertThat(read(later)).hasSize(180);
  }

  @Test
  void addHeadsTo_addsRowsUpToAStampWithoutTheirCells() {
    OpenRows rows = row(row(row(none, 105_000, 1), 110_000, 2), 115_000, 4);
    assertThat(heads(rows, 104_999)).isZero();
    assertThat(heads(rows, 110_000)).isEqualTo(3);
    assertThat(heads(rows, 115_000)).isEqualTo(7);
    Increment target = new Increment();
    rows.addHeadsTo(115_000, WINDOW, target);
    assertThat(target.cellCount()).isZero();
    assertThat(target.sumLow()).isEqualTo(70);
  }

  @Test
  void lastThrough_isTheLastRowUpToAStamp() {
    OpenRows rows = row(row(row(none, 105_000, 1), 110_000, 2), 125_000, 4);
    assertThat(rows.lastThrough(104_999, WINDOW)).isEqualTo(Long.MIN_VALUE);
    assertThat(rows.lastThrough(105_000, WINDOW)).isEqualTo(105_000);
    assertThat(rows.lastThrough(120_000, WINDOW)).isEqualTo(110_000);
    assertThat(rows.lastThrough(125_000, WINDOW)).isEqualTo(125_000);
  }

  @Test
  void moveThrough_theNewestRow_keepsItsStamp() {
    OpenRows rows = row(row(none, 105_000, 1), 110_000, 2).moveThrough(120_000, WINDOW);
    assertThat(rows.hasRows()).isFalse();
    assertThat(rows.newestMillis()).isEqualTo(110_000);
    assertThat(rows.movedMillis()).isEqualTo(120_000);
    assertThat(moved(rows)).isEqualTo(9 + 3);
  }

  @Test
  void moveThrough_allButTheNewestRow_leavesItOpenForCounting() {
    Increment newest = calls(2);
    OpenRows rows =
        row(none, 105_000, 1).next(110_000, newest, WINDOW, encoder).moveThrough(105_000, WINDOW);
    newest.add(calls(3));
    assertThat(read(rows)).containsExactly(Map.entry(110_000L, 5L));
    assertThat(rows.oldestMillis()).isEqualTo(110_000);
    rows = row(rows, 130_000, 7);
    assertThat(read(rows)).containsExactly(Map.entry(110_000L, 5L), Map.entry(130_000L, 7L));
  }

  /** Compares random histories of counting and moving with a map. */
  @RepeatedTest(20)
  void rows_areThoseOfAMap(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Long, Long> expected = new TreeMap<>();
    long expectedMoved = 9;
    OpenRows rows = none;
    long stamp = 100_000;
    for (int step = 0; step < 300; step++) {
      String when = "seed " + seed + ", step " + step;
      if (random.nextInt(4) > 0) {
        stamp += WINDOW * (1 + random.nextInt(200));
        int calls = random.nextInt(1_000);
        rows = row(rows, stamp, calls);
        expected.put(stamp, (long) calls);
      } else if (!expected.isEmpty()) {
        long through = WINDOW * random.nextLong(expected.firstKey() / WINDOW, stamp / WINDOW + 2);
        rows = rows.moveThrough(through, WINDOW);
        Map<Long, Long> gone = expected.headMap(through, true);
        expectedMoved += gone.values().stream().mapToLong(Long::longValue).sum();
        gone.clear();
        stamp = Math.max(stamp, through);
      }
      assertThat(read(rows)).as(when).isEqualTo(expected);
      assertThat(moved(rows)).as(when).isEqualTo(expectedMoved);
      assertThat(rows.hasRows()).as(when).isEqualTo(!expected.isEmpty());
      if (!expected.isEmpty()) {
        assertThat(rows.oldestMillis()).as(when).isEqualTo(expected.firstKey());
      }
    }
  }

  private OpenRows row(OpenRows rows, long stampMillis, int calls) {
    return rows.next(stampMillis, calls(calls), WINDOW, encoder);
  }

  /** Returns some calls of 10 ns in one cell. */
  private static Increment calls(int calls) {
    Increment increment = new Increment();
    increment.record(3, calls * Weight.ONE, 10L * calls);
    return increment;
  }

  private static long moved(OpenRows rows) {
    Increment moved = new Increment();
    rows.addMovedTo(moved);
    return TestRows.calls(moved);
  }

  private static long heads(OpenRows rows, long throughMillis) {
    Increment target = new Increment();
    rows.addHeadsTo(throughMillis, WINDOW, target);
    return TestRows.calls(target);
  }

  private static Map<Long, Long> read(OpenRows rows) {
    return read(rows, 0, Long.MAX_VALUE);
  }

  private static Map<Long, Long> read(OpenRows rows, long fromMillis, long throughMillis) {
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

  private static Map<Long, String> exemplars(OpenRows rows) {
    Map<Long, String> read = new TreeMap<>();
    rows.read(
        0,
        Long.MAX_VALUE,
        WINDOW,
        new Increment(),
        new RowEncoder(),
        (stamp, row, array, offset, length) -> read.put(
            stamp, HexFormat.of().formatHex(Arrays.copyOfRange(array, offset, offset + length))));
    return read;
  }
}
