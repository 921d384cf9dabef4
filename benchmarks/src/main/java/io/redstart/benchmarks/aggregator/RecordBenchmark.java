// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks.aggregator;

import io.redstart.aggregator.store.Store;
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
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.redstart.wire.WireWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures how fast a shard processes a batch, without the reply: it checks the batch, looks up the
 * label sets and adds to the window. A batch has 1,000 entries, each of 12 spans in up to 12 cells.
 * The figures are per entry.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class RecordBenchmark {
  private static final int ENTRIES = 1_000;
  private static final int SPANS_PER_ENTRY = 12;
  /** The offset of a batch's sequence, after kind and channel; see {@link BatchWriter}. */
  private static final int SEQUENCE_OFFSET = 17;

  /** Large enough that all following sequences have the same length in bytes. */
  private static final long FIRST_SEQUENCE = 1L << 40;

  private static final CellLayout LAYOUT = CellLayout.of(2_000_000, 10_000_000, 100_000_000);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Param({"1000", "100000"})
  private int labelSets;

  /** Whether entries refer to their label sets by number or spell them out. */
  @Param({"true", "false"})
  private boolean numbered;

  private final SplittableRandom random = new SplittableRandom(1);
  private final UUID channel = new UUID(1, 2);
  private final List<byte[]> bodies = new ArrayList<>();
  private final StoreShard shard = store().shards().get(0);
  private long sequence = FIRST_SEQUENCE;

  private static Store store() {
    Duration window = Duration.ofSeconds(5);
    StoreConfig config = new StoreConfig(
        "unused", List.of(new StoreConfig.Tier(window, Duration.ofHours(6))), true, 0);
    MemoryBudget memory = new MemoryBudget("store", 1L << 30);
    return new Stores(1, config, LAYOUT, () -> NOW, () -> 0, 5, memory, 0, null).openNow();
  }

  /** Opens the channel and creates the batches. */
  @Setup
  public void makeBatches() {
    shard.open(channel);
    for (int first = 0; first < labelSets; first += ENTRIES) {
      BatchWriter writer = new BatchWriter();
      if (numbered) {
        apply(spellOut(first, writer.begin(channel, 1 + first / ENTRIES, first, LAYOUT)));
        writer.begin(channel, FIRST_SEQUENCE, labelSets, LAYOUT);
        for (int i = first; i < first + ENTRIES; i++) {
          writer.add(Metric.SPANS, i, increment(), null);
        }
      } else {
        spellOut(first, writer.begin(channel, FIRST_SEQUENCE, 0, LAYOUT));
      }
      bodies.add(writer.toFrame().bytes());
    }
  }

  private BatchWriter spellOut(int first, BatchWriter writer) {
    for (int i = first; i < first + ENTRIES; i++) {
      byte[] labels = LabelSets.encode(Labels.of(
          "job", "service-" + i % 20,
          "service_name", "service-" + i % 20,
          "span_kind", "SPAN_KIND_SERVER",
          "span_name", "GET /operation/" + i,
          "status_code", "STATUS_CODE_UNSET"));
      writer.add(Metric.SPANS, LabelSets.hash(labels, 0, labels.length), labels, increment());
    }
    return writer;
  }

  private void apply(BatchWriter writer) {
    shard.commit(new BatchReader(writer.toFrame(), LAYOUT));
  }

  private Increment increment() {
    Increment increment = new Increment();
    for (int i = 0; i < SPANS_PER_ENTRY; i++) {
      long nanos = (long) (5e6 * Math.exp(0.3 * random.nextDouble()));
      increment.record(LAYOUT.cellOf(nanos), Weight.ONE, nanos);
    }
    return increment;
  }

  /** Checks and commits a batch. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public Object commit() {
    byte[] body = bodies.get((int) (sequence % bodies.size()));
    writeSequence(++sequence, body);
    BatchReader batch = new BatchReader(new Frame(body), LAYOUT);
    batch.check();
    return shard.commit(batch);
  }

  /** Gives a prepared batch a new sequence, so that it is not a duplicate. */
  private static void writeSequence(long sequence, byte[] body) {
    byte[] varint = new WireWriter().writeVarint(sequence).toByteArray();
    System.arraycopy(varint, 0, body, SEQUENCE_OFFSET, varint.length);
  }
}
