// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CellsBeforeTest {
  private static final long WINDOW = TestChunks.WINDOW;
  private static final long THROUGH = 2 * TestChunks.HOUR + 1_000_000;
  private static final int CELLS = 60;

  /** The range begins anywhere: between chunks, or within one. */
  @Test
  void cellsBefore_areThoseOfAllRowsBefore() {
    int quick = 0;
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TestChunks chunks = new TestChunks();
      Map<Long, Integer> cellByStamp = fill(random, chunks);
      for (int i = 0; i < 20; i++) {
        long fromMillis = random.nextLong(THROUGH / WINDOW) * WINDOW;
        int limit = random.nextInt(CELLS);
        Map<Integer, Long> expected = new TreeMap<>();
        cellByStamp.forEach((stampMillis, cell) -> {
          if (stampMillis <= fromMillis) {
            expected.merge(cell, Weight.ONE, Long::sum);
          }
        });
        String when = "seed " + seed + ", from " + fromMillis + ", limit " + limit;
        try (SealedView view = chunks.sealed.view()) {
          CellsBefore before = view.range(fromMillis, THROUGH, SealedView.Parts.CELLS, window -> 0)
              .before();
          Increment all = new Increment();
          before.addBelow(SealedView.ALL_CELLS, 0, THROUGH, all);
          assertThat(cells(all, CELLS)).as(when).isEqualTo(expected);

          Increment some = new Increment();
          before.addSome(0, THROUGH, some);
          cells(some, CELLS)
              .forEach((cell, count) ->
                  assertThat(count).as(when).isLessThanOrEqualTo(expected.getOrDefault(cell, 0L)));
          quick += some.cellCount() > 0 ? 1 : 0;

          Increment below = new Increment();
          before.addBelow(limit, 0, THROUGH, below);
          expected.keySet().removeIf(cell -> cell >= limit);
          assertThat(cells(below, limit)).as(when).isEqualTo(expected);
        }
      }
    }
    assertThat(quick).as("times that something was quickly known").isGreaterThan(200);
  }

  /** Counts one call in some windows of a label set. Returns their cells. */
  private static Map<Long, Integer> fill(SplittableRandom random, TestChunks chunks) {
    Map<Long, Integer> cellByStamp = new TreeMap<>();
    long firstMillis = WINDOW * (1 + random.nextInt(1_200));
    for (long stampMillis = firstMillis; stampMillis <= THROUGH; stampMillis += WINDOW) {
      if (random.nextInt(5) > 0) {
        int cell = random.nextInt(CELLS);
        cellByStamp.put(stampMillis, cell);
        chunks.count("a", stampMillis, target -> target.record(cell, Weight.ONE, 10));
      }
      if (random.nextInt(200) == 0) {
        chunks.writeThrough(stampMillis);
      }
    }
    chunks.writeThrough(THROUGH);
    return cellByStamp;
  }

  private static Map<Integer, Long> cells(Increment of, int limit) {
    Map<Integer, Long> cells = new TreeMap<>();
    for (int i = 0; i < of.cellCount(); i++) {
      if (of.cell(i) < limit) {
        cells.put(of.cell(i), of.count(i));
      }
    }
    return cells;
  }
}
