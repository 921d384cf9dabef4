// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static io.redstart.query.source.ViewedStores.CART;
import static io.redstart.query.source.ViewedStores.HOUR;
import static io.redstart.query.source.ViewedStores.MINUTE;
import static io.redstart.query.source.ViewedStores.NOW;
import static io.redstart.query.source.ViewedStores.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Compares distributions with the list of all durations that were counted. */
class DistributionRandomTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int RUNS = 5;
  private static final int RANGES = 40;

  private record Counted(Labels labels, long stampMillis, long nanos, long weight) {}

  /** Selectors, and the label sets that they select. */
  private record Selected(List<List<LabelMatcher>> selectors, Predicate<Labels> wanted) {}

  private static final List<Selected> SELECTIONS = List.of(
      new Selected(List.of(List.of(LabelMatcher.equal("job", "a"))), labels -> true),
      new Selected(
          List.of(List.of(
              LabelMatcher.equal("__name__", "duration_seconds_count"),
              LabelMatcher.equal("service_name", "s1"))),
          labels -> labels.get("service_name").equals("s1")),
      new Selected(
          List.of(
              List.of(LabelMatcher.equal("service_name", "s0")),
              List.of(LabelMatcher.of("span_name", Op.MATCHES, "n[0-5]")),
              List.of(
                  LabelMatcher.equal("__name__", "duration_milliseconds_bucket"),
                  LabelMatcher.equal("span_name", "n4"))),
          labels -> labels.get("service_name").equals("s0")
              || labels.get("span_name").compareTo("n5") <= 0),
      new Selected(List.of(List.of(LabelMatcher.equal("service_name", "none"))), labels -> false));

  @Test
  void distribution_holdsTheDurationsOfItsWindows() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < RUNS; run++) {
      try (ViewedStores stores = new ViewedStores()) {
        List<Counted> all = fill(stores, random);
        stores.start();
        for (int i = 0; i < RANGES; i++) {
          long start = NOW - HOUR + random.nextLong(-HOUR / 10, HOUR + 20_000);
          long end = Math.max(start, NOW - HOUR + random.nextLong(HOUR + 20_000));
          compare(stores, all, SELECTIONS.get(i % SELECTIONS.size()), start, end);
        }
      }
    }
  }

  /** Several stores have the same label sets, which are born at any time of the last hour. */
  private static List<Counted> fill(ViewedStores stores, SplittableRandom random) {
    List<FakeStore> parts = new ArrayList<>();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      parts.add(stores.store().pageBytes(1 << random.nextInt(8, 16)));
    }
    boolean isSampled = random.nextBoolean();
    List<Counted> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Labels labels = CART.with("service_name", "s" + i % 3).with("span_name", "n" + i);
      long birth = NOW - random.nextInt(720) * WINDOW;
      for (int left = 1 + random.nextInt(200); left > 0; left--) {
        long stamp = birth + random.nextInt((int) ((NOW - birth) / WINDOW) + 1) * WINDOW;
        long nanos = random.nextInt(50) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 40));
        long weight = isSampled ? 1 + random.nextInt(1 << 20) : Weight.ONE;
        parts.get(random.nextInt(parts.size())).count(labels, stamp, nanos, weight);
        all.add(new Counted(labels, stamp, nanos, weight));
      }
    }
    return all;
  }

  private static void compare(
      ViewedStores stores, List<Counted> all, Selected selected, long start, long end) {
    CellLayout layout = TestConfig.spanMetrics().layout();
    Increment expected = new Increment();
    for (Counted one : all) {
      if (one.stampMillis > start / WINDOW * WINDOW
          && one.stampMillis <= end / WINDOW * WINDOW
          && selected.wanted.test(one.labels)) {
        expected.addCell(layout.cellOf(one.nanos), one.weight);
        expected.addSum(0, Weight.times(one.nanos, one.weight));
      }
    }
    Increment found = stores.distribution(start, end, selected.selectors).counts();
    String which = "%s from %d through %d, seed %d".formatted(selected.selectors, start, end, SEED);
    assertThat(cells(found)).as(which).isEqualTo(cells(expected));
    assertThat(found.sumLow()).as(which).isEqualTo(expected.sumLow());
  }

  private static List<String> cells(Increment increment) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < increment.cellCount(); i++) {
      cells.add(increment.cell(i) + ": " + increment.count(i));
    }
    return cells;
  }

  @Test
  void distribution_ofMinutesIsExactAtTheirEnds() {
    long minute = NOW - 72 * HOUR;
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      for (long stamp = minute - 10 * MINUTE + WINDOW; stamp <= minute; stamp += WINDOW) {
        store.count(CART, stamp, 7, Weight.ONE);
      }
      stores.start();
      Increment counts = stores
          .distribution(minute - 3 * MINUTE, minute, SELECTIONS.get(0).selectors)
          .counts();
      assertThat(cells(counts)).containsExactly("7: " + 36 * Weight.ONE);
    }
  }

  @Test
  void distribution_ofForgottenRowsHasTheirSum() {
    try (ViewedStores stores = new ViewedStores()) {
      stores
          .store()
          .count(CART, NOW - 4 * WINDOW, 7)
          .count(CART, NOW - 3 * WINDOW, 7)
          .count(CART, NOW - WINDOW, 9)
          .forgetThrough(NOW - 2 * WINDOW);
      stores.start();
      List<List<LabelMatcher>> selectors = SELECTIONS.get(0).selectors;
      assertThat(cells(stores.distribution(NOW - HOUR, NOW, selectors).counts()))
          .containsExactly("7: " + 2 * Weight.ONE, "9: " + Weight.ONE);
    }
  }

  @Test
  void distribution_hasLabelSetsThatExpired() {
    try (ViewedStores stores = new ViewedStores()) {
      stores.store().count(CART, NOW - HOUR / 2, 7);
      stores.expireAfter(MINUTE).start();
      assertThat(cells(
              stores.distribution(NOW - HOUR, NOW, SELECTIONS.get(0).selectors).counts()))
          .containsExactly("7: " + Weight.ONE);
    }
  }
}
