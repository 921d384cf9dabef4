// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.history.HistoryRequest.Part;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Labels A = Labels.of(Labels.METRIC_NAME, "redstart_a", "instance", "x:1");
  private static final Labels B = A.with(Labels.METRIC_NAME, "redstart_b");
  private static final long BEGIN = 1_000_000;

  private final MemoryBudget memory = new MemoryBudget("history", 1 << 20);
  private History history = new History(memory);

  private static OwnSample sample(Labels labels, double value) {
    return new OwnSample(labels, value);
  }

  private void append(long slot, OwnSample... samples) {
    history.append(slot, List.of(samples), List.of());
  }

  /** Reads all pages. */
  private Map<Labels, TreeMap<Long, Double>> read(
      long from, long through, int maxBytes, LabelMatcher... matchers) {
    Map<Labels, TreeMap<Long, Double>> found = new TreeMap<>();
    long cursor = 0;
    do {
      HistoryPage page = history.page(
          new HistoryRequest(Part.SAMPLES, from, through, cursor, maxBytes, List.of(matchers)));
      HistoryPage read = new HistoryPage(page.toFrame(), Part.SAMPLES);
      while (read.hasNext()) {
        TreeMap<Long, Double> samples = new TreeMap<>();
        assertThat(found.put(read.labels(), samples)).isNull();
        read.samples((first, last, bits) -> {
          for (long slot = first; slot <= last; slot++) {
            samples.put(slot - BEGIN, Double.longBitsToDouble(bits));
          }
        });
      }
      cursor = read.nextCursor();
    } while (cursor != HistoryPage.LAST);
    return found;
  }

  private Map<Labels, TreeMap<Long, Double>> readAll() {
    return read(0, Long.MAX_VALUE, 1 << 20);
  }

  @Test
  void page_hasTheSamplesOfItsRangeAndMatchers() {
    append(BEGIN, sample(A, 1), sample(B, 10));
    append(BEGIN + 1, sample(A, 1), sample(B, 11));
    append(BEGIN + 2, sample(A, 3), sample(B, 12));
    assertThat(readAll())
        .isEqualTo(Map.of(
            A, new TreeMap<>(Map.of(0L, 1.0, 1L, 1.0, 2L, 3.0)),
            B, new TreeMap<>(Map.of(0L, 10.0, 1L, 11.0, 2L, 12.0))));
    LabelMatcher onlyB = LabelMatcher.equal(Labels.METRIC_NAME, "redstart_b");
    assertThat(read(BEGIN + 1, BEGIN + 1, 1 << 20, onlyB))
        .isEqualTo(Map.of(B, new TreeMap<>(Map.of(1L, 11.0))));
    assertThat(read(BEGIN + 3, BEGIN + 9, 1 << 20)).isEmpty();
  }

  @Test
  void pages_areSmallAndShowEachSeriesOnce() {
    List<OwnSample> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(sample(A.with("reason", "r" + i), i));
    }
    history.append(BEGIN, many, List.of());
    HistoryRequest request = new HistoryRequest(Part.SAMPLES, 0, Long.MAX_VALUE, 0, 200, List.of());
    assertThat(history.page(request).toFrame().bytes().length).isLessThan(400);
    assertThat(read(0, Long.MAX_VALUE, 200)).hasSize(50);
  }

  @Test
  void seriesThatIsGone_getsOneMarker_andCanReturn() {
    append(BEGIN, sample(A, 1), sample(B, 1));
    append(BEGIN + 1, sample(B, 1));
    append(BEGIN + 2, sample(B, 1));
    append(BEGIN + 3, sample(A, 4), sample(B, 1));
    TreeMap<Long, Double> found = readAll().get(A);
    assertThat(found).containsOnlyKeys(0L, 1L, 3L);
    assertThat(Double.doubleToRawLongBits(found.get(1L))).isEqualTo(Runs.STALE_BITS);
    assertThat(read(BEGIN + 1, BEGIN + 2, 1 << 20)).as("a marker alone").containsOnlyKeys(B);
  }

  @Test
  void slot_isKeptOnce() {
    append(BEGIN, sample(A, 1));
    append(BEGIN, sample(A, 2));
    assertThat(readAll()).isEqualTo(Map.of(A, new TreeMap<>(Map.of(0L, 1.0))));
  }

  @Test
  void clockThatIsSetBack_beginsAgain() {
    append(BEGIN + 5, sample(A, 1), sample(B, 1));
    append(BEGIN, sample(A, 2));
    assertThat(readAll()).isEqualTo(Map.of(A, new TreeMap<>(Map.of(0L, 2.0))));
  }

  @Test
  void samples_areForgottenAfterSixHours() {
    for (int i = 0; i <= 2_000; i++) {
      if (i < 100) {
        append(BEGIN + i, sample(A, i), sample(B, i));
      } else {
        append(BEGIN + i, sample(A, i));
      }
    }
    Map<Labels, TreeMap<Long, Double>> found = readAll();
    assertThat(found).containsOnlyKeys(A);
    assertThat(found.get(A)).hasSize(Slots.KEPT).containsKeys(2_000L, 2_000L - Slots.KEPT + 1);
    assertThat(memory.usedBytes()).as("only A is held").isLessThan(16 << 10);
  }

  @Test
  void valueThatDoesNotChange_costsNothing() {
    append(BEGIN, sample(A, 1));
    long bytes = memory.usedBytes();
    for (int i = 1; i < 1_000; i++) {
      append(BEGIN + i, sample(A, 1));
    }
    assertThat(memory.usedBytes()).isEqualTo(bytes);
    assertThat(readAll().get(A)).hasSize(1_000);
  }

  @Test
  void fullMemory_forgetsTheOldest_thenRefusesNewSeries() {
    long maxBytes = 24 << 10;
    MemoryBudget small = new MemoryBudget("history", maxBytes);
    history = new History(small);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1_440; i++) {
      append(BEGIN + i, sample(A, random.nextDouble()), sample(B, random.nextDouble()));
      assertThat(small.usedBytes()).as("slot %d", i).isLessThanOrEqualTo(maxBytes);
    }
    Map<Labels, TreeMap<Long, Double>> found = readAll();
    assertThat(history.droppedSamples()).isZero();
    assertThat(found.get(A).lastKey()).isEqualTo(1_439);
    assertThat(found.get(A)).hasSizeBetween(History.SHORTEST_SLOTS, 1_200);

    for (int i = 1_440; i < 1_500; i++) {
      List<OwnSample> more = new ArrayList<>();
      for (int j = 0; j < 200; j++) {
        more.add(sample(A.with("n", "n" + j), i));
      }
      more.add(sample(A, i));
      history.append(BEGIN + i, more, List.of());
      assertThat(small.usedBytes()).as("slot %d", i).isLessThanOrEqualTo(maxBytes);
    }
    assertThat(history.droppedSamples()).isPositive();
    assertThat(readAll().size()).isBetween(2, 60);
    history.close();
    assertThat(small.usedBytes()).isZero();
  }

  @Test
  void labels_areOfSeriesWithSamples() {
    append(BEGIN, sample(A, 1), sample(B, 1));
    append(BEGIN + 1, sample(B, 1));
    HistoryPage page =
        history.page(new HistoryRequest(Part.LABELS, BEGIN + 1, BEGIN + 1, 0, 1 << 20, List.of()));
    HistoryPage read = new HistoryPage(page.toFrame(), Part.LABELS);
    assertThat(read.labels()).isEqualTo(B);
    assertThat(read.hasNext()).isFalse();
  }
}
