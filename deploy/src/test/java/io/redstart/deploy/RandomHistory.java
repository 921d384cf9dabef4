// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.aggregator.store.Stores;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.LabelSets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fills a store with random counts by a clock that runs ahead: label sets count nothing in many
 * windows.
 */
final class RandomHistory {
  static final long WINDOW_MILLIS = 5_000;
  private static final int LABEL_SETS = 24;

  /**
   * Whether label sets are born later, too. The 0 before a birth is seen only by selections that
   * reach the window of the birth, so that subqueries that end just before it differ.
   */
  private static final boolean HAS_BIRTHS = Boolean.getBoolean("promql.peer.births");

  private static final long CACHE_BYTES = 16 << 20;

  private final SplittableRandom random;
  private final CellLayout layout;
  private final UUID channel = new UUID(1, 1);
  private final BatchWriter writer = new BatchWriter();
  private final Increment increment = new Increment();
  private final int[] idByLabelSet = new int[LABEL_SETS];
  private int known;
  private long sequence;

  private RandomHistory(SplittableRandom random, CellLayout layout) {
    this.random = random;
    this.layout = layout;
    Arrays.fill(idByLabelSet, -1);
  }

  /** Fills an empty store from one time to another. */
  static void fill(
      StoreConfig config, CellLayout layout, Instant from, Instant to, SplittableRandom random)
      throws Exception {
    AtomicLong millis = new AtomicLong(from.toEpochMilli());
    InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    RowStore store = new Stores(
            1,
            config,
            layout,
            clock,
            () -> TimeUnit.MILLISECONDS.toNanos(millis.get()),
            0,
            new MemoryBudget("store", 256 << 20),
            CACHE_BYTES,
            null)
        .openNow();
    StoreShard shard = store.shards().get(0);
    RandomHistory history = new RandomHistory(random, layout);
    shard.open(history.channel).toCompletionStage().toCompletableFuture().join();
    while (millis.get() < to.toEpochMilli()) {
      double share = (double) (millis.get() - from.toEpochMilli())
          / Duration.between(from, to).toMillis();
      history.countWindow(shard, share);
      millis.addAndGet(WINDOW_MILLIS);
      store.tidy();
    }
    store.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static Labels labels(int labelSet) {
    String service = "service-" + labelSet / 8;
    return Labels.of(
        "job",
        service,
        "service_name",
        service,
        "span_kind",
        labelSet % 2 == 0 ? "SPAN_KIND_SERVER" : "SPAN_KIND_CLIENT",
        "span_name",
        "GET /" + labelSet / 2 % 4,
        "status_code",
        labelSet % 8 > 5 ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET");
  }

  /** Commits the counts of a window; two thirds or all of the label sets exist from the start. */
  private void countWindow(StoreShard shard, double share) {
    writer.begin(channel, ++sequence, known, layout);
    for (int labelSet = 0; labelSet < LABEL_SETS; labelSet++) {
      boolean isBorn =
          !HAS_BIRTHS || labelSet % 3 > 0 || share > (labelSet + 1.0) / (LABEL_SETS + 2);
      boolean isFirst = idByLabelSet[labelSet] < 0;
      if (!isBorn || (!isFirst && random.nextInt(4) == 0)) {
        continue;
      }
      record(labelSet);
      if (idByLabelSet[labelSet] >= 0) {
        writer.add(Metric.SPANS, idByLabelSet[labelSet], increment, null);
      } else {
        byte[] bytes = LabelSets.encode(labels(labelSet));
        writer.add(Metric.SPANS, LabelSets.hash(bytes, 0, bytes.length), bytes, increment);
        idByLabelSet[labelSet] = known++;
      }
    }
    BatchReader batch = new BatchReader(writer.toFrame(), layout);
    batch.check();
    shard.commit(batch).toCompletionStage().toCompletableFuture().join();
  }

  private void record(int labelSet) {
    increment.clear();
    for (int i = random.nextInt(1, 12); i > 0; i--) {
      long nanos = (long) (1e6 * (1 + labelSet) * Math.exp(1.5 * random.nextGaussian()));
      increment.record(layout.cellOf(nanos), Weight.ONE, Weight.times(nanos, Weight.ONE));
    }
  }
}
