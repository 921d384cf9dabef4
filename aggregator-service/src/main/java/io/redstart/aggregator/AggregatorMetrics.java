// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redstart.aggregator.reader.SelectMeters;
import io.redstart.aggregator.store.DiskStats;
import io.redstart.aggregator.store.FeedStats;
import io.redstart.aggregator.store.RecordFeed;
import io.redstart.aggregator.store.Store;
import io.redstart.aggregator.store.StoreStats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** Metrics of an aggregator's own work. Thread-safe. */
final class AggregatorMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<ChannelRefusal, Counter> refusals = new EnumMap<>(ChannelRefusal.class);
  final Counter batches;
  final Counter entries;
  final Counter duplicates;
  final Counter unknownChannels;
  final Counter unknownNumbers;
  final Timer commits;
  /** Meters of pages of rows, of this store and of replicas. */
  final SelectMeters selections;

  AggregatorMetrics(
      MeterRegistry registry, Store store, Grants grants, LongSupplier monotonicNanos) {
    this.registry = registry;
    batches = counter("batches", "Batches that were applied");
    entries = counter("entries", "Entries of the batches that were applied");
    duplicates = counter("duplicates", "Duplicate batches, already applied");
    unknownChannels = counter("channels.unknown", "Requests on unknown channels");
    unknownNumbers =
        counter("numbers.unknown", "Batches that refer to label sets by unknown numbers");
    for (ChannelRefusal reason : ChannelRefusal.values()) {
      refusals.put(
          reason,
          keep(Counter.builder("redstart.aggregator.refusals")
              .description("Refused requests on channels, nothing applied")
              .tag("reason", reason.tag())
              .register(registry)));
    }
    commits = keep(Timer.builder("redstart.aggregator.commits")
        .description("Time to commit a checked batch")
        .register(registry));
    selections = new SelectMeters(registry, monotonicNanos);
    keep(Gauge.builder("redstart.aggregator.channels", grants, Grants::channels)
        .description("Channels that share the memory for batches, without silent ones")
        .register(registry));
    keep(Gauge.builder("redstart.aggregator.granted.bytes", grants, Grants::promisedBytes)
        .description("Bytes of batches granted, which can arrive at any time")
        .register(registry));
    storeGauge(store, "label.sets", "Label sets held", StoreStats::labelSets);
    storeGauge(
        store,
        "size.bytes",
        "Memory used by label sets, rows and the label index",
        StoreStats::sizeBytes);
    storeCounter(
        store,
        "evicted.blocks",
        "Blocks forgotten early because memory ran short",
        StoreStats::evictedBlocks);
    storeCounter(
        store,
        "converted.cells",
        "Counts received in a different bucket layout",
        StoreStats::convertedCells);
    storeCounter(
        store,
        "skipped.entries",
        "Entries of a metric unknown to this version",
        StoreStats::skippedEntries);
    storeCounter(
        store,
        "saturated.entries",
        "Entries of label sets whose counts have reached the maximum",
        StoreStats::saturatedEntries);
    if (!store.isVolatile()) {
      disk(store);
    }
  }

  private void disk(Store store) {
    diskGauge(store, "journal.bytes", "Size of the journal", DiskStats::journalBytes);
    diskGauge(store, "disk.bytes", "Size of chunks, label sets and totals", DiskStats::rowsBytes);
    diskGauge(store, "disk.free.bytes", "Free bytes of the store's disk", DiskStats::freeBytes);
    diskGauge(
        store,
        "sync.slowest.seconds",
        "Slowest write and sync of the journal in the last minute",
        stats -> stats.slowestSyncNanos() / NANOS_PER_SECOND);
    diskCounter(store, "syncs", "Writes and syncs of the journal", DiskStats::syncs);
    diskCounter(
        store,
        "sync.seconds",
        "Time of all writes and syncs of the journal",
        stats -> stats.syncNanos() / NANOS_PER_SECOND);
    diskCounter(store, "chunks", "Times that chunks were written", DiskStats::chunks);
    diskCounter(
        store,
        "chunk.seconds",
        "Time of writing all chunks",
        stats -> stats.chunkNanos() / NANOS_PER_SECOND);
  }

  /** Adds the meters of what feeds a follower. */
  void feed(RecordFeed feed, int wantedCopies) {
    keep(Gauge.builder(
            "redstart.store.copies.missing",
            feed,
            own -> wantedCopies - (own.stats().isInStep() ? 2 : 1) > 0 ? 1 : 0)
        .description(
            "Copies of each new commit that aggregator.replicas wants and that are not made")
        .register(registry));
    keep(Gauge.builder(
            "redstart.store.follower.behind.commits", feed, own -> own.stats().behindCommits())
        .description("Commits that the follower lacks")
        .register(registry));
    feedCounter(
        feed,
        "losses",
        "Times that the store went on alone because its follower did not answer",
        FeedStats::timesAlone);
    feedCounter(
        feed,
        "waits",
        "Commits that waited for the follower after their own sync",
        FeedStats::waits);
    feedCounter(
        feed,
        "wait.seconds",
        "Time that commits waited for the follower after their own sync",
        stats -> stats.waitNanos() / NANOS_PER_SECOND);
    keep(Gauge.builder(
            "redstart.store.follower.wait.slowest.seconds",
            feed,
            own -> own.stats().slowestWaitNanos() / NANOS_PER_SECOND)
        .description("Longest wait of a commit for the follower in the last minute")
        .register(registry));
  }

  private void feedCounter(
      RecordFeed feed, String name, String description, ToDoubleFunction<FeedStats> value) {
    keep(FunctionCounter.builder(
            "redstart.store.follower." + name, feed, own -> value.applyAsDouble(own.stats()))
        .description(description)
        .register(registry));
  }

  private void diskGauge(
      Store store, String name, String description, ToDoubleFunction<DiskStats> value) {
    keep(Gauge.builder("redstart.store." + name, store, s -> value.applyAsDouble(s.diskStats()))
        .description(description)
        .register(registry));
  }

  private void diskCounter(
      Store store, String name, String description, ToDoubleFunction<DiskStats> value) {
    keep(FunctionCounter.builder(
            "redstart.store." + name, store, s -> value.applyAsDouble(s.diskStats()))
        .description(description)
        .register(registry));
  }

  private Counter counter(String name, String description) {
    return keep(
        Counter.builder("redstart.aggregator." + name).description(description).register(registry));
  }

  private void storeGauge(
      Store store, String name, String description, ToDoubleFunction<StoreStats> value) {
    keep(Gauge.builder("redstart.store." + name, store, s -> value.applyAsDouble(s.stats()))
        .description(description)
        .register(registry));
  }

  private void storeCounter(
      Store store, String name, String description, ToDoubleFunction<StoreStats> value) {
    keep(FunctionCounter.builder(
            "redstart.store." + name, store, s -> value.applyAsDouble(s.stats()))
        .description(description)
        .register(registry));
  }

  private <M extends Meter> M keep(M meter) {
    meters.add(meter);
    return meter;
  }

  void refused(ChannelRefusal reason) {
    Counter counter = refusals.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Removes all meters from the registry. */
  void close() {
    meters.forEach(registry::remove);
    selections.close();
  }
}
