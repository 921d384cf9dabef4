// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static io.redstart.query.source.ViewedStores.CART;
import static io.redstart.query.source.ViewedStores.HOUR;
import static io.redstart.query.source.ViewedStores.MILLI;
import static io.redstart.query.source.ViewedStores.MINUTE;
import static io.redstart.query.source.ViewedStores.NOW;
import static io.redstart.query.source.ViewedStores.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import io.redstart.model.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.data.Offset;

/** The rows of {@link ViewsTableTest} about times, tiers, and several stores. */
final class ViewsOfTime {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private ViewsOfTime() {}

  static void increase_atBirth() {
    long birth = NOW - 10 * MINUTE;
    try (ViewedStores stores = new ViewedStores()) {
      stores.store().count(CART, birth, MILLI, 7 * Weight.ONE);
      stores.start();
      assertThat(stores.number("increase(calls_total[1m])", birth)).isEqualTo(7);
      assertThat(stores.number("increase(calls_total[1m])", birth + 2_500)).isEqualTo(10.5);
      assertThat(stores.number("increase(calls_total[1m])", birth + 55_000)).isZero();
      for (long after = 0; after <= 57_500; after += 500) {
        assertThat(stores.number("increase(calls_total[1m] anchored)", birth + after))
            .as("%d ms after the birth", after)
            .isEqualTo(7);
      }
    }
  }

  static void idleSeries_hasASampleInEveryWindow() {
    try (ViewedStores stores = new ViewedStores()) {
      stores.store().count(CART, NOW - 2 * HOUR, MILLI);
      stores.start();
      assertThat(stores.number("count_over_time(calls[1m])", NOW)).isEqualTo(12);
      assertThat(stores.number("count_over_time(calls[1m])", NOW - 3_333)).isEqualTo(12);
      assertThat(stores.number("rate(calls[10s])", NOW)).isZero();
      assertThat(stores.vector("rate(calls[5s])", NOW)).isEmpty();
    }
  }

