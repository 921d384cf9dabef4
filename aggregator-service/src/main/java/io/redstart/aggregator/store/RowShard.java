// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.KnownBases;
import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.select.RowSelection;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard of a {@link RowStore}. It counts on its event loop; the {@link CommitLog} makes commits
 * durable elsewhere, and {@link Upkeep} writes chunks elsewhere, after which the shard forgets these
 * rows in slices.
 *
 * <p>A long file, because counting, committing and forgetting work on the same fields of one event
 * loop.
 */
final class RowShard implements StoreShard {
  private static final Logger log = LoggerFactory.getLogger(RowShard.class);

  /**
   * The shortest time between two warnings about label sets whose counts have reached the maximum.
   */
  private static final long SATURATION_LOG_MILLIS = TimeUnit.MINUTES.toMillis(1);
  /** The approximate size of a new label set without its labels. */
  private static final int LABEL_SET_BYTES = 400;
  /** The approximate size of another row. */
  private static final int ROW_BYTES = 100;
  /** How many label sets are visited before other work of the event loop gets its turn. */
  private static final int SLICE = 2_000;
  /** A larger array is released after a commit. */
  private static final int RETAINED_MAX_BYTES = 1 << 20;

  /** The share of a shard's memory that {@link #bases} may take while nothing else needs it. */
  private static final int BASES_DIVISOR = 4;

  private final int index;
  private final int shards;
  private final LabelSetTable table;
  private final RowSelection selection;
  private final KnownBases bases;
  private final CellLayout layout;
  private final WindowClock clock;
  private final SealedRows sealed;
  private final CommitLog commitLog;
  private final StoreMemory storeMemory;
  private final MemoryBudget memory;
  private final long sizeMaxBytes;
  private final Map<UUID, ShardChannel> channels = new HashMap<>();
  private final Queue<int[]> removedLabelSets = new ConcurrentLinkedQueue<>();
  private WireWriter item = new WireWriter();
  private long numbersBytes;
  private long accountedBytes;
  private long convertedCells;
  private long skippedEntries;
  private long saturatedEntries;
  private long saturationLoggedMillis = -SATURATION_LOG_MILLIS;
  private boolean sweeping;
  private long movedMillis;
  private long removedMillis = Long.MIN_VALUE;
  private long forgetLaterMillis;
  private Consumer<int[]> onForgotten = ids -> {};
  /** The shard's own; null only in tests. Written by the event loop, read by any thread. */
  private volatile @Nullable Context context;
  /** Written by the shard's event loop alone, read by any thread. */
  private volatile StoreStats stats = StoreStats.NONE;
  /** Written by the shard's event loop alone, read by any thread. */
  private volatile long rowsBytes;

  RowShard(
      int index,
      int shards,
      LabelSetTable table,
      CellLayout layout,
      WindowClock clock,
      SealedRows sealed,
      CommitLog commitLog,
      StoreMemory storeMemory,
      MemoryBudget memory) {
    this.index = index;
    this.shards = shards;
    this.table = table;
    this.selection = new RowSelection(layout);
    this.layout = layout;
    this.clock = clock;
    this.sealed = sealed;
    this.commitLog = commitLog;
    this.storeMemory = storeMemory;
    this.memory = memory;
    this.sizeMaxBytes = memory.maxBytes() / shards;
    this.bases = new KnownBases(sizeMaxBytes / BASES_DIVISOR);
    this.movedMillis = sealed.state().throughMillis();
    publishStats();
  }

  /** Adds a channel that was open when the store was closed. */
  void restore(UUID channel, long lastSequence) {
    ShardChannel restored = new ShardChannel();
    restored.restore(lastSequence);
    channels.put(channel, restored);
  }

  @Override
  public Future<Long> open(UUID channel) {
    noteContext();
    ShardChannel known = channels.get(channel);
    if (known == null) {
      known = new ShardChannel();
      channels.put(channel, known);
      known.durable(append(JournalItem.open(channel, index, shards)));
    }
    ShardChannel opened = known;
    return opened.durable().map(durable -> opened.lastSequence());
  }

  private void noteContext() {
    if (context == null) {
      context = Vertx.currentContext();
    }
  }

  private Future<Void> append(byte[] bytes) {
    return commitLog.append(bytes, () -> {});
  }

  @Override
  public Future<OptionalLong> lastSequence(UUID channel) {
    ShardChannel known = channels.get(channel);
    if (known == null) {
      return Future.succeededFuture(OptionalLong.empty());
    }
    long last = known.lastSequence();
    return known.durable().map(durable -> OptionalLong.of(last));
  }

