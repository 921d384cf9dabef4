// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.config.GoDuration;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of rows: label sets with the rows that are in no chunk yet on the heap, chunks in a
 * key-value store, and, if it is on disk, a journal of what is in no chunk yet.
 *
 * <pre>
 *   event loops   {@link RowShard} …      count, answer when the commit is durable
 *   committer     {@link Committer}       journal: append, sync          (on disk only)
 *   upkeep        {@link Upkeep}          chunks, roll-up, retention
 *   workers       {@link StoredRows} …    read
 * </pre>
 *
 * <p>In memory it keeps the same chunks on the heap, and forgets the oldest when they fill their
 * budget.
 *
 * <p>A long file, because opening and closing put all of these parts together, in an order that matters.
 */
public final class RowStore implements Store {
  /** The share of the budget that rows in no chunk may take, in percent. */
  private static final int ROWS_PERCENT = 40;
  /** Beyond this share of the budget, rows leave the heap early, in percent. */
  private static final int FULL_PERCENT = 80;
  /** A chunk is not worth writing early for less than this share of the budget, in percent. */
  private static final int LEAST_ROWS_PERCENT = 10;

  /** How long a step of upkeep may go on when the store closes. */
  private static final long CLOSE_STEP_MAX_MILLIS = 2_000;
  /** How long the last chunk may take when the store closes; otherwise the journal keeps its rows. */
  private static final long LAST_CHUNK_MAX_MILLIS = 5_000;

  private static final Logger log = LoggerFactory.getLogger(RowStore.class);

  private final StoreId id;
  private final long sinceMillis;
  private final WindowClock clock;
  private final SealedRows sealed;
  private final KeyValues keyValues;
  private final boolean inMemory;
  private final MemoryBudget memory;
  private final AtomicInteger nextId;
  private final @Nullable StoreDisk disk;
  private final CommitLog commitLog;
  private List<RowShard> shards = List.of();
  private @Nullable Upkeep upkeep;
  private final StoreHost host;
  private StoreHost.@Nullable UpkeepLoop upkeeping;
  private @Nullable CopyIntake intake;
  private @Nullable RecordFeed feed;
  private volatile List<KnownStore> known;
  private volatile boolean needsRoom;
  /** The size of the chunks on the heap after the last step of upkeep. */
  private volatile long sealedHeapBytes;

  private volatile long rowsBytes;
  /** Guarded by the store itself. */
  private @Nullable Future<Void> closed;

  /**
   * Creates a store without shards.
   *
   * @param disk null for a store in memory
   * @param host runs what does not belong to shards
   */
  RowStore(
      StoreId id,
      long sinceMillis,
      WindowClock clock,
      SealedRows sealed,
      KeyValues keyValues,
      MemoryBudget memory,
      AtomicInteger nextId,
      List<KnownStore> known,
      @Nullable StoreDisk disk,
      StoreHost host) {
    this.id = id;
    this.sinceMillis = sinceMillis;
    this.clock = clock;
    this.sealed = sealed;
    this.keyValues = keyValues;
    this.inMemory = disk == null;
    this.memory = memory;
    this.nextId = nextId;
    this.known = List.copyOf(known);
    this.disk = disk;
    this.host = host;
    this.commitLog = disk == null ? CommitLog.NONE : disk.committer();
  }

  @Override
  public Optional<String> follower() {
    RecordFeed own = feed;
    return own == null ? Optional.empty() : own.followerInStep();
  }

  @Override
  public void onFollower(Runnable listener) {
    RecordFeed own = feed;
    if (own != null) {
      own.onFollower(listener);
    }
  }

  /** Returns the disk below it, null in memory. */
  @Nullable
  StoreDisk disk() {
    return disk;
  }

  CommitLog commitLog() {
    return commitLog;
  }

  /** Returns what the shards share. */
  StoreMemory storeMemory() {
    return new StoreMemory() {
      @Override
      public long sealedBytes() {
        return sealedHeapBytes;
      }

      @Override
      public long evictedBlocks() {
        Upkeep own = upkeep;
        return own == null ? 0 : own.evictedBlocks();
      }

      @Override
      public void needRoom() {
        needsRoom = true;
        StoreHost.UpkeepLoop own = upkeeping;
        if (own != null) {
          own.wake();
        }
      }
    };
  }

