// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.aggregator.store.Stores;
import io.redstart.config.StoreConfig;
import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.wire.BatchReader;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRequest;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A store of one shard with windows of 5 s for an hour and of a minute for 30 hours. */
final class TestStore implements AutoCloseable {
  private static final UUID CHANNEL = new UUID(0, 1);

  private final Stores stores;
  private final FakeClock clock;
  private final RowStore store;
  private final StoreShard shard;
  private long sequence;

  private TestStore(Stores stores, FakeClock clock) throws Exception {
    this.stores = stores;
    this.clock = clock;
    this.store = stores.openNow();
    this.shard = store.shards().get(0);
    this.sequence = await(shard.open(CHANNEL));
  }

  static Stores stores(Path folder, FakeClock clock) {
    StoreConfig config = new StoreConfig(
        folder.toString(),
        List.of(
            new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(1)),
            new StoreConfig.Tier(Duration.ofMinutes(1), Duration.ofHours(30))),
        false,
        0);
    return new Stores(
        1,
        config,
        TestBatches.LAYOUT,
        clock,
        clock::nanos,
        5,
        new MemoryBudget("store", 64 << 20),
        4 << 20,
        null);
  }

  static TestStore open(Path folder, FakeClock clock) throws Exception {
    return new TestStore(stores(folder, clock), clock);
  }

  static Labels operation(int number) {
    return Labels.of("service_name", "shop", "span_name", "GET /user/" + number);
  }

  StoreFiles files() {
    return new StoreFiles(Path.of(stores.config().path()));
  }

  RowStore store() {
    return store;
  }

  /** Counts calls, and waits until they are acknowledged. */
  void count(Labels labels, int calls) throws Exception {
    TestBatches batch = TestBatches.batch(CHANNEL, ++sequence).calls(labels, calls, 3_000_000);
    await(shard.commit(new BatchReader(batch.frame(), TestBatches.LAYOUT)));
  }

  /** Lets time pass, with a call of each of some operations and upkeep every 20 s. */
  void live(long millis, int operations) throws Exception {
    for (long passed = 0; passed < millis; passed += 20_000) {
      for (int i = 0; i < operations; i++) {
        count(operation(i), 1);
      }
      clock.advance(20_000);
      store.tidy();
    }
  }

  /** Copies the store as it is now: what a process that is killed now leaves behind. */
  StoreFiles copyAsKilled(Path target) throws Exception {
    backUp(target, () -> store.tidy());
    return new StoreFiles(target);
  }

  /** Runs a backup on a thread of its own, and meanwhile a step of the process again and again. */
  void backUp(Path target, Step step) throws Exception {
    CompletableFuture<Long> command = CompletableFuture.supplyAsync(() -> {
      try {
        return new StoreBackup(files(), Progress.SILENT).to(target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    while (!command.isDone()) {
      step.run();
    }
    command.get(1, SECONDS);
  }

  /** What a process does while a backup is made; must include upkeep. */
  interface Step {
    void run() throws Exception;
  }

  /** Returns all calls that were ever counted, by label set. */
  Map<Labels, Long> totals() throws Exception {
    clock.advance(10_000);
    store.tidy();
    long through = store.sealedMillis();
    SelectRequest request = TestRows.request(
        Set.of(Metric.SPANS),
        List.of(),
        through - 60_000,
        through,
        SelectRequest.Parts.CALLS,
        0,
        1 << 20);
    Map<Labels, Long> totals = new TreeMap<>();
    for (TestRows rows : TestRows.all(request, this::page)) {
      totals.put(rows.labels, TestRows.calls(rows.total()));
    }
    return totals;
  }

  private Frame page(SelectRequest request) {
    return shard.view().page(request, new Cancellation());
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }

  @Override
  public void close() {
    store
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, SECONDS)
        .join();
  }
}