  @Override
  public Future<Void> forget(UUID channel) {
    ShardChannel forgotten = channels.remove(channel);
    if (forgotten == null) {
      return Future.succeededFuture();
    }
    numbersBytes -= forgotten.sizeBytes();
    return append(JournalItem.forget(channel));
  }

  @Override
  public Collection<UUID> channels() {
    return List.copyOf(channels.keySet());
  }

  @Override
  public Future<CommitResult> commit(BatchReader batch) {
    ShardChannel channel = channels.get(batch.channel());
    if (channel == null) {
      return Future.succeededFuture(CommitResult.unknownChannel());
    }
    long last = channel.lastSequence();
    if (batch.sequence() <= last) {
      return channel.durable().map(durable -> CommitResult.duplicate(last));
    }
    if (!hasRoom(growthMaxBytes(batch))) {
      memory.refused();
      return Future.failedFuture(new CommitRefusedException("store is full: "
          + table.size() + " label sets take " + sizeBytes() + " of " + sizeMaxBytes
          + " bytes in this shard, see memory.store"));
    }
    if (batch.known() > channel.known()) {
      return Future.succeededFuture(CommitResult.unknownNumbers(last));
    }
    noteContext();
    long stampMillis = clock.lease();
    apply(batch, channel, stampMillis);
    Future<Void> durable =
        commitLog.appendBatch(index, item.toByteArray(), () -> clock.release(stampMillis));
    channel.applied(batch.sequence(), durable);
    publishStats();
    CommitResult applied = CommitResult.applied(batch.sequence(), stampMillis);
    return durable.map(applied);
  }

  private void apply(BatchReader batch, ShardChannel channel, long stampMillis) {
    EntryValue value = new EntryValue(batch.layout(), layout);
    boolean recorded = commitLog.isDurable();
    if (item.array().length > RETAINED_MAX_BYTES) {
      item = new WireWriter();
    }
    item.clear();
    if (recorded) {
      JournalItem.beginBatch(item, index, shards, batch, stampMillis);
    }
    numbersBytes -= channel.sizeBytes();
    channel.forgetFrom(batch.known());
    while (batch.next()) {
      int before = table.size();
      LabelSetRecord labelSet = labelSet(batch, channel, stampMillis);
      if (labelSet == null) {
        skippedEntries++;
        continue;
      }
      if (recorded) {
        boolean isNew = table.size() > before;
        record(labelSet, isNew, batch);
      }
      value.set(batch.array(), batch.valueOffset(), batch.valueLength());
      count(labelSet, stampMillis, value);
    }
    numbersBytes += channel.sizeBytes();
    convertedCells += value.convertedCells();
  }

  private void record(LabelSetRecord labelSet, boolean isNew, BatchReader batch) {
    if (isNew) {
      JournalItem.addNew(item, labelSet.id(), labelSet.metric(), labelSet.labels());
      item.writeBytes(batch.array(), batch.valueOffset(), batch.valueLength());
    } else {
      JournalItem.addEntry(
          item, labelSet.id(), batch.array(), batch.valueOffset(), batch.valueLength());
    }
  }

  /** Adds a value to a label set of this shard; also replays the journal. */
  void count(LabelSetRecord labelSet, long stampMillis, EntryValue value) {
    table.count(labelSet, stampMillis, value);
    if (labelSet.isFull()) {
      saturated(labelSet, stampMillis);
    }
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
      BatchReader batch, ShardChannel channel, long stampMillis) {
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
    return table.sizeBytes() + selection.indexBytes() + bases.sizeBytes() + numbersBytes;
  }

  /**
   * Returns the approximate memory that a batch needs if every label set that it spells out is new.
   */
  private static long growthMaxBytes(BatchReader batch) {
    return growthMaxBytes(
        batch.spelledOut(), batch.entries() - batch.spelledOut(), batch.array().length);
  }

  /** Returns the approximate memory that new label sets and further rows need. */
  static long growthMaxBytes(int labelSets, int rows, int bytes) {
    return (long) labelSets * LABEL_SET_BYTES + (long) rows * ROW_BYTES + bytes;
  }

  /** Returns whether {@code moreBytes} fit into memory; otherwise asks for room. */
  private boolean hasRoom(long moreBytes) {
    if (fits(moreBytes) || (bases.clear() && fits(moreBytes))) {
      return true;
    }
    storeMemory.needRoom();
    return false;
  }

