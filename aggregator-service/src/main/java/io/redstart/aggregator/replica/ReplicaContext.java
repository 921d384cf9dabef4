// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.redstart.aggregator.reader.SelectMeters;
import io.redstart.aggregator.select.MatcherCache;
import io.redstart.aggregator.store.Stores;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;

/**
 * What all replicas of a process share with its own store.
 *
 * @param own how the own store is opened; its budget of memory is that of the replicas, too
 * @param keeper the name of this aggregator
 * @param readers the workers that read shards
 * @param copyWorkers the workers that copy stores, for minutes
 * @param meters of the pages that are read
 */
public record ReplicaContext(
    Vertx vertx,
    Stores own,
    String keeper,
    WorkerExecutor readers,
    WorkerExecutor copyWorkers,
    MatcherCache matchers,
    SelectMeters meters) {
  private static final int CACHE_DIVISOR = 4;
  private static final long CACHE_MIN_BYTES = 8 << 20;

  /** Returns the names of the folders of replicas. */
  ReplicaFolders folders() {
    return new ReplicaFolders(own.host().folder(own.config().path()));
  }

  /** Returns how a replica is opened: as the own store, with less native memory. */
  Stores stores(Path folder) {
    return new Stores(
        own.shards(),
        own.config().withPath(folder.toString()),
        own.layout(),
        own.wall(),
        own.monotonicNanos(),
        own.exemplarPlaces(),
        own.memory(),
        Math.max(CACHE_MIN_BYTES, own.cacheBytes() / CACHE_DIVISOR),
        own.fatal(),
        own.host());
  }
}
