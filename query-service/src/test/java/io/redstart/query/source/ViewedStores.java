// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.StoreConfig;
import io.redstart.model.CellLayout;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.distribution.Distribution;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fake stores on a real event bus, read by the real view and the real engine: windows of 5 s for 6
 * hours, then minutes for 15 days. Closing it ends the bus.
 */
final class ViewedStores implements AutoCloseable {
  /** A whole minute. */
  static final long NOW = 1_700_000_040_000L;

  static final long WINDOW = FakeStore.WINDOW_MILLIS;
  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;
  static final long MILLI = 1_000_000;
  static final Labels CART = Labels.of("job", "a", "service_name", "cart");
  static final Labels PAY = Labels.of("job", "a", "service_name", "pay");

  private static final CellLayout LAYOUT = TestConfig.spanMetrics().layout();

  private final Vertx vertx = Vertx.vertx();
  private final long nowMillis;
  private final List<FakeStore> all = new ArrayList<>();
  private RedStores stores;
  private PromqlEngine engine = engine(true);

  ViewedStores() {
    this(NOW);
  }

  /** Makes stores that are asked at a time. */
  ViewedStores(long nowMillis) {
    this.nowMillis = nowMillis;
    this.stores = new OpenedStores(vertx, nowMillis).open(config(0), 0);
  }

  private static PromqlEngine engine(boolean fineQuantiles) {
    return new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), fineQuantiles));
  }

  private static SourceConfig config(long expirationMillis) {
    return new SourceConfig(
        TestConfig.spanMetrics(),
        new SourceConfig.Views(true, false, false, expirationMillis),
        List.of(
            new StoreConfig.Tier(Duration.ofMillis(WINDOW), Duration.ofHours(6)),
            new StoreConfig.Tier(Duration.ofMinutes(1), Duration.ofDays(15))),
        false,
        Set.of());
  }

  /** From now on quantiles read the configured buckets. */
  ViewedStores configuredBuckets() {
    engine = engine(false);
    return this;
  }

  /** From now on quantiles read fine bins, as they do at first. */
  ViewedStores fineBuckets() {
    engine = engine(true);
    return this;
  }

  /** From now on series end after a time without a count. */
  ViewedStores expireAfter(long millis) {
    stores = new OpenedStores(vertx, nowMillis).open(config(millis), 0);
    return this;
  }

  /** Adds a store that has sealed everything; it must be started. */
  FakeStore store() {
    FakeStore store = new FakeStore(vertx, "store-" + all.size(), 2, LAYOUT)
        .seal(Math.floorDiv(nowMillis, WINDOW) * WINDOW)
        .pageBytes(1 << 20);
    all.add(store);
    return store;
  }

  /** Starts all stores and waits until they are known. */
  ViewedStores start() {
    all.forEach(FakeStore::start);
    OpenedStores.awaitLive(stores, all.size());
    return this;
  }

  /** Evaluates at one time. */
  QueryResult instant(String query, long timeMillis) {
    QueryLimits limits = QueryLimits.unlimited();
    return stores.read(limits, source -> engine.instant(query, timeMillis, source, limits));
  }

  /** Returns the numbers of an instant vector. */
  Map<Labels, Double> vector(String query, long timeMillis) {
    Map<Labels, Double> values = new TreeMap<>();
    ((QueryValue.Vector) instant(query, timeMillis).value())
        .samples()
        .forEach(sample -> values.put(sample.labels(), sample.value()));
    return values;
  }

  /** Returns the only number of an instant vector. */
  double number(String query, long timeMillis) {
    Map<Labels, Double> values = vector(query, timeMillis);
    if (values.size() != 1) {
      throw new AssertionError(query + " at " + timeMillis + " returns " + values);
    }
    return values.values().iterator().next();
  }

  /** Evaluates at many times. Returns the values by labels and time. */
  Map<Labels, Map<Long, Double>> range(
      String query, long startMillis, long endMillis, long stepMillis) {
    QueryLimits limits = QueryLimits.unlimited();
    QueryValue value = stores.read(
        limits,
        source -> engine
            .range(query, startMillis, endMillis, stepMillis, source, limits)
            .value());
    Map<Labels, Map<Long, Double>> values = new TreeMap<>();
    for (Series series : ((QueryValue.Matrix) value).series()) {
      Map<Long, Double> samples = new TreeMap<>();
      for (int i = 0; i < series.size(); i++) {
        samples.put(series.timestampMillis(i), series.value(i));
      }
      values.put(series.labels(), samples);
    }
    return values;
  }

  /** Lists series with some matchers, as the series endpoint does. */
  List<Labels> series(LabelMatcher... matchers) {
    QueryLimits limits = QueryLimits.unlimited();
    return stores.read(limits, source -> {
      Found<Labels> found = new Found<>(limits, Footprint::labels);
      source.open(nowMillis, limits).series(selection(matchers), found);
      return found.sorted(Comparator.naturalOrder());
    });
  }

  /** Lists the values of a label, as the endpoint does. */
  List<String> labelValues(String label, LabelMatcher... matchers) {
    QueryLimits limits = QueryLimits.unlimited();
    return stores.read(limits, source -> {
      Found<String> found = new Found<>(limits, known -> 0);
      source.open(nowMillis, limits).labelValues(label, selection(matchers), found);
      return found.sorted(Comparator.naturalOrder());
    });
  }

  /** Adds up durations, as the endpoint does. */
  Distribution distribution(long startMillis, long endMillis, List<List<LabelMatcher>> selectors) {
    QueryLimits limits = QueryLimits.unlimited();
    return stores.read(
        limits,
        source -> source.open(endMillis, limits).distribution(selectors, startMillis, endMillis));
  }

  private Selection selection(LabelMatcher... matchers) {
    return new Selection(List.of(matchers), nowMillis - HOUR, nowMillis);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
