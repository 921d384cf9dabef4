// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.window.WindowBlocks;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A store on the heap. Its contents are lost when the process ends, so a commit is complete as soon
 * as it is in memory.
 *
 * <p>It keeps the first tier of the retention, in whole blocks. The shards share its memory evenly.
 * A shard whose share is used up forgets its oldest blocks early; once only the current block is
 * left, it refuses batches.
 */
public final class MemoryStore implements Store {
  private final StoreId id = StoreId.random();
  private final WindowClock clock;
  private final long sinceMillis;
  private final List<MemoryShard> shards;
  private volatile List<KnownStore> known = List.of();

  private MemoryStore(WindowClock clock, List<MemoryShard> shards) {
    this.clock = clock;
    this.sinceMillis = clock.sealedMillis();
    this.shards = List.copyOf(shards);
  }

  /**
   * Opens an empty store with a new identity.
   *
   * @param shards the number of shards, 1 or more
   * @param wall the time of day
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   * @param exemplarPlaces how many exemplars a label set keeps per window
   * @param memory the budget of its label sets and rows, split evenly between the shards
   */
  public static Future<Store> open(
      int shards,
      StoreConfig config,
      CellLayout layout,
      InstantSource wall,
      LongSupplier monotonicNanos,
      int exemplarPlaces,
      MemoryBudget memory) {
    WindowClock clock = new WindowClock(wall, monotonicNanos, config.window().toMillis(), 0);
    long retentionMillis = config.retention().get(0).duration().toMillis();
    WindowBlocks blocks = new WindowBlocks(clock.windowMillis(), WindowBlocks.WINDOWS_PER_BLOCK);
    List<MemoryShard> made = new ArrayList<>(shards);
    for (int i = 0; i < shards; i++) {
      made.add(new MemoryShard(
          new LabelSetTable(blocks, exemplarPlaces),
          layout,
          clock,
          retentionMillis,
          memory,
          memory.maxBytes() / shards));
    }
    return Future.succeededFuture(new MemoryStore(clock, made));
  }

  @Override
  public StoreId id() {
    return id;
  }

  @Override
  public boolean isVolatile() {
    return true;
  }

  @Override
  public List<? extends StoreShard> shards() {
    return shards;
  }

  @Override
  public long windowMillis() {
    return clock.windowMillis();
  }

  @Override
  public long sealedMillis() {
    return clock.sealedMillis();
  }

  @Override
  public long sinceMillis() {
    return sinceMillis;
  }

  @Override
  public long evictedMillis() {
    return shards.stream().mapToLong(MemoryShard::evictedMillis).max().orElse(0);
  }

  @Override
  public Optional<String> problem() {
    return clock.problem();
  }

  @Override
  public List<KnownStore> known() {
    return known;
  }

  @Override
  public Future<Void> remember(List<KnownStore> stores) {
    known = List.copyOf(stores);
    return Future.succeededFuture();
  }

  @Override
  public StoreStats stats() {
    StoreStats sum = StoreStats.NONE;
    for (MemoryShard shard : shards) {
      sum = sum.plus(shard.stats());
    }
    return sum;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
