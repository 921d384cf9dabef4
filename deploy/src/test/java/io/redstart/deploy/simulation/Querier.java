// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.fold.FoldCache;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A query service. While a query waits, time passes and everybody else goes on. */
final class Querier {
  private static final long MEMORY_BYTES = 64 << 20;

  final String name;
  private final Cluster cluster;
  private final SimulatedProcess process;
  private final RedStores stores;
  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));
  private final MemoryBudget memory = new MemoryBudget("queries", MEMORY_BYTES);
  private boolean isAsking;

  Querier(String name, Cluster cluster) {
    this.name = name;
    this.cluster = cluster;
    this.process = cluster.process(name, cluster.random().nextLong(-1_000, 1_000));
    this.stores = new RedStores(
        cluster.vertx(process).vertx(),
        new SourceConfig(
            Cluster.METRICS, SourceConfig.Views.DEFAULT, Cluster.RETENTION, false, Set.of()),
        new FoldCache(
            new MemoryBudget("folds", MEMORY_BYTES),
            new SimpleMeterRegistry(),
            process::monotonicMillis),
        process,
        process::monotonicMillis);
    stores.open();
  }

  long millis() {
    return process.millis();
  }

  /** Returns whether a query can begin. */
  boolean isIdle() {
    return !isAsking && !process.isFrozen();
  }

  /** Asks an instant query; returns nothing if it fails as queries may. */
  Optional<QueryResult> ask(String query, long atMillis) {
    cluster.planted().asked(stores);
    isAsking = true;
    try (QueryLimits limits = new Limits()) {
      return Optional.of(
          stores.read(limits, source -> engine.instant(query, atMillis, source, limits)));
    } catch (PromqlException e) {
      return Optional.empty();
    } finally {
      isAsking = false;
    }
  }

  /** The limits of a query that lets time pass while it waits. */
  private final class Limits extends QueryLimits {
    Limits() {
      super(
          new Cancellation(),
          Long.MAX_VALUE,
          memory.lease(),
          new Processors(1, process::monotonicNanos).place());
    }

    @Override
    public void stopComputingUntil(BooleanSupplier arrived) {
      super.stopComputingUntil(arrived);
      cluster.schedule().runUntil(arrived);
    }
  }
}
