// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
  @Override
  Store openStore(FakeClock clock, CellLayout layout) {
    return TestStores.inMemory(clock, layout);
  }

  @Test
  void memoryStore_isVolatileAndNewEachTime() {
    assertThat(store.isVolatile()).isTrue();
    assertThat(openStore(time, TestBatches.LAYOUT).id()).isNotEqualTo(store.id());
  }

  @Test
  void memoryShort_rowsThatAreOverLeaveTheHeapThenTheOldestAreForgotten() throws Exception {
    openSmall(2_000_000);
    fill(1, 300);
    time.advance(WINDOW);
    fill(2, 300);
    time.advance(3_600_000);
    tidy();
    assertThat(store.stats().evictedBlocks()).isZero();
    for (int sequence = 3; store.stats().evictedBlocks() == 0; sequence++) {
      assertThat(sequence).isLessThan(100);
      fill(sequence, 200);
      time.advance(WINDOW);
      tidy();
    }
    assertThat(store.evictedMillis()).isPositive();
    fill(1_000, 5);
    time.advance(WINDOW);
    assertThat(selectAll()).isNotEmpty().allMatch(rows -> rows.birthMillis > 1_005_000L);
  }

  @Test
  void memoryFullOfTheOpenWindow_refusesBatches() throws Exception {
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
  void memoryFull_takesBatchesAgainWhenOldWindowsAreForgotten() throws Exception {
    openSmall(100_000);
    fill(1, 400);
    time.advance(3_700_000);
    tidy();
    fill(2, 10);
    assertThat(lastSequence(channel)).hasValue(2);
  }

  private void openSmall(long sizeMaxBytes) throws Exception {
    store = TestStores.inMemory(time, TestBatches.LAYOUT, sizeMaxBytes);
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
