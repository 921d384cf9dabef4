// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.sealed.SealedState;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.wire.KnownStore;
import io.redstart.wire.WireWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a store tidy, one step at a time, on one thread: writes chunks when a block is over or memory
 * runs short, rolls up, drops what is older than the retention.
 *
 * <pre>
 *   12:10:00   block (12:00, 12:10] is sealed: its rows go into chunks, then journal files go
 *   13:00:00   family (12:00, 13:00] is over: totals, minutes
 *   19:00:00   family (11:00, 12:00] is dropped: 6 h, and one family more (docs/rules.md, W5)
 * </pre>
 *
 * <p>If the disk is full, the journal keeps what is not in chunks, and the next step tries again.
 */
final class Upkeep {
  static final String MARKS = "marks";
  static final String KNOWN = "known";

  /** A chunk is written early when the journal has reached this size. */
  static final long JOURNAL_CHUNK_BYTES = 256L << 20;

  /** The last tier is kept this much longer, for queries that have begun. */
  private static final long GRACE_MILLIS = 60_000;

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private final SealedRows sealed;
  private final WindowClock clock;
  private final LongSupplier completeMillis;
  private final LongSupplier neededCommit;
  private final List<RowShard> shards;
  private final @Nullable Committer committer;
  private final IntSupplier nextId;
  private final Supplier<List<KnownStore>> known;
  private final ChunkPressure pressure;
  private final AtomicLong evictedBlocks = new AtomicLong();
  private volatile long evictedMillis;
  private final AtomicLong chunks = new AtomicLong();
  private final AtomicLong chunkNanos = new AtomicLong();
  private volatile boolean failing;

  /** Decides when memory needs a chunk before its time. */
  interface ChunkPressure {
    /** Returns whether rows should leave the heap now. */
    boolean wantsChunk();

    /** Returns whether chunks on the heap must be forgotten. */
    boolean wantsEviction();
  }

  /**
   * Creates the upkeep of a store.
   *
   * @param completeMillis returns the last stamp that no later commit will count into
   * @param neededCommit returns the first commit that the journal keeps although chunks hold its
   *     rows
   */
  Upkeep(
      SealedRows sealed,
      WindowClock clock,
      LongSupplier completeMillis,
      LongSupplier neededCommit,
      List<RowShard> shards,
      @Nullable Committer committer,
      IntSupplier nextId,
      Supplier<List<KnownStore>> known,
      ChunkPressure pressure) {
    this.sealed = sealed;
    this.clock = clock;
    this.completeMillis = completeMillis;
    this.neededCommit = neededCommit;
    this.shards = shards;
    this.committer = committer;
    this.nextId = nextId;
    this.known = known;
    this.pressure = pressure;
  }

  /** Does what is due now. */
  synchronized void step() {
    try {
      writeDueChunks();
      rollUp();
      dropOld();
      removeLabelSets();
      evict();
      if (failing) {
        log.info("chunks are written again");
      }
      failing = false;
    } catch (CancellationException e) {
      // The store is closing. What was begun is not finished, and will be done again.
      return;
    } catch (KeyValuesException e) {
      if (!e.isOutOfSpace()) {
        throw e;
      }
      if (!failing) {
        log.error("cannot write chunks, the journal keeps their rows: {}", e.getMessage());
      }
      failing = true;
    }
    shards.forEach(RowShard::sweepSoon);
  }

  /** Returns whether the last step failed for lack of disk space. */
  boolean isFailing() {
    return failing;
  }

  private void writeDueChunks() {
    long sealedMillis = completeMillis.getAsLong();
    TierGrid grid = sealed.tiers().get(0).grid();
    long throughMillis = sealed.state().throughMillis();
    // The last block that is over ends before the one that holds the next stamp.
    long blockMillis = TierGrid.WINDOWS_PER_BLOCK * grid.windowMillis();
    long overMillis = Math.floorDiv(sealedMillis, blockMillis) * blockMillis;
    if (overMillis > throughMillis) {
      writeChunks(overMillis);
    } else if (sealedMillis > throughMillis && (pressure.wantsChunk() || journalIsLong())) {
      sealed.pace().urgent(true);
      writeChunks(sealedMillis);
      sealed.pace().urgent(false);
    }
  }

