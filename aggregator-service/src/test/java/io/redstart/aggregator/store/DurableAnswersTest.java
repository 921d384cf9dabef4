// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.wire.BatchReader;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every answer about a batch waits for the sync of its record (docs/rules.md, C4). */
class DurableAnswersTest {
  private static final UUID CHANNEL = new UUID(1, 1);

  @TempDir
  private Path folder;

  private final FakeClock time = FakeClock.at(1_000_000);
  private final HeldCommits host = new HeldCommits();
  private RowStore store;
  private StoreShard shard;

  @BeforeEach
  void open() throws Exception {
    StoreConfig config = new StoreConfig(folder.toString(), List.of(TestStores.HOUR), false, 0);
    store = new Stores(
            1,
            config,
            TestBatches.LAYOUT,
            time,
            time::nanos,
            5,
            new MemoryBudget("store", 64 << 20),
            4 << 20,
            null,
            host)
        .openNow();
    shard = store.shards().get(0);
    get(shard.open(CHANNEL));
  }

  @AfterEach
  void close() throws Exception {
    host.release();
    get(store.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private Future<CommitResult> commit() {
    TestBatches batch = TestBatches.batch(CHANNEL, 1).calls(TestBatches.CHECKOUT, 3, 7);
    return shard.commit(new BatchReader(batch.frame(), TestBatches.LAYOUT));
  }

  @Test
  void duplicateAndProbe_waitForTheSyncOfTheFirst() throws Exception {
    host.hold();
    Future<CommitResult> first = commit();
    Future<CommitResult> again = commit();
    Future<OptionalLong> probe = shard.lastSequence(CHANNEL);
    assertThat(List.of(first, again, probe)).noneMatch(Future::isComplete);
    host.release();
    assertThat(get(first).outcome()).isEqualTo(CommitResult.CommitOutcome.APPLIED);
    assertThat(get(again)).isEqualTo(CommitResult.duplicate(1));
    assertThat(get(probe)).hasValue(1);
  }
}
