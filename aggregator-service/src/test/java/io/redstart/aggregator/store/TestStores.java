// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Opens stores of one shard, whose upkeep is left to {@link RowStore#tidy}. */
final class TestStores {
  static final StoreConfig.Tier HOUR =
      new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(1));
  static final StoreConfig.Tier MINUTES =
      new StoreConfig.Tier(Duration.ofMinutes(1), Duration.ofHours(30));

  static final long SIZE_MAX_BYTES = 64 << 20;
  private static final long CACHE_BYTES = 4 << 20;

  private TestStores() {}

  static RowStore inMemory(FakeClock clock, CellLayout layout) {
    return inMemory(clock, layout, SIZE_MAX_BYTES);
  }

  static RowStore inMemory(FakeClock clock, CellLayout layout, long sizeMaxBytes) {
    StoreConfig config = new StoreConfig("unused", List.of(HOUR), true, 0);
    return open(config, clock, layout, sizeMaxBytes, 1);
  }

  static RowStore onDisk(
      Path folder, FakeClock clock, CellLayout layout, StoreConfig.Tier... retention) {
    return onDisk(folder, clock, layout, 1, retention);
  }

  static RowStore onDisk(
      Path folder, FakeClock clock, CellLayout layout, int shards, StoreConfig.Tier... retention) {
    StoreConfig config = new StoreConfig(folder.toString(), List.of(retention), false, 0);
    return open(config, clock, layout, SIZE_MAX_BYTES, shards);
  }

  static RowStore copyOnDisk(
      Path folder,
      FakeClock clock,
      CellLayout layout,
      MemoryBudget memory,
      int shards,
      StoreConfig.Tier... retention) {
    StoreConfig config = new StoreConfig(folder.toString(), List.of(retention), false, 0);
    return stores(config, clock, layout, memory, shards).openCopyNow();
  }

  private static RowStore open(
      StoreConfig config, FakeClock clock, CellLayout layout, long sizeMaxBytes, int shards) {
    MemoryBudget memory = new MemoryBudget("store", sizeMaxBytes);
    return stores(config, clock, layout, memory, shards).openNow();
  }

  private static Stores stores(
      StoreConfig config, FakeClock clock, CellLayout layout, MemoryBudget memory, int shards) {
    return new Stores(shards, config, layout, clock, clock::nanos, 5, memory, CACHE_BYTES, null);
  }
}