  private boolean journalIsLong() {
    return committer != null && committer.journal().sizeBytes() > JOURNAL_CHUNK_BYTES;
  }

  /** Writes all rows up to a sealed stamp. */
  void writeChunks(long throughMillis) {
    long startNanos = clock.nanos();
    WriteBatch more = new WriteBatch();
    Committer own = committer;
    long firstCommit = own == null ? 0 : own.between(() -> prepare(own, throughMillis, more));
    WireWriter stores = new WireWriter();
    JournalItem.writeKnown(known.get(), stores);
    SealedRows.putExtra(more, KNOWN, stores.toByteArray());
    List<LabelSetView> labelSets = shards.stream().map(RowShard::labelSets).toList();
    sealed.writeChunks(labelSets, throughMillis, firstCommit, nextId.getAsInt(), more);
    if (own != null) {
      own.between(() -> deleteBefore(own, kept(own, firstCommit)));
    }
    chunks.incrementAndGet();
    chunkNanos.addAndGet(clock.nanos() - startNanos);
  }

  /** Returns how often chunks were written. */
  long chunks() {
    return chunks.get();
  }

  /** Returns how long writing chunks took in all. */
  long chunkNanos() {
    return chunkNanos.get();
  }

  private static long prepare(Committer committer, long throughMillis, WriteBatch more) {
    try {
      committer.journal().beginFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SealedRows.putExtra(more, MARKS, committer.marks().toBytes());
    return committer.journal().firstKeptAfter(throughMillis);
  }

  /** Keeps no more than half of what makes a chunk due. */
  private long kept(Committer own, long firstCommit) {
    boolean isLong = own.journal().sizeBytes() > JOURNAL_CHUNK_BYTES / 2;
    return isLong ? firstCommit : Math.min(firstCommit, neededCommit.getAsLong());
  }

  private static boolean deleteBefore(Committer committer, long commit) {
    try {
      committer.journal().deleteBefore(commit);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rollUp() {
    for (int tier = 0; tier < sealed.tiers().size(); tier++) {
      boolean rolls = tier == 0 || tier + 1 < sealed.tiers().size();
      // A coarse tier is complete as far as the finer one is rolled up.
      SealedState state = sealed.state();
      long overMillis =
          tier == 0 ? state.throughMillis() : state.tiers().get(tier - 1).rolledMillis();
      while (rolls && sealed.rollNext(tier, overMillis)) {
        log.debug("rolled up windows of tier {}", tier);
      }
    }
  }

  private void dropOld() {
    long sealedMillis = completeMillis.getAsLong();
    for (int tier = 0; tier < sealed.tiers().size(); tier++) {
      Tier own = sealed.tiers().get(tier);
      boolean isLast = tier + 1 == sealed.tiers().size();
      long graceMillis = isLast ? GRACE_MILLIS : own.grid().familyMillis();
      long oldMillis = sealedMillis - own.keepMillis() - graceMillis;
      long doneMillis = isLast && tier > 0
          ? oldMillis
          : Math.min(oldMillis, sealed.state().tiers().get(tier).rolledMillis());
      if (doneMillis > 0) {
        sealed.dropThrough(tier, doneMillis);
      }
    }
  }

  private void removeLabelSets() {
    for (RowShard shard : shards) {
      for (int[] ids = shard.pollRemoved(); ids != null; ids = shard.pollRemoved()) {
        sealed.remove(ids);
      }
    }
  }

  private void evict() {
    while (pressure.wantsEviction()) {
      long throughMillis = sealed.forgetOldest();
      if (throughMillis == 0) {
        return;
      }
      evictedBlocks.incrementAndGet();
      evictedMillis = throughMillis;
      log.warn(
          "forgot windows through {} early: label sets and rows fill memory.store", throughMillis);
    }
  }

  /** Returns how many families were forgotten early. */
  long evictedBlocks() {
    return evictedBlocks.get();
  }

  /** Returns the stamp of the last window that was forgotten early; 0 if there is none. */
  long evictedMillis() {
    return evictedMillis;
  }
}
