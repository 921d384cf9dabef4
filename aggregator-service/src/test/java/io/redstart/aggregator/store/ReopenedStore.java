// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.config.StoreConfig;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.wire.BatchReader;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A store on disk that is opened again and again, and a sender that counts into it. */
final class ReopenedStore {
  private final Path folder;
  final FakeClock time;
  CellLayout layout = TestBatches.LAYOUT;
  int shards = 1;
  StoreConfig.Tier[] retention = {TestStores.HOUR};
  private final Map<UUID, Long> sequences = new HashMap<>();
  RowStore store;

  ReopenedStore(Path folder, FakeClock time) {
    this.folder = folder;
    this.time = time;
  }

  /** Opens the store with the present settings. */
  ReopenedStore open() {
    store = TestStores.onDisk(folder, time, layout, shards, retention);
    return this;
  }

  /** Ends as a killed process does. */
  void abandon() throws Exception {
    store.abandon();
  }

  void close() throws Exception {
    await(store.close());
  }

  /** Returns the shard of a label set. */
  static int shardOf(Labels labels, int shards) {
    byte[] bytes = LabelSets.encode(labels);
    return LabelSets.slot(LabelSets.hash(bytes, 0, bytes.length)) % shards;
  }

  /** Returns the channel to a shard; another one for each number of shards. */
  UUID channel(int shard) {
    return new UUID(shards, shard);
  }

  void count(Labels labels, int calls) throws Exception {
    count(labels, calls, 7);
  }

  void count(Labels labels, int calls, long nanos) throws Exception {
    int index = shardOf(labels, shards);
    StoreShard shard = store.shards().get(index);
    UUID channel = channel(index);
    if (!sequences.containsKey(channel)) {
      await(shard.open(channel));
    }
    long sequence = sequences.merge(channel, 1L, Long::sum);
    TestBatches batch = TestBatches.batch(channel, sequence, layout).calls(labels, calls, nanos);
    CommitResult result = await(shard.commit(new BatchReader(batch.frame(), layout)));
    assertThat(result.outcome()).isEqualTo(CommitResult.CommitOutcome.APPLIED);
  }

  /** Seals everything that was counted. */
  void seal() {
    // Stamps run ahead of the clock by one window for each opening.
    time.advance(60_000);
    store.tidy();
  }

  /** Returns the rows of each label set, all sealed windows of 5 s. */
  Map<Labels, TestRows> rows() {
    return rows(0, List.of(new SelectRequest.Tier(5_000, store.sealedMillis())));
  }

  Map<Labels, TestRows> rows(long fromMillis, List<SelectRequest.Tier> tiers) {
    SelectRequest request = new SelectRequest(
        SelectRequest.Share.all(new StoreId(0, 1)),
        Set.of(Metric.SPANS),
        List.of(),
        fromMillis,
        tiers,
        SelectRequest.Parts.CELLS,
        0,
        1 << 20);
    Map<Labels, TestRows> found = new HashMap<>();
    for (StoreShard shard : store.shards()) {
      for (TestRows rows :
          TestRows.all(request, page -> shard.view().page(page, new Cancellation()))) {
        assertThat(found.put(rows.labels, rows)).as("twice: %s", rows.labels).isNull();
      }
    }
    return found;
  }

  /** Returns all calls of each label set. */
  Map<Labels, Long> calls() {
    Map<Labels, Long> calls = new HashMap<>();
    rows().forEach((labels, rows) -> calls.put(labels, TestRows.calls(rows.total())));
    return calls;
  }

  /** Returns calls, sum and cells of a label set. */
  Increment total(Labels labels) {
    return rows().get(labels).total();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
