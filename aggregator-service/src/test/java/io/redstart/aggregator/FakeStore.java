// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.store.Store;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.aggregator.store.StoreStats;
import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A store of one shard that is as durable as a test wants it to be. */
final class FakeStore implements Store {
  private final StoreStats stats;
  long labelSets;
  private volatile CountDownLatch mayAnswer = new CountDownLatch(0);
  StoreId id = new StoreId(0, 1);
  boolean isVolatile;
  List<KnownStore> known = List.of();
  volatile Optional<String> follower = Optional.empty();
  volatile Runnable onFollower = () -> {};
  Optional<String> problem = Optional.empty();

  FakeStore(StoreStats stats) {
    this.stats = stats;
  }

  /** Stops whoever asks through when windows are sealed, as SIGSTOP stops a process. */
  void freeze() {
    mayAnswer = new CountDownLatch(1);
  }

  void thaw() {
    mayAnswer.countDown();
  }

  @Override
  public Optional<String> follower() {
    return follower;
  }

  @Override
  public Future<Long> lastCommit() {
    return Future.succeededFuture(7L);
  }

  @Override
  public void onFollower(Runnable listener) {
    onFollower = listener;
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
    try {
      mayAnswer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 100_000;
  }

  @Override
  public long sinceMillis() {
    return 90_000;
  }

  @Override
  public long evictedMillis() {
    return 0;
  }

  @Override
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public List<KnownStore> known() {
    return known;
  }

  @Override
  public Future<Void> remember(List<KnownStore> stores) {
    known = stores;
    return Future.succeededFuture();
  }

  @Override
  public StoreStats stats() {
    return stats.plus(new StoreStats(labelSets, 0, 0, 0, 0, 0));
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
