// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.store.Store;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.aggregator.store.StoreStats;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A store of one shard that is as durable as a test wants it to be. */
final class FakeStore implements Store {
  private final StoreStats stats;
  StoreId id = new StoreId(0, 1);
  boolean isVolatile;
  List<Announcement.Known> known = List.of();
  Optional<String> problem = Optional.empty();

  FakeStore(StoreStats stats) {
    this.stats = stats;
  }

  @Override
  public StoreId id() {
    return id;
  }

  @Override
  public boolean isVolatile() {
    return isVolatile;
  }

  @Override
  public List<? extends StoreShard> shards() {
    return List.of(new ScriptedShard());
  }

  @Override
  public long windowMillis() {
    return 5_000;
  }

  @Override
  public long sealedMillis() {
    return 100_000;
  }

  @Override
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public List<Announcement.Known> known() {
    return known;
  }

  @Override
  public Future<Void> remember(List<Announcement.Known> stores) {
    known = stores;
    return Future.succeededFuture();
  }

  @Override
  public StoreStats stats() {
    return stats;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