  /** Makes this a copy of another aggregator's store; call it before {@link #begin}. */
  void copies(CopyIntake door) {
    intake = door;
    door.onKnown(stores -> known = List.copyOf(stores));
  }

  /** Lets a follower receive the records; call it before {@link #begin}. */
  void feeds(RecordFeed own) {
    feed = own;
    if (disk != null) {
      disk.committer().feed(own);
    }
  }

  @Override
  public void expectGroups(boolean grouped) {
    if (disk != null) {
      disk.committer().linger(grouped ? TimeUnit.MICROSECONDS.toNanos(Committer.GROUP_MICROS) : 0);
    }
  }

  /** Returns the door of a copy; empty if this is a store of its own. */
  public Optional<CopyIntake> intake() {
    return Optional.ofNullable(intake);
  }

  /** Returns what feeds a follower; empty in memory, and if this is a copy. */
  public Optional<RecordFeed> feed() {
    return Optional.ofNullable(feed);
  }

  /**
   * Adds the shards.
   *
   * @param fatal called when upkeep fails for good; must end the process; null for a store without a
   *     thread for upkeep, whose user calls {@link #tidy}
   */
  void begin(List<RowShard> ofStore, @Nullable Consumer<Throwable> fatal) {
    shards = List.copyOf(ofStore);
    Committer committer = disk == null ? null : disk.committer();
    if (committer != null) {
      committer.gather(ShardTurns.of(shards));
    }
    CopyIntake door = intake;
    RecordFeed own = feed;
    Upkeep made = new Upkeep(
        sealed,
        clock,
        door == null ? clock::sealedMillis : door::closeWindows,
        own == null ? () -> Long.MAX_VALUE : own::neededCommit,
        shards,
        committer,
        nextId::get,
        () -> known,
        new Pressure());
    upkeep = made;
    if (fatal != null) {
      upkeeping = host.upkeep(this::step, fatal);
    }
  }

  private void step() {
    Upkeep own = upkeep;
    if (own != null) {
      own.step();
      rowsBytes = sealed.sizeBytes();
      sealedHeapBytes = inMemory ? rowsBytes : 0;
      needsRoom = false;
    }
    if (intake != null) {
      intake.sweep();
    }
    if (disk != null) {
      disk.serveBackups();
      disk.look(own != null && own.isFailing());
    }
  }

  /** Does what is due of upkeep, and lets the shards forget what is in chunks. For tests. */
  public void tidy() {
    if (disk != null) {
      // Lets the committer look at the clock, so that everything is sealed that can be.
      disk.committer().between(() -> true);
    }
    step();
    shards.forEach(RowShard::sweep);
    step();
  }

  private final class Pressure implements Upkeep.ChunkPressure {
    @Override
    public boolean wantsChunk() {
      long rowsBytes = shards.stream().mapToLong(RowShard::rowsBytes).sum();
      boolean worthIt = rowsBytes > memory.maxBytes() / 100 * LEAST_ROWS_PERCENT;
      return rowsBytes > memory.maxBytes() / 100 * ROWS_PERCENT
          || (worthIt && (needsRoom || isNearlyFull()));
    }

    /** The stores of a process share its memory, so each of them makes room. */
    private boolean isNearlyFull() {
      return Math.max(usedBytes(), memory.usedBytes()) > memory.maxBytes() / 100 * FULL_PERCENT;
    }

    private long usedBytes() {
      return stats().sizeBytes() + (inMemory ? sealed.sizeBytes() : 0);
    }

    @Override
    public boolean wantsEviction() {
      long rowsBytes = shards.stream().mapToLong(RowShard::rowsBytes).sum();
      return inMemory && usedBytes() - rowsBytes > memory.maxBytes() / 100 * FULL_PERCENT;
    }
  }

  @Override
  public StoreId id() {
    return id;
  }

  @Override
  public boolean isVolatile() {
    return inMemory;
  }

  @Override
  public List<? extends StoreShard> shards() {
    return shards;
  }

  @Override
  public long windowMillis() {
    return clock.windowMillis();
  }

