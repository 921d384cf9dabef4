// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.journal.RecordRun;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.wire.KnownStore;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of a copy of another aggregator's store, through which its primary's records arrive: they
 * are appended to the copy's own journal under the same numbers, synced, and counted by the code of
 * recovery. Chunks, coarser windows and retention are then the copy's own work, with the same result.
 *
 * <pre>
 *   records 815 … 820 of life 07be…  ─▶ check ─▶ journal ─▶ sync ─▶ tables ─▶ durable through 820
 * </pre>
 *
 * <p>The file {@code life} in the folder says which life of the primary the journal's end is from
 * ({@link StoreLives}).
 *
 * <p>Everything happens on the thread of the copy's {@link Committer}. After a failure of {@link
 * #receive} that is no {@link CommitRefusedException} the copy may have counted a record in part: it
 * must be closed, and started over unless the disk is to blame.
 */
public final class CopyIntake {
  /**
   * A copy forgets label sets this much later than its primary, which may still count them.
   */
  static final long FORGET_LATER_MILLIS = TimeUnit.HOURS.toMillis(1);

  /**
   * Rows that are older than this go into chunks even if the primary has not said that no more come.
   * Records that count into such windows are refused; the copy then starts over.
   */
  static final long LATE_MAX_MILLIS = TimeUnit.MINUTES.toMillis(15);

  /**
   * Copies leave this share of the memory to the own store, whose senders would be refused: a copy
   * that is refused only leaves its primary alone for a while.
   */
  private static final int OWN_SHARE_DIVISOR = 10;

  private static final String LIFE = "life";
  private static final Logger log = LoggerFactory.getLogger(CopyIntake.class);

  private final Path file;
  private final Committer committer;
  private final DiskRoom room;
  private final WindowClock clock;
  private final JournalReplay replay;
  private final List<RowShard> shards;
  private final CellLayout layout;
  private final MemoryBudget memory;
  private final Runnable needRoom;
  private long accountedBytes;
  private Consumer<List<KnownStore>> onKnown = stores -> {};
  /** No records for windows up to this stamp are accepted. Belongs to the committer's thread. */
  private long closedMillis;

  /** When records, or the mark of a life, came last. */
  private volatile long heardNanos;

  private volatile boolean isHeard;
  /** When the primary was ready last. Belongs to the event loop that listens. */
  private long readyNanos;

  private volatile long life;
  private volatile long lastCommit;

  /**
   * Opens the door.
   *
   * @param memory what all stores of the process share
   * @param needRoom asks for room: chunks are written early
   */
  CopyIntake(
      Path folder,
      Committer committer,
      DiskRoom room,
      WindowClock clock,
      JournalReplay replay,
      List<RowShard> shards,
      SealedRows sealed,
      CellLayout layout,
      MemoryBudget memory,
      Runnable needRoom)
      throws IOException {
    this.file = folder.resolve(LIFE);
    this.committer = committer;
    this.room = room;
    this.clock = clock;
    this.replay = replay;
    this.shards = shards;
    this.layout = layout;
    this.memory = memory;
    this.needRoom = needRoom;
    this.closedMillis = sealed.state().throughMillis();
    this.lastCommit = committer.journal().lastCommit();
    this.life = readLife();
    this.readyNanos = clock.nanos();
    if (life != 0) {
      // Its primary gets some time to come.
      heard();
    }
    for (RowShard shard : shards) {
      shard.forgetLater(FORGET_LATER_MILLIS, replay::forget);
      LabelSetTable table = shard.table();
      // From now on other threads have views.
      table.view();
    }
    account();
  }

  private void account() {
    long sizeBytes = replay.sizeBytes();
    memory.take(sizeBytes - accountedBytes);
    accountedBytes = sizeBytes;
  }

  /** Releases the memory of a copy that is not used any more. */
  void release() {
    memory.take(-accountedBytes);
    accountedBytes = 0;
  }

  /** Returns how much memory copies may still take, which is less than what is left. */
  public static long leftBytes(MemoryBudget memory) {
    return memory.leftBytes() - memory.maxBytes() / OWN_SHARE_DIVISOR;
  }

