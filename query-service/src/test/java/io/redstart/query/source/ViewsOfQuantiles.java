// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static io.redstart.query.source.ViewedStores.CART;
import static io.redstart.query.source.ViewedStores.MILLI;
import static io.redstart.query.source.ViewedStores.MINUTE;
import static io.redstart.query.source.ViewedStores.NOW;
import static io.redstart.query.source.ViewedStores.PAY;
import static io.redstart.query.source.ViewedStores.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.value.QueryResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The rows of {@link ViewsTableTest} about fine bins, configured buckets and native histograms. */
final class ViewsOfQuantiles {
  private static final long SEED = System.nanoTime();
  private static final String B = "traces_span_metrics_duration_milliseconds_bucket";
  private static final String SUM = "sum by (le) (rate(" + B + "[1m]))";

  private ViewsOfQuantiles() {}

  /** Counts each duration once in the last minute, and once long before. */
  private static void count(FakeStore store, Labels labels, SplittableRandom random, long[] nanos) {
    for (long one : nanos) {
      store.count(labels, NOW - 10 * MINUTE, one);
      store.count(labels, NOW - random.nextInt(11) * WINDOW, one);
    }
  }

  /** Returns random durations in nanoseconds, as many of one magnitude as of another. */
  private static long[] durations(SplittableRandom random, int count, double from, double to) {
    double magnitudes = Math.log(to / from);
    return random
        .doubles(count)
        .mapToLong(at -> (long) (from * Math.exp(at * magnitudes)))
        .sorted()
        .toArray();
  }

  private static void assertQuantiles(ViewedStores stores, long[] sorted) {
    for (double q : new double[] {0.5, 0.75, 0.9, 0.95, 0.99}) {
      double rank = q * sorted.length;
      double low = sorted[(int) Math.ceil(rank - 1e-9) - 1] / 1e6;
      double high = sorted[(int) Math.floor(rank + 1e-9)] / 1e6;
      double found = stores.number("histogram_quantile(" + q + ", " + SUM + ")", NOW);
      assertThat(found)
          .as("quantile %s, seed %d", q, SEED)
          .isBetween(Math.min(low, high) * 0.99, Math.max(low, high) * 1.01);
    }
  }

