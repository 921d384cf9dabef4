// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.config.StoreConfig;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.rows.TestSeries;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries across the time at which rows of 5 s become rows of minutes, on a real event bus. */
class TierSeamTest {
  private static final long SEED = System.nanoTime();
  private static final CellLayout LAYOUT = TestConfig.spanMetrics().layout();
  private static final Labels CART = Labels.of("service_name", "cart");
  private static final long WINDOW = FakeStore.WINDOW_MILLIS;
  private static final long MINUTE = 60_000;
  private static final long NOW = 10_000_000;
  /** Ten minutes before now, rounded down to a minute. */
  private static final long SEAM = 9_360_000;

  private static final long BEGIN = 7_800_000;

  private final Vertx vertx = Vertx.vertx();
  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private FakeStore store(String name) {
    return new FakeStore(vertx, name, 2, LAYOUT).seal(NOW).pageBytes(1 << 20);
  }

  private RedStores open(int liveStores) {
    SourceConfig usual = TestConfig.source();
    SourceConfig config = new SourceConfig(
        usual.spanMetrics(),
        usual.views(),
        List.of(
            new StoreConfig.Tier(Duration.ofMillis(WINDOW), Duration.ofMinutes(10)),
            new StoreConfig.Tier(Duration.ofMinutes(1), Duration.ofHours(1))),
        false,
        Set.of());
    return new OpenedStores(vertx, NOW).open(config, liveStores);
  }

  /** Returns the only series of a range query, by time. */
  private Map<Long, Double> range(
      RedStores stores, String query, long startMillis, long endMillis, long stepMillis) {
    QueryLimits limits = QueryLimits.unlimited();
    QueryValue value = stores.read(
        limits,
        source -> engine
            .range(query, startMillis, endMillis, stepMillis, source, limits)
            .value());
    List<Series> all = ((QueryValue.Matrix) value).series();
    assertThat(all).hasSize(1);
    Map<Long, Double> samples = new TreeMap<>();
    for (int i = 0; i < all.get(0).size(); i++) {
      samples.put(all.get(0).timestampMillis(i), all.get(0).value(i));
    }
    return samples;
  }

  /** Counts ten calls in each window, alternately in either store. */
  private RedStores countSteadily() {
    FakeStore a = store("a");
    FakeStore b = store("b");
    for (long stamp = BEGIN; stamp <= NOW; stamp += WINDOW) {
      (stamp / WINDOW % 2 == 0 ? a : b).count(CART, stamp, 3_000_000, 10 * Weight.ONE);
    }
    a.start();
    b.start();
    return open(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(calls[1m])                                          | 2",
        "rate(calls[5m])                                          | 2",
        "increase(calls[1m])                                      | 120",
        "sum(rate(duration_count[30s]))                           | 2",
        "rate(duration_sum[1m]) / rate(duration_count[1m])        | 3"
      })
  void steadyLoad_isSteadyAcrossTheSeam(String query, double expected) {
    RedStores stores = countSteadily();
    for (long shiftMillis : new long[] {0, 37_000, 37_123}) {
      long start = SEAM - 10 * MINUTE + shiftMillis;
      Map<Long, Double> samples = range(stores, query, start, SEAM + 5 * MINUTE, 15_000);
      assertThat(samples).hasSizeGreaterThan(55);
      assertThat(samples.values())
          .as("shifted by %d ms", shiftMillis)
          .allSatisfy(value -> assertThat(value).isCloseTo(expected, within(expected * 1e-4)));
    }
  }

  @Test
  void quantile_isTheSameOnBothSidesOfTheSeam() {
    Map<Long, Double> samples = range(
        countSteadily(),
        "histogram_quantile(0.5, rate(duration_bucket[1m]))",
        SEAM - 5 * MINUTE,
        SEAM + 5 * MINUTE,
        15_000);
    assertThat(samples).hasSize(41);
    assertThat(samples.values())
        .allSatisfy(value -> assertThat(value).isCloseTo(3, within(3 * 0.0078)));
  }

  @Test
  void increaseAtAMinute_isWhatTheMinuteCounted() {
    SplittableRandom random = new SplittableRandom(SEED);
    FakeStore a = store("a");
    Map<Long, Double> counted = new TreeMap<>();
    for (long stamp = BEGIN; stamp <= NOW; stamp += WINDOW) {
      int calls = random.nextInt(50);
      if (calls > 0) {
        a.count(CART, stamp, 3_000_000, calls * Weight.ONE);
        counted.merge(-Math.floorDiv(-stamp, MINUTE) * MINUTE, (double) calls, Double::sum);
      }
    }
    a.start();
    Map<Long, Double> increases =
        range(open(1), "increase(calls[1m])", BEGIN + 2 * MINUTE, SEAM, MINUTE);
    assertThat(increases).hasSize(25);
    increases.forEach((time, increase) -> assertThat(increase)
        .as("seed %d, at %d", SEED, time)
        .isCloseTo(counted.get(time), within(0.001)));
  }

  @Test
  void birthWithinAMinute_isSeenAsAnIncrease() {
    long birth = SEAM - 5 * MINUTE - 20_000;
    store("a").count(CART, birth, 1_000_000, 7 * Weight.ONE).start();
    Map<Long, Double> samples = range(open(1), "calls", birth - MINUTE, SEAM - 5 * MINUTE, WINDOW);
    assertThat(samples.keySet()).first().isEqualTo(birth - WINDOW);
    assertThat(samples).containsEntry(birth - WINDOW, 0.0).containsEntry(SEAM - 5 * MINUTE, 7.0);
  }

  @Test
  void exemplarsOfAMinute_areThoseOfTheWindowsThatEndInTheRange() {
    long minute = SEAM - 5 * MINUTE;
    store("a").exemplar(Metric.SPANS, CART, minute - 20_000, 1_000_000, 1, 2).start();
    RedStores stores = open(1);
    assertThat(exemplars(stores, minute - MINUTE, minute)).isEqualTo(1);
    assertThat(exemplars(stores, minute - 30_000, minute)).isEqualTo(1);
    assertThat(exemplars(stores, minute - MINUTE, minute - WINDOW)).isZero();
    assertThat(exemplars(stores, minute, minute + MINUTE)).isZero();
  }

  private static int exemplars(RedStores stores, long fromMillis, long throughMillis) {
    QueryLimits limits = QueryLimits.unlimited();
    Selection selection = TestSeries.selection("calls", fromMillis, throughMillis);
    return stores.read(limits, source -> {
      FoundExemplars found = new FoundExemplars(10, limits);
      source.open(NOW, limits).exemplars(selection, found);
      return found.bySeries().size();
    });
  }

  @Test
  void recentQuery_asksForOneTier() {
    FakeStore a = store("a").count(CART, NOW - WINDOW, 1_000_000).start();
    range(open(1), "calls", NOW - MINUTE, NOW, WINDOW);
    assertThat(a.requests()).isNotEmpty().allSatisfy(request -> {
      assertThat(request.tiers()).hasSize(1);
      assertThat(request.tiers().get(0).windowMillis()).isEqualTo(WINDOW);
      assertThat(request.share().origin()).isEqualTo(a.id());
    });
  }
}
