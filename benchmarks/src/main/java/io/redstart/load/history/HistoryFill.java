// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.LabelSets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;

/** Counts the same number of spans of every label set into every window. */
final class HistoryFill {
  private static final long WINDOW_MILLIS = 5_000;
  private static final int BATCH_ENTRIES = 2_000;
  /** Medians from 1 ms to 1 s, by label set. */
  private static final double LEAST_MEDIAN_NANOS = 1e6;

  private static final int DECADES = 3;
  private static final int OPERATIONS = 100;

  private final RowStore store;
  private final StoreShard shard;
  private final RunningClock clock;
  private final CellLayout layout;
  private final int labelSets;
  private final int spans;
  private final double sigma;
  private final SplittableRandom random;
  private final UUID channel = new UUID(1, 1);
  private final BatchWriter writer = new BatchWriter();
  private final Increment increment = new Increment();
  private long sequence;
  private int known;

  HistoryFill(
      RowStore store,
      RunningClock clock,
      CellLayout layout,
      int labelSets,
      int spans,
      double sigma,
      long seed) {
    this.store = store;
    this.shard = store.shards().get(0);
    this.clock = clock;
    this.layout = layout;
    this.labelSets = labelSets;
    this.spans = spans;
    this.sigma = sigma;
    this.random = new SplittableRandom(seed);
  }

  static Labels labels(int labelSet) {
    return Labels.of(
        "job", "service-" + labelSet / OPERATIONS,
        "service_name", "service-" + labelSet / OPERATIONS,
        "span_kind", "SPAN_KIND_SERVER",
        "span_name", "GET /operation/" + labelSet % OPERATIONS,
        "status_code", "STATUS_CODE_UNSET");
  }

  void run(Duration total) {
    shard.open(channel).toCompletionStage().toCompletableFuture().join();
    for (long done = 0; done < total.toMillis(); done += WINDOW_MILLIS) {
      countAll();
      clock.advance(WINDOW_MILLIS);
      store.tidy();
    }
  }

  private void countAll() {
    for (int first = 0; first < labelSets; first += BATCH_ENTRIES) {
      writer.begin(channel, ++sequence, known, layout);
      int end = Math.min(labelSets, first + BATCH_ENTRIES);
      for (int labelSet = first; labelSet < end; labelSet++) {
        record(labelSet);
        if (labelSet < known) {
          writer.add(Metric.SPANS, labelSet, increment, null);
        } else {
          byte[] bytes = LabelSets.encode(labels(labelSet));
          writer.add(Metric.SPANS, LabelSets.hash(bytes, 0, bytes.length), bytes, increment);
        }
      }
      BatchReader batch = new BatchReader(writer.toFrame(), layout);
      batch.check();
      shard.commit(batch).toCompletionStage().toCompletableFuture().join();
      known = Math.max(known, end);
    }
  }

  private void record(int labelSet) {
    double median =
        LEAST_MEDIAN_NANOS * Math.pow(10, DECADES * (labelSet % OPERATIONS) / (double) OPERATIONS);
    increment.clear();
    for (int i = 0; i < spans; i++) {
      long nanos = (long) (median * Math.exp(sigma * random.nextGaussian()));
      increment.record(layout.cellOf(nanos), Weight.ONE, Weight.times(nanos, Weight.ONE));
    }
  }
}
