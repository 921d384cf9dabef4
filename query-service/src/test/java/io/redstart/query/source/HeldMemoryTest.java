// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.rows.TestSeries;
import io.vertx.core.Vertx;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compares the memory that queries report with the heap that they use. */
@Timeout(120)
class HeldMemoryTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int LABEL_SETS = 20_000;
  private static final Vertx VERTX = Vertx.vertx();
  private static RedStores stores;

  private final MemoryBudget memory = new MemoryBudget("queries", 1 << 30);
  private final QueryLimits limits = QueryLimits.of(Long.MAX_VALUE, memory.lease());

  @BeforeAll
  static void start() {
    FakeStore store = new FakeStore(VERTX, "a", 2, TestConfig.spanMetrics().layout()).seal(NOW);
    for (int i = 0; i < LABEL_SETS; i++) {
      Labels labels = Labels.of(
          "job", "shop", "pod", "pod-with-a-long-name-" + i, "service_name", "s" + i % 10);
      for (int window = 0; window < 3; window++) {
        long stamp = NOW - window * FakeStore.WINDOW_MILLIS;
        store.count(labels, stamp, 1_000_000L * (1 + (i * (window + 1)) % 3_000));
      }
    }
    store.pageBytes(1 << 20).start();
    stores = new OpenedStores(VERTX, NOW).open(TestConfig.source(), 1);
  }

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static Selection lastMinutes(String name) {
    return new Selection(List.of(LabelMatcher.equal(Labels.METRIC_NAME, name)), NOW - 300_000, NOW);
  }

  private interface Lookup {
    Object look(RedView view);
  }

  /** Compares the memory of a result, without the memory that the engine needs to compute it. */
  private void compare(double most, Lookup lookup) {
    stores.read(limits, source -> {
      long before = usedBytes();
      RedView view = source.open(NOW, limits);
      Object result = lookup.look(view);
      double used = usedBytes() - before;
      assertThat(limits.heldBytes() / used).isBetween(0.8, most);
      Reference.reachabilityFence(result);
      Reference.reachabilityFence(view);
      return result;
    });
  }

  @Test
  void select_ofCalls() {
    compare(1.4, view -> TestSeries.select(view, lastMinutes("calls_total")));
  }

  @Test
  void select_ofBuckets() {
    compare(1.4, view -> TestSeries.select(view, lastMinutes("duration_milliseconds_bucket")));
  }

  @Test
  void select_ofHistograms() {
    compare(
        1.4,
        view ->
            TestSeries.select(view, lastMinutes("duration_milliseconds_bucket").ofHistograms()));
  }

  @Test
  void series_ofCalls() {
    compare(1.4, view -> {
      Found<Labels> found = new Found<>(limits, Footprint::labels);
      view.series(lastMinutes("calls_total"), found);
      return found;
    });
  }

  @Test
  void labelValues_ofPods() {
    compare(1.4, view -> {
      Found<String> found = new Found<>(limits, known -> 0);
      view.labelValues("pod", lastMinutes("calls_total"), found);
      return found;
    });
  }

  @Test
  void instant_ofCalls() {
    compare(2.5, view -> {
      PromqlEngine engine = new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));
      return engine.instant("calls_total", NOW, (end, same) -> view, limits);
    });
  }

  @Test
  void range_ofCalls() {
    compare(2.5, view -> {
      PromqlEngine engine = new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));
      return engine.range("calls_total", NOW - 300_000, NOW, 5_000, (end, same) -> view, limits);
    });
  }
}
