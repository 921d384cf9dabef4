// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
  static final StoreConfig CONFIG = new StoreConfig(
      "unused", List.of(new StoreConfig.Tier(Duration.ofMillis(WINDOW), Duration.ofHours(1))));

  @Override
  Store openStore(FakeClock clock, CellLayout layout) {
    return openStore(clock, layout, 64 << 20);
  }

  private static Store openStore(FakeClock clock, CellLayout layout, long sizeMaxBytes) {
    return MemoryStore.open(
            1, CONFIG, layout, clock, clock::nanos, 5, new MemoryBudget("store", sizeMaxBytes))
        .result();
  }

  @Test
  void memoryStore_isVolatileAndNewEachTime() {
    assertThat(store.isVolatile()).isTrue();
    assertThat(openStore(time, TestBatches.LAYOUT).id()).isNotEqualTo(store.id());
  }

  @Test
  void memoryShort_oldestBlocksAreForgottenEarly() throws Exception {
    openSmall(100_000);
    fill(1, 200);
    time.advance(1_800_000);
    fill(2, 200);
    assertThat(store.stats().evictedBlocks()).isZero();
    fill(3, 1);
    assertThat(store.stats().evictedBlocks()).isEqualTo(1);
    assertThat(store.stats().labelSets()).isEqualTo(201);
    assertThat(store.evictedMillis()).isEqualTo(1_195_000);
    time.advance(WINDOW);
    assertThat(selectAll()).extracting(rows -> rows.birthMillis).containsOnly(2_805_000L);
  }

  @Test
  void memoryFullOfOneBlock_refusesBatches() throws Exception {
    openSmall(100_000);
    fill(1, 400);
    assertThatThrownBy(() -> fill(2, 1))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageStartingWith("store is full: 400 label sets take ");
    assertThat(lastSequence(channel)).hasValue(1);
    assertThat(store.stats().evictedBlocks()).isZero();
  }

  @Test
  void memoryFullOfOneBlock_takesBatchesAgainInTheNext() throws Exception {
    openSmall(100_000);
    fill(1, 400);
    time.advance(600_000);
    fill(2, 1);
    assertThat(store.stats().evictedBlocks()).isEqualTo(1);
    assertThat(store.stats().labelSets()).isEqualTo(1);
    assertThat(lastSequence(channel)).hasValue(2);
  }

  private void openSmall(long sizeMaxBytes) throws Exception {
    store = openStore(time, TestBatches.LAYOUT, sizeMaxBytes);
    shard = store.shards().get(0);
    await(() -> shard.open(channel));
  }

  private void fill(int sequence, int labelSets) throws Exception {
    TestBatches batch = TestBatches.batch(channel, sequence);
    for (int i = 0; i < labelSets; i++) {
      batch.calls(Labels.of("span_name", sequence + " " + i), 1, 7);
    }
    commit(batch);
  }
}