  static void quantile_isWithinOnePercentOfTheNearestRank() {
    SplittableRandom random = new SplittableRandom(SEED);
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      long[] cart = durations(random, 700, 10e3, 3600e9);
      long[] pay = durations(random, 309, 10e3, 3600e9);
      count(store, CART, random, cart);
      count(store, PAY, random, pay);
      stores.start();
      long[] all = Arrays.copyOf(cart, cart.length + pay.length);
      System.arraycopy(pay, 0, all, cart.length, pay.length);
      Arrays.sort(all);
      assertQuantiles(stores, all);
    }
  }

  static void quantile_overDisjointBinsIsRightAndMonotonic() {
    SplittableRandom random = new SplittableRandom(SEED);
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      long[] quick = durations(random, 500, 0.5e6, 5e6);
      long[] slow = durations(random, 101, 60e9, 300e9);
      count(store, CART, random, quick);
      count(store, PAY, random, slow);
      stores.start();
      long[] all = Arrays.copyOf(quick, 601);
      System.arraycopy(slow, 0, all, 500, 101);
      assertQuantiles(stores, all);
      QueryResult result = stores.instant("histogram_quantile(0.9, " + SUM + ")", NOW);
      assertThat(result.infos()).isEmpty();
      assertThat(result.warnings()).isEmpty();
    }
  }

  static void quantile_ofOneValueIsThatValue() {
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      store.count(CART, NOW - 20_000, 16_777_217);
      for (int i = 0; i < 100; i++) {
        store.count(PAY, NOW - 30_000, 30_000 * MILLI);
      }
      stores.start();
      String query =
          "histogram_quantile(0.5, sum by (le) (rate(" + B + "{service_name=\"%s\"}[1m])))";
      assertThat(stores.number(query.formatted("cart"), NOW))
          .isCloseTo(16.777217, within(16.777217 * 0.0078));
      assertThat(stores.number(query.formatted("pay"), NOW)).isCloseTo(30_000, within(300.0));
    }
  }

  static void quantile_withoutTheLastBucketIsNotANumber() {
    try (ViewedStores stores = new ViewedStores()) {
      stores.store().count(CART, NOW - 20_000, 50 * MILLI);
      stores.start();
      String query = "histogram_quantile(0.5, sum by (le) (rate(" + B + "{le!=\"+Inf\"}[1m])))";
      assertThat(stores.number(query, NOW)).isNaN();
    }
  }

  /** Counts random durations in several label sets. */
  private static void countSome(ViewedStores stores) {
    SplittableRandom random = new SplittableRandom(SEED);
    FakeStore store = stores.store();
    for (int i = 0; i < 12; i++) {
      Labels labels = CART.with("span_name", "s" + i);
      count(store, labels, random, durations(random, 30, 1e6, 3e9));
    }
    stores.start();
  }

  static void quantile_ofOtherExpressionsIsPrometheus() {
    List<String> queries = List.of(
        "histogram_quantile(0.9, topk(4, rate(" + B + "[1m])))",
        "histogram_quantile(0.9, rate(" + B + "{span_name=\"s1\"}[1m]) or rate(" + B + "[1m]))",
        "histogram_quantile(0.9, rate(" + B + "[1m]) > 0)",
        "histogram_quantile(0.9, " + SUM + " > 0)",
        "histogram_quantile(0.9, sum by (le) (topk by (le) (3, rate(" + B + "[1m]))))");
    try (ViewedStores stores = new ViewedStores()) {
      countSome(stores);
      List<Map<Labels, Double>> fine =
          queries.stream().map(query -> stores.vector(query, NOW)).toList();
      stores.configuredBuckets();
      for (int i = 0; i < queries.size(); i++) {
        assertThat(fine.get(i))
            .as("%s, seed %d", queries.get(i), SEED)
            .isEqualTo(stores.vector(queries.get(i), NOW))
            .isNotEmpty();
      }
    }
  }

  static void pointwiseExpressions_agreeAtTheConfiguredBounds() {
    List<String> vectors = List.of(
        "rate(" + B + "[1m])",
        "increase(" + B + "[1m] anchored)",
        "rate(" + B + "[1m] smoothed)",
        B + " smoothed",
        B + " @ " + (NOW - MINUTE) / 1000,
        B + " offset 1m",
        "irate(" + B + "[1m])",
        "max_over_time(rate(" + B + "[1m])[12m:1m])",
        "min_over_time(rate(" + B + "[5m])[5m:30s])",
        "avg_over_time(" + B + "[5m])",
        "max by (le, job) (rate(" + B + "[1m]))",
        "min by (le) (rate(" + B + "[11m]))");
    try (ViewedStores stores = new ViewedStores()) {
      countSome(stores);
      for (String vector : vectors) {
        String query = "histogram_fraction(0, 100, sum by (le) (" + vector + "))";
        stores.fineBuckets();
        double fine = stores.number(query, NOW - 1_234);
        stores.configuredBuckets();
        double configured = stores.number(query, NOW - 1_234);
        assertThat(fine).as("%s, seed %d", vector, SEED).isCloseTo(configured, within(1e-9));
      }
    }
  }

  static void buckets_outsideOfQuantilesAreTheConfiguredOnes() {
    try (ViewedStores stores = new ViewedStores()) {
      countSome(stores);
      assertThat(stores.vector(SUM, NOW).keySet())
          .containsExactlyInAnyOrder(
              Labels.of("le", "2"),
              Labels.of("le", "100"),
              Labels.of("le", "1000"),
              Labels.of("le", "+Inf"));
      assertThat(stores.labelValues("le")).containsExactlyInAnyOrder("2", "100", "1000", "+Inf");
    }
  }

  static void le_matchesAsANumber() {
    try (ViewedStores stores = new ViewedStores()) {
      countSome(stores);
      Map<Labels, Double> all = stores.vector(B, NOW);
      Map<Labels, Double> hundred = new TreeMap<>(all);
      hundred.keySet().removeIf(labels -> !labels.get("le").equals("100"));
      Map<Labels, Double> others = new TreeMap<>(all);
      others.keySet().removeAll(hundred.keySet());
      assertThat(hundred).hasSize(12);
      assertThat(stores.vector(B + "{le=\"100\"}", NOW)).isEqualTo(hundred);
      assertThat(stores.vector(B + "{le=\"100.0\"}", NOW)).isEqualTo(hundred);
      assertThat(stores.vector(B + "{le!=\"100.0\"}", NOW)).isEqualTo(others);
      assertThat(stores.vector(B + "{le=~\"1.0\"}", NOW)).isEqualTo(hundred);
      assertThat(stores.vector(B + "{le!~\"1.0|x\"}", NOW)).isEqualTo(others);
      assertThat(stores.series(
              LabelMatcher.equal(Labels.METRIC_NAME, B), LabelMatcher.equal("le", "100.0")))
          .containsExactlyInAnyOrderElementsOf(hundred.keySet());
    }
  }

  static void quantile_inSecondsIsThatInMilliseconds() {
    try (ViewedStores stores = new ViewedStores()) {
      countSome(stores);
      String query = "histogram_quantile(0.9, sum by (le, span_name) (rate(%s[1m])))%s";
      Map<Labels, Double> seconds =
          stores.vector(query.formatted("duration_seconds_bucket", " * 1000"), NOW);
      Map<Labels, Double> millis = stores.vector(query.formatted(B, ""), NOW);
      assertThat(seconds.keySet()).isEqualTo(millis.keySet()).hasSize(12);
      millis.forEach((labels, value) ->
          assertThat(seconds.get(labels)).isCloseTo(value, within(value * 1e-12)));
    }
  }

  static void nativeCount_isTheClassicCount() {
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < 40; i++) {
        Labels labels = CART.with("span_name", "s" + i);
        for (int left = 1 + random.nextInt(30); left > 0; left--) {
          long stamp = NOW - random.nextInt(1 + i * 3) * WINDOW;
          store.count(labels, stamp, random.nextLong(3600_000 * MILLI));
        }
      }
      stores.start();
      for (long time : new long[] {NOW, NOW - 3_700, NOW - 130_001}) {
        Map<Labels, Double> counts = stores.vector("rate(duration_milliseconds_count[5m])", time);
        assertThat(stores.vector(
                "histogram_count(rate(duration_milliseconds[5m]))"
                    + " == rate(duration_milliseconds_count[5m])",
                time))
            .as("seed %d", SEED)
            .isEqualTo(counts)
            .isNotEmpty();
      }
    }
  }
}
