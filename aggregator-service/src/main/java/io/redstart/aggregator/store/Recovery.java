// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.RocksKeyValues;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.sealed.StoreHead;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.config.GoDuration;
import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a store on disk: label sets and totals from the chunks, then everything later than these
 * from the journal, by the code that counts commits (docs/rules.md, D2, D3). What is in chunks
 * already is skipped by its stamp, not by its channel's mark, which can be newer than the rows.
 */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  /** Progress is logged when opening takes longer than this, and then again and again. */
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Stores stores;
  private final Path folder;
  private final long startNanos;
  private final boolean isCopy;
  private final AtomicInteger nextId = new AtomicInteger();
  private long progressNanos;

  /**
   * Prepares to open a store.
   *
   * @param isCopy whether it is a copy of another aggregator's store
   */
  Recovery(Stores stores, Path folder, boolean isCopy) {
    this.stores = stores;
    this.folder = folder;
    this.isCopy = isCopy;
    this.startNanos = stores.monotonicNanos().getAsLong();
    this.progressNanos = startNanos;
  }

  /** What is open, on the way to a store. */
  private record Parts(
      StoreLock lock,
      KeyValues keyValues,
      StoreHead head,
      SealedRows sealed,
      List<LabelSetTable> tables,
      ChannelMarks marks,
      JournalReplay replay,
      Journal journal) {}

  RowStore open() {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      Files.createDirectories(folder);
      StoreLock lock = StoreLock.take(folder);
      opened.push(lock);
      KeyValues keyValues =
          stores.host().keyValues(folder.resolve(StoreDisk.ROWS), stores.cacheBytes());
      opened.push(keyValues);
      List<Tier> tiers = Tier.of(stores.config().kept());
      StoreHead head = head(keyValues, tiers);
      SealedRows sealed = SealedRows.open(
          keyValues, tiers, stores.layout(), head.sinceMillis(), stores.monotonicNanos());
      List<LabelSetTable> tables = stores.tables(nextId);
      ChannelMarks marks = marks(sealed);
      JournalReplay replay = restore(sealed, tables, marks);
      Path journalFolder = folder.resolve(StoreDisk.JOURNAL);
      Journal journal = Journal.open(
          journalFolder,
          head.id(),
          sealed.state().firstCommit(),
          (commit, array, offset, length) -> replay(replay, commit, array, offset, length));
      opened.push(journal);
      sealed.journalBegan();
      sealed.remove(replay.pollUnneeded());
      return begin(new Parts(lock, keyValues, head, sealed, tables, marks, replay, journal));
    } catch (IOException | RuntimeException e) {
      close(e, opened);
      throw e instanceof StoreException known
          ? known
          : new StoreException("cannot open the store in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void close(Exception cause, Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }

  private RowStore begin(Parts parts) throws IOException {
    JournalReplay replay = parts.replay;
    Journal journal = parts.journal;
    StoreHead head = parts.head;
    WindowClock clock = clock(replay.usedMillis());
    DiskRoom room = DiskRoom.of(
        folder, stores.config().minFreeBytes(), RocksKeyValues.flushRoomBytes(stores.cacheBytes()));
    StoreLives lives = isCopy ? null : StoreLives.begin(folder, journal.lastCommit() + 1);
    Committer committer =
        new Committer(journal, clock, parts.marks, room, !isCopy, this::fatal, stores.host());
    RowStore store = new RowStore(
        head.id(),
        head.sinceMillis(),
        clock,
        parts.sealed,
        parts.keyValues,
        stores.memory(),
        nextId,
        replay.known(),
        new StoreDisk(folder, room, parts.lock, parts.keyValues, journal, committer),
        stores.host());
    List<RowShard> shards = stores.shards(store, parts.tables, clock, parts.sealed);
    if (lives == null) {
      store.copies(new CopyIntake(
          folder,
          committer,
          room,
          clock,
          replay,
          shards,
          parts.sealed,
          stores.layout(),
          stores.memory(),
          store.storeMemory()::needRoom));
    } else {
      store.feeds(new RecordFeed(lives, journal, clock, stores.host()));
      parts.marks.all().forEach((channel, mark) -> {
        if (mark.shards() == shards.size()) {
          shards.get(mark.shard()).restore(channel, mark.sequence());
        }
      });
    }
    store.begin(shards, stores.fatal());
    long millis = TimeUnit.NANOSECONDS.toMillis(stores.monotonicNanos().getAsLong() - startNanos);
    log.info(
        "opened {} {} in {}: {} label sets, {} entries of the journal, {} ms",
        isCopy ? "the copy of store" : "store",
        head.id(),
        folder,
        replay.labelSets(),
        replay.entries(),
        millis);
    return store;
  }

  /** A copy uses no stamps, so it need not record which it has shown. */
  private WindowClock clock(long usedMillis) {
    long windowMillis = stores.config().window().toMillis();
    return isCopy
        ? new WindowClock(stores.wall(), stores.monotonicNanos(), windowMillis, usedMillis)
        : WindowClock.recording(stores.wall(), stores.monotonicNanos(), windowMillis, usedMillis);
  }

  private void fatal(Throwable cause) {
    Consumer<Throwable> ofProcess = stores.fatal();
    if (ofProcess != null) {
      ofProcess.accept(cause);
    }
  }

  private StoreHead head(KeyValues keyValues, List<Tier> tiers) {
    List<Long> windows = tiers.stream().map(Tier::windowMillis).toList();
    StoreHead head = SealedRows.head(keyValues).orElse(null);
    if (head == null) {
      if (Files.exists(folder.resolve(StoreDisk.JOURNAL))) {
        throw new StoreException("the store in " + folder
            + " has a journal but no rows: restore a backup, or move the folder away");
      }
      long sinceMillis = Math.floorDiv(stores.wall().millis(), windows.get(0)) * windows.get(0);
      head = new StoreHead(StoreHead.VERSION, StoreId.random(), sinceMillis, windows);
      SealedRows.writeHead(keyValues, head);
      return head;
    }
    if (head.version() > StoreHead.VERSION) {
      throw new StoreException("the store in " + folder + " has layout " + head.version()
          + ", this version of Redstart knows layouts up to " + StoreHead.VERSION
          + ": start the version that wrote it, or a later one");
    }
    return checkWindows(keyValues, head, windows);
  }

  /** Adds coarser tiers; any other change of the windows would need rows that are not there. */
  private StoreHead checkWindows(KeyValues keyValues, StoreHead head, List<Long> windows) {
    List<Long> stored = head.windowsMillis();
    boolean goesOn =
        windows.size() >= stored.size() && windows.subList(0, stored.size()).equals(stored);
    if (!goesOn) {
      throw new StoreException("the store in " + folder + " keeps windows of " + text(stored)
          + ", store.retention says " + text(windows)
          + ": only how long they are kept can change, and coarser windows can be added at the"
          + " end; otherwise choose another store.path");
    }
    if (windows.equals(stored)) {
      return head;
    }
    StoreHead longer = new StoreHead(head.version(), head.id(), head.sinceMillis(), windows);
    SealedRows.writeHead(keyValues, longer);
    return longer;
  }

  private static String text(List<Long> windows) {
    return windows.stream()
        .map(millis -> GoDuration.format(Duration.ofMillis(millis)))
        .toList()
        .toString();
  }

  private static ChannelMarks marks(SealedRows sealed) {
    byte[] stored = sealed.extra(Upkeep.MARKS);
    return stored == null ? new ChannelMarks() : ChannelMarks.from(stored);
  }

  private JournalReplay restore(SealedRows sealed, List<LabelSetTable> tables, ChannelMarks marks) {
    nextId.set(sealed.state().nextId());
    byte[] stored = sealed.extra(Upkeep.KNOWN);
    List<KnownStore> known = stored == null
        ? List.of()
        : JournalItem.readKnown(new WireReader(stored, 0, stored.length));
    JournalReplay replay = new JournalReplay(
        stores.layout(), tables, nextId, marks, known, sealed.state().throughMillis());
    long droppedMillis = sealed.droppedMillis() - (isCopy ? CopyIntake.FORGET_LATER_MILLIS : 0);
    sealed.forEachLabelSet((id, labelSet, total) -> {
      if (total.lastMillis() <= droppedMillis) {
        replay.addExpired(id, labelSet, total);
      } else {
        replay.add(id, labelSet, total);
      }
      progress(replay);
    });
    return replay;
  }

  /** Applies a record of the journal. Returns its largest stamp. */
  private long replay(JournalReplay replay, long commit, byte[] array, int offset, int length) {
    try {
      long largestMillis = replay.apply(array, offset, length);
      progress(replay);
      return largestMillis;
    } catch (MalformedFrameException e) {
      throw new StoreException(
          "commit " + commit + " of the journal in " + folder
              + " is sound but has no meaning to this version of Redstart: " + e.getMessage(),
          e);
    }
  }

  private void progress(JournalReplay replay) {
    long nowNanos = stores.monotonicNanos().getAsLong();
    if (nowNanos - progressNanos >= PROGRESS_NANOS) {
      progressNanos = nowNanos;
      log.info(
          "opening the store in {}: {} label sets, {} entries of the journal so far",
          folder,
          replay.labelSets(),
          replay.entries());
    }
  }
}