  @Override
  public long sealedMillis() {
    return clock.sealedMillis();
  }

  @Override
  public long sinceMillis() {
    return sinceMillis;
  }

  @Override
  public long evictedMillis() {
    Upkeep own = upkeep;
    return own == null ? 0 : own.evictedMillis();
  }

  @Override
  public Optional<String> problem() {
    Optional<String> ofClock = clock.problem();
    return ofClock.isPresent() || disk == null ? ofClock : disk.problem();
  }

  @Override
  public List<KnownStore> known() {
    return known;
  }

  @Override
  public Future<Void> remember(List<KnownStore> stores) {
    known = List.copyOf(stores);
    return commitLog.append(JournalItem.known(known), () -> {});
  }

  @Override
  public Future<Long> lastCommit() {
    if (disk == null) {
      return Future.succeededFuture(0L);
    }
    Committer committer = disk.committer();
    return Future.fromCompletionStage(committer.submit(() -> committer.journal().lastCommit()));
  }

  @Override
  public StoreStats stats() {
    StoreStats sum = StoreStats.NONE;
    for (RowShard shard : shards) {
      sum = sum.plus(shard.stats());
    }
    return sum;
  }

  /**
   * Returns, by the length of their windows, the bytes of each tier and the time that they cover in
   * milliseconds.
   */
  public Map<String, long[]> tierSizes() {
    Map<String, long[]> sizes = new LinkedHashMap<>();
    for (int tier = 0; tier < sealed.tiers().size(); tier++) {
      String window =
          GoDuration.format(Duration.ofMillis(sealed.tiers().get(tier).windowMillis()));
      sizes.put(window, new long[] {sealed.sizeBytes(tier), sealed.coveredMillis(tier)});
    }
    return sizes;
  }

  @Override
  public DiskStats diskStats() {
    Upkeep own = upkeep;
    if (disk == null || own == null) {
      return DiskStats.NONE;
    }
    return new DiskStats(
        disk.journalBytes(),
        rowsBytes,
        disk.freeBytes(),
        disk.committer().syncs(),
        disk.committer().syncNanos(),
        disk.committer().slowestSyncNanos(),
        own.chunks(),
        own.chunkNanos());
  }

  @Override
  public synchronized Future<Void> close() {
    Future<Void> before = closed;
    if (before != null) {
      return before;
    }
    Promise<Void> promise = Promise.promise();
    closed = promise.future();
    host.start("redstart-store-close", () -> {
      try {
        closeNow();
        promise.complete();
      } catch (Throwable e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }

  /**
   * Writes what is in no chunk. All commits are done, so the open window gets no more either, and the
   * next start need not replay the journal. To a copy, more may come when it is open again.
   */
  private void writeLastChunk() {
    Upkeep own = upkeep;
    if (own == null || own.isFailing() || sealed.pace().isEnded()) {
      return;
    }
    CompletableFuture.delayedExecutor(LAST_CHUNK_MAX_MILLIS, TimeUnit.MILLISECONDS)
        .execute(sealed.pace()::end);
    try {
      own.writeChunks(intake == null ? clock.stampMillis() : intake.closeWindows());
    } catch (KeyValuesException | CancellationException e) {
      log.warn("the journal keeps the last rows: {}", e.getMessage());
    }
  }

  /** Ends as a killed process does: writes nothing that is not durable already. For tests. */
  void abandon() throws Exception {
    sealed.pace().end();
    if (upkeeping != null) {
      upkeeping.close(CLOSE_STEP_MAX_MILLIS, () -> {});
    }
    if (disk != null) {
      disk.close();
    }
    endFeed();
  }

  private void endFeed() {
    if (feed != null) {
      feed.close();
    }
  }

  private void closeNow() throws Exception {
    sealed.pace().urgent(true);
    if (upkeeping != null) {
      upkeeping.close(CLOSE_STEP_MAX_MILLIS, sealed.pace()::end);
    }
    if (disk != null) {
      try (disk) {
        writeLastChunk();
      }
      endFeed();
    } else {
      keyValues.close();
    }
    shards.forEach(RowShard::release);
    if (intake != null) {
      intake.release();
    }
  }
}
