// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.LabelSets;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.LongConsumer;

/** Counts a history into a store whose clock it advances. */
final class HistoryFill {
  private static final int BATCH_ENTRIES = 2_000;
  private static final int UNKNOWN = -1;

  private final RowStore store;
  private final StoreShard shard;
  private final RunningClock clock;
  private final CellLayout layout;
  private final History history;
  private final History.Spans[] spans;
  /** By label set: its number on the channel. */
  private final int[] numbers;

  private final UUID channel = new UUID(1, 1);
  private final BatchWriter writer = new BatchWriter();
  private final Increment increment = new Increment();
  private final LongConsumer record = this::record;
  private long sequence;
  private int known;

  HistoryFill(RowStore store, RunningClock clock, CellLayout layout, History history) {
    this.store = store;
    this.shard = store.shards().get(0);
    this.clock = clock;
    this.layout = layout;
    this.history = history;
    this.spans = new History.Spans[history.labelSets()];
    this.numbers = new int[spans.length];
    Arrays.setAll(spans, history::spans);
    Arrays.fill(numbers, UNKNOWN);
  }

  void run() {
    shard.open(channel).toCompletionStage().toCompletableFuture().join();
    for (int window = 0; window < history.windows(); window++) {
      countAll();
      clock.advance(History.WINDOW_MILLIS);
      store.tidy();
    }
  }

  private void countAll() {
    for (int first = 0; first < spans.length; first += BATCH_ENTRIES) {
      writer.begin(channel, ++sequence, known, layout);
      for (int i = first; i < Math.min(spans.length, first + BATCH_ENTRIES); i++) {
        increment.clear();
        spans[i].nextWindow(record);
        if (increment.calls() > 0) {
          add(i);
        }
      }
      BatchReader batch = new BatchReader(writer.toFrame(), layout);
      batch.check();
      shard.commit(batch).toCompletionStage().toCompletableFuture().join();
    }
  }

  private void record(long nanos) {
    increment.record(layout.cellOf(nanos), Weight.ONE, Weight.times(nanos, Weight.ONE));
  }

  private void add(int labelSet) {
    if (numbers[labelSet] != UNKNOWN) {
      writer.add(Metric.SPANS, numbers[labelSet], increment, null);
      return;
    }
    byte[] bytes = LabelSets.encode(history.labels(labelSet));
    writer.add(Metric.SPANS, LabelSets.hash(bytes, 0, bytes.length), bytes, increment);
    numbers[labelSet] = known++;
  }
}
