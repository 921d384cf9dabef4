// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.select.Selection;
import io.redstart.aggregator.series.SeriesTable;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.model.CellLayout;
import io.redstart.model.Metric;
import io.redstart.wire.BatchReader;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectRequest;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shard of a {@link MemoryStore}: every call is done when it returns. */
final class MemoryShard implements StoreShard {
  private static final Logger log = LoggerFactory.getLogger(MemoryShard.class);

  private final SeriesTable table;
  private final CellLayout layout;
  private final WindowClock clock;
  private final long retentionMillis;
  private final long sizeMaxBytes;
  private final Map<UUID, Long> channels = new HashMap<>();
  private long fullBlock = Long.MIN_VALUE;
  private long evictedBlocks;
  private long convertedCells;
  private long skippedEntries;
  /** Written by the shard's event loop alone, read by any thread. */
  private volatile StoreStats stats = StoreStats.NONE;

  MemoryShard(
      SeriesTable table,
      CellLayout layout,
      WindowClock clock,
      long retentionMillis,
      long sizeMaxBytes) {
    this.table = table;
    this.layout = layout;
    this.clock = clock;
    this.retentionMillis = retentionMillis;
    this.sizeMaxBytes = sizeMaxBytes;
  }

  @Override
  public Future<Long> open(UUID channel) {
    channels.putIfAbsent(channel, 0L);
    return Future.succeededFuture(channels.get(channel));
  }

  @Override
  public Future<OptionalLong> lastSequence(UUID channel) {
    Long last = channels.get(channel);
    return Future.succeededFuture(last == null ? OptionalLong.empty() : OptionalLong.of(last));
  }

  @Override
  public Future<Void> forget(UUID channel) {
    channels.remove(channel);
    return Future.succeededFuture();
  }

  @Override
  public Collection<UUID> channels() {
    return List.copyOf(channels.keySet());
  }

  @Override
  public Future<CommitResult> commit(BatchReader batch) {
    Long last = channels.get(batch.channel());
    if (last == null) {
      return Future.succeededFuture(CommitResult.unknownChannel());
    }
    if (batch.sequence() <= last) {
      return Future.succeededFuture(CommitResult.duplicate(last));
    }
    long stampMillis = clock.stamp();
    if (!hasRoom(table.grid().blockOf(stampMillis))) {
      return Future.failedFuture(new CommitRefusedException("store is full: "
          + table.size() + " label sets take " + table.sizeBytes() + " of " + sizeMaxBytes
          + " bytes in this shard"));
    }
    apply(batch, stampMillis);
    channels.put(batch.channel(), batch.sequence());
    publishStats();
    return Future.succeededFuture(CommitResult.applied(batch.sequence(), stampMillis));
  }

  private void apply(BatchReader batch, long stampMillis) {
    BatchValues values = new BatchValues(batch, layout);
    while (batch.next()) {
      Metric metric = batch.metric();
      if (metric != null) {
        table.count(
            metric,
            batch.hash(),
            batch.array(),
            batch.labelsOffset(),
            batch.labelsLength(),
            stampMillis,
            values);
      } else {
        skippedEntries++;
      }
    }
    convertedCells += values.convertedCells();
  }

  /**
   * Returns whether memory is left, if need be after forgetting the oldest blocks, but never the one
   * that is counted into. Once that is all there is, nobody looks again until the next one begins.
   */
  private boolean hasRoom(long block) {
    while (table.sizeBytes() > sizeMaxBytes) {
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
    long beforeBytes = table.sizeBytes();
    table.forgetThrough(block);
    evictedBlocks++;
    log.warn(
        "windows through {} are forgotten early: label sets and rows took {} of {} bytes, now {}",
        table.grid().lastStampMillis(block),
        beforeBytes,
        sizeMaxBytes,
        table.sizeBytes());
  }

  @Override
  public Future<Frame> select(SelectRequest request) {
    try {
      return Future.succeededFuture(Selection.page(request, table, layout, clock.sealedMillis()));
    } catch (SelectRefusedException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public void sweep() {
    long oldestKept = table.grid().blockOf(clock.sealedMillis() - retentionMillis);
    if (!table.isForgotten(table.grid().lastStampMillis(oldestKept - 1))) {
      table.forgetThrough(oldestKept - 1);
      publishStats();
    }
  }

  private void publishStats() {
    stats = new StoreStats(
        table.size(), table.sizeBytes(), evictedBlocks, convertedCells, skippedEntries);
  }

  StoreStats stats() {
    return stats;
  }
}