  private long readLife() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(Files.readString(file).strip(), 16);
    } catch (NumberFormatException e) {
      log.warn("{} is not readable: the copy starts over when its primary comes", file);
      return 0;
    }
  }

  /** Notes, in the folder of a copy that is not open, which life of the primary it was made from. */
  public static void mark(Path folder, long life) throws IOException {
    StoreLives.writeDurably(folder.resolve(LIFE), Long.toHexString(life) + '\n');
  }

  /** Deletes the mark from the folder of a copy that is not open, since its content will change. */
  public static void unmark(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(LIFE));
  }

  void onKnown(Consumer<List<KnownStore>> listener) {
    onKnown = listener;
  }

  /** Returns the life of the primary that the last commit is from, 0 if that is unknown. */
  public long life() {
    return life;
  }

  /** Returns the number of the last commit that is durable and counted. */
  public long lastCommit() {
    return lastCommit;
  }

  /** Returns whether its primary has sent anything lately; it does so with each window. */
  public boolean isFollowing() {
    return isHeard && clock.nanos() - heardNanos < TimeUnit.MINUTES.toNanos(1);
  }

  /** Notes that the primary is ready. If it was not for a while, it gets some time to come. */
  public void primaryIsReady() {
    long now = clock.nanos();
    if (life != 0 && now - readyNanos > TimeUnit.SECONDS.toNanos(10)) {
      heard();
    }
    readyNanos = now;
  }

  private void heard() {
    heardNanos = clock.nanos();
    isHeard = true;
  }

  /**
   * Begins to receive records of a life, whose journal contains the copy's.
   *
   * @return completes, on any thread, with the last commit of the copy
   */
  public Future<Long> begin(long ofLife) {
    return Future.fromCompletionStage(committer.submit(() -> {
      try {
        StoreLives.writeDurably(file, Long.toHexString(ofLife) + '\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      life = ofLife;
      heard();
      return lastCommit;
    }));
  }

  /**
   * Receives the records after the last commit.
   *
   * @param ofLife the life of the primary that sends them
   * @param sealedMillis no later records count into windows up to this stamp
   * @return completes, on any thread, with the last commit when all are durable and counted; fails
   *     with a {@link CommitRefusedException} if nothing has changed
   */
  public Future<Long> receive(long ofLife, byte[] records, long sealedMillis) {
    return Future.fromCompletionStage(
        committer.submit(() -> receiveNow(ofLife, records, sealedMillis)));
  }

  private long receiveNow(long ofLife, byte[] records, long sealedMillis) {
    RecordRun run = check(ofLife, records);
    heard();
    Journal journal = committer.journal();
    try {
      run.forEach((commit, array, offset, length) ->
          journal.append(array, offset, length, stamps(array, offset, length).largestMillis));
      journal.sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<KnownStore> known = replay.known();
    run.forEach((commit, array, offset, length) -> replay.apply(array, offset, length));
    if (replay.known() != known) {
      onKnown.accept(replay.known());
    }
    shards.get(0).removedElsewhere(replay.pollUnneeded());
    shards.forEach(RowShard::publishStats);
    account();
    closedMillis = Math.max(closedMillis, sealedMillis);
    lastCommit = run.lastCommit();
    return lastCommit;
  }

  private RecordRun check(long ofLife, byte[] records) {
    if (ofLife != life) {
      throw refused("records of life " + Long.toHexString(ofLife) + " of the primary, not of "
          + Long.toHexString(life));
    }
    RecordRun run;
    Growth growth = new Growth();
    try {
      run = RecordRun.of(records);
      run.forEach((commit, array, offset, length) -> {
        Stamps stamps = stamps(array, offset, length);
        JournalItem.read(array, offset, length, layout, growth);
        if (stamps.leastMillis <= closedMillis) {
          // No life contains this one, so the copy starts over.
          life = 0;
          throw refused("commit " + commit + " counts into a window that is in chunks already");
        }
      });
    } catch (IllegalArgumentException | MalformedFrameException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    if (run.firstCommit() != lastCommit + 1) {
      throw refused("commit " + run.firstCommit() + " does not follow " + lastCommit);
    }
    room.look();
    if (room.isFull()) {
      throw refused(room.problem().orElse("the disk is full"));
    }
    requireMemory(growth.bytes(records.length));
    return run;
  }

  private void requireMemory(long neededBytes) {
    long leftBytes = leftBytes(memory);
    if (leftBytes < neededBytes) {
      memory.refused();
      needRoom.run();
      throw refused("memory.store has " + leftBytes + " bytes left for copies, " + neededBytes
          + " are needed");
    }
  }

  private static CommitRefusedException refused(String reason) {
    return new CommitRefusedException(reason);
  }

  private Stamps stamps(byte[] array, int offset, int length) {
    Stamps stamps = new Stamps();
    JournalItem.read(array, offset, length, layout, stamps);
    return stamps;
  }

  /**
   * Returns the last stamp whose rows can go into chunks, and accepts none for them any more. Blocks.
   */
  long closeWindows() {
    return committer.between(() -> {
      long lateMillis = clock.sealedMillis() - LATE_MAX_MILLIS;
      long late = Math.floorDiv(lateMillis, clock.windowMillis()) * clock.windowMillis();
      closedMillis = Math.max(closedMillis, late);
      return closedMillis;
    });
  }

  /** Lets the tables forget what is in chunks. Blocks. */
  void sweep() {
    for (RowShard shard : shards) {
      committer.between(() -> {
        shard.sweep();
        account();
        return true;
      });
    }
  }

  /** Finds the stamps of a record without its entries. */
  private static final class Stamps implements JournalItem.Visitor {
    private long leastMillis = Long.MAX_VALUE;
    private long largestMillis = Long.MIN_VALUE;

    @Override
    public void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout used,
        WireReader entries) {
      leastMillis = Math.min(leastMillis, stampMillis);
      tick(stampMillis);
    }

    @Override
    public void tick(long stampMillis) {
      largestMillis = Math.max(largestMillis, stampMillis);
    }
  }

  /** Finds how much memory records need. */
  private static final class Growth implements JournalItem.Visitor {
    private int labelSets;
    private int rows;

    @Override
    public void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout used,
        WireReader entries) {
      while (entries.hasMore()) {
        if ((entries.readVarint() & 1) == 1) {
          labelSets++;
          entries.readVarint();
          entries.skip(entries.readLength());
        } else {
          rows++;
        }
        entries.skip(entries.readLength());
      }
    }

    @Override
    public void tick(long stampMillis) {}

    long bytes(int ofRecords) {
      return RowShard.growthMaxBytes(labelSets, rows, ofRecords)
          + (long) labelSets * JournalReplay.LABEL_SET_BYTES;
    }
  }
}
