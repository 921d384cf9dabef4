// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.aggregator.select.RowSelection;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.LabelSets;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shard of a {@link MemoryStore}. Every future that it returns is already complete. */
final class MemoryShard implements StoreShard {
  private static final Logger log = LoggerFactory.getLogger(MemoryShard.class);

  /**
   * The shortest time between two warnings about label sets whose counts have reached the maximum.
   */
  private static final long SATURATION_LOG_MILLIS = TimeUnit.MINUTES.toMillis(1);
  /** The approximate size of a new label set without its labels. */
  private static final int LABEL_SET_BYTES = 400;
  /** The approximate size of another row, including a share of a new block. */
  private static final int ROW_BYTES = 100;

  private final LabelSetTable table;
  private final RowSelection selection;
  private final CellLayout layout;
  private final WindowClock clock;
  private final long retentionMillis;
  private final MemoryBudget memory;
  private final long sizeMaxBytes;
  private final Map<UUID, MemoryChannel> channels = new HashMap<>();
  private long numbersBytes;
  private long accountedBytes;
  private long fullBlock = Long.MIN_VALUE;
  private long evictedBlocks;
  private long convertedCells;
  private long skippedEntries;
  private long saturatedEntries;
  private long saturationLoggedMillis = -SATURATION_LOG_MILLIS;
  /** Written by the shard's event loop alone, read by any thread. */
  private volatile StoreStats stats = StoreStats.NONE;
  /** Written by the shard's event loop alone, read by any thread. */
  private volatile long evictedMillis;

  MemoryShard(
      LabelSetTable table,
      CellLayout layout,
      WindowClock clock,
      long retentionMillis,
      MemoryBudget memory,
      long sizeMaxBytes) {
    this.table = table;
    this.selection = new RowSelection(layout);
    this.layout = layout;
    this.clock = clock;
    this.retentionMillis = retentionMillis;
    this.memory = memory;
    this.sizeMaxBytes = sizeMaxBytes;
  }

  @Override
  public Future<Long> open(UUID channel) {
    MemoryChannel opened = channels.computeIfAbsent(channel, id -> new MemoryChannel());
    return Future.succeededFuture(opened.lastSequence());
  }

  @Override
  public Future<OptionalLong> lastSequence(UUID channel) {
    MemoryChannel known = channels.get(channel);
    return Future.succeededFuture(
        known == null ? OptionalLong.empty() : OptionalLong.of(known.lastSequence()));
  }

  @Override
  public Future<Void> forget(UUID channel) {
    MemoryChannel forgotten = channels.remove(channel);
    numbersBytes -= forgotten == null ? 0 : forgotten.sizeBytes();
    return Future.succeededFuture();
  }

  @Override
  public Collection<UUID> channels() {
    return List.copyOf(channels.keySet());
  }

  @Override
  public Future<CommitResult> commit(BatchReader batch) {
    MemoryChannel channel = channels.get(batch.channel());
    if (channel == null) {
      return Future.succeededFuture(CommitResult.unknownChannel());
    }
    long last = channel.lastSequence();
    if (batch.sequence() <= last) {
      return Future.succeededFuture(CommitResult.duplicate(last));
    }
    long stampMillis = clock.lease();
    try {
      return commit(batch, channel, stampMillis);
    } finally {
      clock.release(stampMillis);
    }
  }

  private Future<CommitResult> commit(BatchReader batch, MemoryChannel channel, long stampMillis) {
    if (!hasRoom(table.grid().blockOf(stampMillis), growthMaxBytes(batch))) {
      memory.refused();
      return Future.failedFuture(new CommitRefusedException("store is full: "
          + table.size() + " label sets take " + sizeBytes() + " of " + sizeMaxBytes
          + " bytes in this shard, see memory.store"));
    }
    if (batch.known() > channel.known()) {
      return Future.succeededFuture(CommitResult.unknownNumbers(channel.lastSequence()));
    }
    apply(batch, channel, stampMillis);
    channel.applied(batch.sequence());
    publishStats();
    return Future.succeededFuture(CommitResult.applied(batch.sequence(), stampMillis));
  }