  private boolean fits(long moreBytes) {
    // The replicas that this process keeps hold a part of the budget.
    return sizeBytes() + moreBytes <= sizeMaxBytes - storeMemory.sealedBytes() / shards
        && moreBytes <= memory.leftBytes();
  }

  @Override
  public ShardView view() {
    LabelSetView view = table.view();
    long sealedMillis = clock.sealedMillis();
    return new ShardView() {
      @Override
      public Frame page(SelectRequest request, Cancellation cancellation) {
        RowSelection.check(request, clock.windowMillis(), sealedMillis);
        try (StoredRows rows = new StoredRows(sealed, request, bases)) {
          bases.retain(view);
          return selection.page(request, view, rows, clock.windowMillis(), cancellation);
        }
      }

      @Override
      public Frame fold(FoldRequest request, Cancellation cancellation) {
        RowSelection.check(request.rows(), clock.windowMillis(), sealedMillis);
        try (StoredFolds folds = new StoredFolds(sealed, request, bases)) {
          return selection.fold(
              request,
              view,
              folds,
              () -> new StoredRows(sealed, request.rows(), bases),
              clock.windowMillis(),
              cancellation);
        }
      }
    };
  }

  /** Returns the label sets. Any thread may call it. */
  LabelSetView labelSets() {
    return table.view();
  }

  /** Returns the context of its event loop; null before its first channel, and in tests. */
  @Nullable
  Context context() {
    return context;
  }

  LabelSetTable table() {
    return table;
  }

  @Override
  public void sweep() {
    noteContext();
    if (!sweeping) {
      sweeping = true;
      slice(sealed.state().throughMillis(), 0);
    }
  }

  /** Sweeps soon, on the shard's event loop. Any thread may call it. */
  void sweepSoon() {
    Context own = context;
    if (own != null) {
      own.runOnContext(now -> sweep());
    }
  }

  private void slice(long throughMillis, int fromPosition) {
    int position = fromPosition;
    while (throughMillis > movedMillis && position < table.size()) {
      position = table.moveThrough(throughMillis, position, SLICE);
      Context own = context;
      if (own != null && position < table.size()) {
        int next = position;
        own.runOnContext(now -> slice(throughMillis, next));
        return;
      }
    }
    movedMillis = Math.max(movedMillis, throughMillis);
    sweeping = false;
    removeOld();
    publishStats();
  }

  /**
   * Removes the label sets that no retained window mentions, and all numbers with them: numbers must
   * not keep them alive, and assigning them again costs little.
   */
  private void removeOld() {
    long droppedMillis = sealed.droppedMillis() - forgetLaterMillis;
    if (droppedMillis <= removedMillis) {
      return;
    }
    removedMillis = droppedMillis;
    int[] removed = table.removeThrough(droppedMillis);
    if (removed.length > 0) {
      removedLabelSets.add(removed);
      onForgotten.accept(removed);
      channels.values().forEach(ShardChannel::forgetNumbers);
      numbersBytes = 0;
    }
  }

  /**
   * Forgets label sets later than the retention says, because the primary of this copy may still
   * count them.
   */
  void forgetLater(long millis, Consumer<int[]> listener) {
    forgetLaterMillis = millis;
    onForgotten = listener;
  }

  /** Notes label sets that are no longer in the table. */
  void removedElsewhere(int[] ids) {
    if (ids.length > 0) {
      removedLabelSets.add(ids);
    }
  }

  /** Returns ids of label sets that were removed since the last call; null if there are none. */
  int @Nullable [] pollRemoved() {
    return removedLabelSets.poll();
  }

  /** Publishes sizes and counts; call it on the thread that counts. */
  void publishStats() {
    memory.take(sizeBytes() - accountedBytes);
    accountedBytes = sizeBytes();
    rowsBytes = table.rowsBytes();
    stats = new StoreStats(
        table.size(),
        sizeBytes(),
        storeMemory.evictedBlocks(),
        convertedCells,
        skippedEntries,
        saturatedEntries);
  }

  /** Releases the memory of a shard that is not used any more. */
  void release() {
    memory.take(-accountedBytes);
    accountedBytes = 0;
  }

  StoreStats stats() {
    return stats;
  }

  /** Returns the approximate heap size of rows that are in no chunk yet. Thread-safe. */
  long rowsBytes() {
    return rowsBytes;
  }
}