  static void rate_isConstantOverTheSeam() {
    long seam = NOW - 6 * HOUR;
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      for (long stamp = seam - HOUR; stamp <= seam + HOUR; stamp += WINDOW) {
        store.count(CART, stamp, MILLI, 10 * Weight.ONE);
      }
      stores.start();
      for (long shift : new long[] {0, 37_000}) {
        Map<Long, Double> rates = stores
            .range(
                "rate(calls[1m])",
                seam - 30 * MINUTE + shift,
                seam + 30 * MINUTE + shift,
                MINUTE / 4)
            .get(CART);
        assertThat(rates).hasSize(241);
        assertThat(rates.values()).allSatisfy(rate -> assertThat(rate).isCloseTo(2, within(1e-4)));
      }
    }
  }

  static void increase_ofAMinuteThreeDaysAgoIsTheTrueCount() {
    SplittableRandom random = new SplittableRandom(SEED);
    long end = NOW - 72 * HOUR;
    Map<Long, Double> counted = new TreeMap<>();
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store().count(CART, end - 2 * HOUR, MILLI, 1_000 * Weight.ONE);
      for (long stamp = end - 20 * MINUTE + WINDOW; stamp <= end; stamp += WINDOW) {
        int calls = random.nextInt(50);
        store.count(CART, stamp, MILLI, calls * Weight.ONE);
        counted.merge(-Math.floorDiv(-stamp, MINUTE) * MINUTE, (double) calls, Double::sum);
      }
      stores.start();
      Map<Long, Double> increases =
          stores.range("increase(calls[1m])", end - 19 * MINUTE, end, MINUTE).get(CART);
      assertThat(increases).containsOnlyKeys(counted.keySet());
      increases.forEach((time, increase) ->
          assertThat(increase).as("seed %d", SEED).isCloseTo(counted.get(time), within(1e-3)));
    }
  }

  static void concurrentQueries_seeTheSamePoints() {
    long now = NOW + 2_345;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (ViewedStores stores = new ViewedStores(now)) {
      FakeStore store = stores.store().seal(NOW - WINDOW);
      for (long stamp = NOW - HOUR; stamp <= NOW; stamp += WINDOW) {
        store.count(CART, stamp, MILLI * (stamp / WINDOW % 100), Weight.ONE);
      }
      stores.start();
      String query = "histogram_quantile(0.9, sum by (le) (rate(duration_bucket[1m])))"
          + " or rate(calls[1m])";
      List<CompletableFuture<Map<Labels, Map<Long, Double>>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(CompletableFuture.supplyAsync(
            () -> stores.range(query, now - 30 * MINUTE, now, 15_000), threads));
      }
      store.seal(NOW);
      Map<Labels, Map<Long, Double>> repeated = stores.range(query, now - 30 * MINUTE, now, 15_000);
      assertThat(repeated).hasSize(2);
      answers.forEach(answer -> assertThat(answer.join()).isEqualTo(repeated));
    } finally {
      threads.shutdownNow();
    }
  }

  static void lostRows_areNoReset() {
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      for (long stamp = NOW - 2 * HOUR; stamp <= NOW; stamp += WINDOW) {
        store.count(CART, stamp, MILLI);
      }
      stores.start();
      double before = stores.number("calls", NOW);
      store.forgetThrough(NOW - HOUR / 2);
      assertNoReset(stores, before);
      store.kill();
      store.start();
      assertNoReset(stores, before);
    }
  }

  private static void assertNoReset(ViewedStores stores, double before) {
    assertThat(stores.number("resets(calls[1h])", NOW)).isZero();
    assertThat(stores.number("calls", NOW)).isEqualTo(before);
    assertThat(stores.number("sum(duration_bucket{le=\"+Inf\"})", NOW)).isEqualTo(before);
    assertThat(stores.number("sum(resets(duration_sum[1h]))", NOW)).isZero();
  }

  static void movedLabelSets_countAsIfTheyHadStayed() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> queries = List.of(
        "sum by (service_name) (rate(calls[1m]))",
        "sum(increase(duration_sum[5m]))",
        "avg by (le) (rate(duration_bucket[1m]))",
        "sum(calls)",
        "count(calls)",
        "histogram_quantile(0.95, sum by (le) (rate(duration_bucket[1m])))",
        "histogram_fraction(0, 100, sum by (le, service_name) (rate(duration_bucket[5m])))",
        "topk(2, sum by (span_name) (irate(calls[1m])))",
        "histogram_sum(rate(duration_milliseconds[1m]))");
    try (ViewedStores one = new ViewedStores();
        ViewedStores several = new ViewedStores()) {
      FakeStore whole = one.store();
      List<FakeStore> parts = new ArrayList<>();
      for (int left = 2 + random.nextInt(3); left > 0; left--) {
        parts.add(several.store());
      }
      for (int i = 0; i < 20; i++) {
        Labels labels = CART.with("service_name", "s" + i % 3).with("span_name", "n" + i);
        long birth = NOW - random.nextInt(360) * WINDOW;
        for (int left = 1 + random.nextInt(100); left > 0; left--) {
          long stamp = birth + random.nextInt((int) ((NOW - birth) / WINDOW) + 1) * WINDOW;
          long nanos = 1 + random.nextLong(3_000 * MILLI);
          long weight = random.nextBoolean() ? Weight.ONE : 1 + random.nextInt(1 << 20);
          whole.count(labels, stamp, nanos, weight);
          parts.get(random.nextInt(parts.size())).count(labels, stamp, nanos, weight);
        }
      }
      one.start();
      several.start();
      for (String query : queries) {
        long start = NOW - 20 * MINUTE - random.nextInt(100_000);
        long step = 1 + random.nextInt(60_000);
        Map<Labels, Map<Long, Double>> expected = one.range(query, start, NOW, step);
        Map<Labels, Map<Long, Double>> found = several.range(query, start, NOW, step);
        assertThat(found.keySet()).as(query).isEqualTo(expected.keySet()).isNotEmpty();
        expected.forEach((labels, values) -> {
          assertThat(found.get(labels).keySet()).isEqualTo(values.keySet());
          values.forEach((time, value) -> {
            // NaN, a quantile of no observations, is close to NaN only.
            Offset<Double> rounding = within(value.isNaN() ? 0 : Math.abs(value) * 1e-12);
            assertThat(found.get(labels).get(time))
                .as("%s%s at %d, seed %d", query, labels, time, SEED)
                .isCloseTo(value, rounding);
          });
        });
      }
    }
  }
}
