// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.bus.StoreDirectory;
import io.redstart.limit.CancelledException;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.fold.FoldCache;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.horizon.HorizonFinder;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.query.source.metric.MetricMetadata;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.page.Blocking;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.page.StoreLostException;
import io.redstart.wire.Announcement;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all stores of all aggregators. It listens and sends on the Vert.x context that opened it;
 * queries run on their own worker threads.
 */
public final class RedStores {
  private static final Logger log = LoggerFactory.getLogger(RedStores.class);

  /** How often a query restarts because it lost a store while reading. */
  private static final int RESTARTS_MAX = 2;

  /** An upper limit for opening a view; its steps, asking and waiting for seals, have their own. */
  private static final long OPEN_TIMEOUT_MILLIS =
      3 * (HorizonFinder.STATUS_TIMEOUT_MILLIS + HorizonFinder.SEAL_WAIT_MAX_MILLIS);

  private final Vertx vertx;
  private final SourceConfig config;
  private final FoldCache folds;
  private final MetricNames names;
  private final CellLayout layout;
  private final StoreDirectory directory;
  private final HorizonFinder horizons;
  /** Written once, on the context itself, before it is given to any query. */
  private volatile @Nullable Context context;
  /** Written on the context, read by any thread. */
  private volatile int liveCount;

  private volatile boolean everKnown;

  /**
   * Creates an instance that knows no store yet.
   *
   * @param folds shares what queries compute
   * @param wall the time of day, up to which windows should be sealed
   * @param monotonicMillis a clock for measuring elapsed time, in milliseconds
   */
  public RedStores(
      Vertx vertx,
      SourceConfig config,
      FoldCache folds,
      InstantSource wall,
      LongSupplier monotonicMillis) {
    this.vertx = vertx;
    this.config = config;
    this.folds = folds;
    this.names = new MetricNames(config.spanMetrics(), config.views());
    this.layout = config.spanMetrics().layout();
    this.directory = new StoreDirectory(
        vertx, monotonicMillis, this::storesChanged, config.forgottenAggregators());
    this.horizons = new HorizonFinder(
        vertx, directory, config.windowMillis(), config.retentionMillis(), wall, monotonicMillis);
  }

  /** Starts listening on the current Vert.x context. */
  public Future<Void> open() {
    context = vertx.getOrCreateContext();
    return directory.open();
  }

  /** Returns the metrics whose newest samples can be exported. */
  public List<LatestMetric> latestMetrics() {
    return LatestMetric.of(names.listed());
  }

  /** Returns the metadata of the listed metrics by name. */
  public Map<String, MetricMetadata> metadata() {
    return MetricMetadata.of(names.listed());
  }

  /** Returns the metadata of an answered metric, listed or not. */
  public Optional<MetricMetadata> metadata(String metric) {
    return Optional.ofNullable(MetricMetadata.of(names.answered()).get(metric));
  }

  /** Returns how many stores have announced themselves lately. Thread-safe. */
  public int liveCount() {
    return liveCount;
  }

  /** Returns whether any store has ever been seen, live or not. Thread-safe. */
  public boolean everKnown() {
    return everKnown;
  }

  private void storesChanged(List<Announcement> live) {
    log.info("live stores: {}", live.stream().map(Announcement::name).toList());
    liveCount = live.size();
    everKnown |= liveCount > 0;
  }

  /**
   * Runs a query on the calling worker thread. If a store is lost while the query reads, it runs
   * again with another incarnation of that store, or without the store.
   *
   * @param limits the limits of the query; restarted with the query
   * @throws PromqlException if the query fails
   * @throws CancelledException if the query was cancelled
   */
  public <T> T read(QueryLimits limits, Function<RedSource, T> query) {
    List<StoreLostException> lost = new ArrayList<>();
    while (true) {
      try {
        return query.apply(new RedSource(
            (endMillis, own) -> open(endMillis, own, lost),
            names,
            config.views().expirationMillis() > 0));
      } catch (StoreLostException e) {
        lost.add(e);
        limits.restart();
        log.info("a query begins again: {} ({})", e.getMessage(), String.valueOf(e.getCause()));
        if (lost.size() > RESTARTS_MAX) {
          PromqlException failure = new PromqlException(
              PromqlException.Kind.INTERNAL,
              "aggregators left while they were read: " + String.join("; ", messages(lost)));
          failure.initCause(e);
          throw failure;
        }
      }
    }
  }

  /** Returns what was heard of all stores. Call it on any thread. */
  public Future<StoresHeard> heard() {
    Context opened = context;
    if (opened == null) {
      return Future.failedFuture("the query service is starting");
    }
    Promise<StoresHeard> heard = Promise.promise();
    opened.runOnContext(now -> {
      List<Announcement> live = directory.live();
      Set<StoreId> answering =
          directory.heard().stream().map(Announcement::store).collect(Collectors.toSet());
      heard.complete(new StoresHeard(
          live,
          directory.heard(),
          directory.expected().stream()
              .filter(one -> !answering.contains(one.store()))
              .toList(),
          live.stream()
              .filter(directory::mayLack)
              .map(Announcement::store)
              .collect(Collectors.toSet()),
          directory.countedMillis()));
    });
    return heard.future();
  }

  private boolean isLive(Announcement store) {
    return directory.live().stream().anyMatch(store::isSameIncarnation);
  }

  private static List<String> messages(List<StoreLostException> lost) {
    return lost.stream().map(one -> String.valueOf(one.getMessage())).toList();
  }

  private RedView open(long endMillis, QueryLimits limits, List<StoreLostException> lost) {
    Context opened = context;
    if (opened == null) {
      throw new IllegalStateException("the stores must be opened before they are read");
    }
    List<Announcement> left = lost.stream().map(StoreLostException::left).toList();
    Horizon horizon =
        Blocking.await(opened, limits, OPEN_TIMEOUT_MILLIS, () -> horizons.find(left, endMillis));
    Set<StoreId> read =
        horizon.stores().stream().map(Announcement::store).collect(Collectors.toSet());
    List<String> warnings = new ArrayList<>(horizon.warnings());
    warnings.addAll(
        messages(lost.stream().filter(one -> !read.contains(one.left().store())).toList()));
    if (config.failWhenMissing() && !warnings.isEmpty()) {
      throw new PromqlException(PromqlException.Kind.EXECUTION, String.join("; ", warnings));
    }
    if (horizon.stores().isEmpty() && !lost.isEmpty()) {
      throw new PromqlException(PromqlException.Kind.INTERNAL, String.join("; ", warnings));
    }
    PageQueue pages = new PageQueue(vertx, opened, this::isLive, layout, limits);
    return new RedView(config, names, layout, folds, horizon, warnings, pages, limits);
  }
}