  private void apply(BatchReader batch, MemoryChannel channel, long stampMillis) {
    BatchValues values = new BatchValues(batch, layout);
    numbersBytes -= channel.sizeBytes();
    channel.forgetFrom(batch.known());
    while (batch.next()) {
      LabelSetRecord labelSet = labelSet(batch, channel, stampMillis);
      if (labelSet != null) {
        table.count(labelSet, stampMillis, values);
        if (labelSet.isFull()) {
          saturated(labelSet, stampMillis);
        }
      } else {
        skippedEntries++;
      }
    }
    numbersBytes += channel.sizeBytes();
    convertedCells += values.convertedCells();
  }

  private void saturated(LabelSetRecord labelSet, long stampMillis) {
    saturatedEntries++;
    if (stampMillis >= saturationLoggedMillis + SATURATION_LOG_MILLIS) {
      saturationLoggedMillis = stampMillis;
      byte[] labels = labelSet.labels();
      log.warn(
          "{} has reached the maximum of {} calls, further ones are not counted: check the sampling"
              + " thresholds (tracestate ot=th) of its spans",
          LabelSets.decode(labels, 0, labels.length),
          Weight.MAX / Weight.ONE);
    }
  }

  /** Returns the label set of an entry, null if this version does not know its metric. */
  private @Nullable LabelSetRecord labelSet(
      BatchReader batch, MemoryChannel channel, long stampMillis) {
    if (batch.isNumbered()) {
      return channel.labelSet(batch.number());
    }
    LabelSetRecord labelSet = null;
    Metric metric = batch.metric();
    if (metric != null) {
      labelSet = table.findOrAdd(
          metric, batch.array(), batch.labelsOffset(), batch.labelsLength(), stampMillis);
    }
    channel.number(labelSet);
    return labelSet;
  }

  private long sizeBytes() {
    return table.sizeBytes() + selection.indexBytes() + numbersBytes;
  }

  /**
   * Returns the approximate memory that a batch needs if every label set that it spells out is new.
   */
  private static long growthMaxBytes(BatchReader batch) {
    return (long) batch.spelledOut() * LABEL_SET_BYTES
        + (long) (batch.entries() - batch.spelledOut()) * ROW_BYTES
        + batch.array().length;
  }

  /**
   * Returns whether {@code moreBytes} fit into memory. Forgets the oldest blocks if necessary, but
   * never the current one. Once only the current block is left, it stops looking for older ones
   * until the next block begins.
   */
  private boolean hasRoom(long block, long moreBytes) {
    while (sizeBytes() + moreBytes > sizeMaxBytes) {
      long oldest = block == fullBlock ? block : table.oldestBlock();
      if (oldest >= block) {
        fullBlock = block;
        return false;
      }
      evict(oldest);
    }
    return true;
  }

  private void evict(long block) {
    long beforeBytes = sizeBytes();
    forgetThrough(block);
    evictedBlocks++;
    evictedMillis = table.grid().lastStampMillis(block);
    memory.refused();
    log.warn(
        "forgot windows through {} early: label sets and rows took {} of {} bytes, now {}",
        table.grid().lastStampMillis(block),
        beforeBytes,
        sizeMaxBytes,
        sizeBytes());
  }

  /**
   * Forgets blocks, and all numbers if label sets are forgotten with them: numbers must not keep
   * forgotten label sets alive, and assigning them again costs little.
   */
  private void forgetThrough(long block) {
    int before = table.size();
    table.forgetThrough(block);
    if (table.size() < before) {
      channels.values().forEach(MemoryChannel::forgetNumbers);
      numbersBytes = 0;
    }
  }

  @Override
  public ShardView view() {
    LabelSetView view = table.view();
    long sealedMillis = clock.sealedMillis();
    return (request, cancellation) -> selection.page(request, view, sealedMillis, cancellation);
  }

  @Override
  public void sweep() {
    long oldestKept = table.grid().blockOf(clock.sealedMillis() - retentionMillis);
    if (!table.isForgotten(table.grid().lastStampMillis(oldestKept - 1))) {
      forgetThrough(oldestKept - 1);
      publishStats();
    }
  }

  private void publishStats() {
    memory.take(sizeBytes() - accountedBytes);
    accountedBytes = sizeBytes();
    stats = new StoreStats(
        table.size(), sizeBytes(), evictedBlocks, convertedCells, skippedEntries, saturatedEntries);
  }

  StoreStats stats() {
    return stats;
  }

  long evictedMillis() {
    return evictedMillis;
  }
}
