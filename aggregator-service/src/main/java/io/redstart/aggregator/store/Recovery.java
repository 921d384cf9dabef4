// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.RocksKeyValues;
import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.sealed.HeadTotal;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.sealed.StoreHead;
import io.redstart.aggregator.sealed.StoredLabelSet;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.config.GoDuration;
import io.redstart.model.CellLayout;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.redstart.wire.LabelSets;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
  private final AtomicInteger nextId = new AtomicInteger();
  private final Map<Integer, Found> byId = new HashMap<>();
  /** They are not in the tables: the same labels may have come back under another id. */
  private final Map<Integer, Expired> expired = new HashMap<>();

  private List<LabelSetTable> tables = List.of();
  private ChannelMarks marks = new ChannelMarks();
  private List<KnownStore> known = List.of();
  private long throughMillis;
  private long usedMillis;
  private long entries;
  private long progressNanos;

  /** A label set that no retained window mentions, unless the journal counts it again. */
  private record Expired(StoredLabelSet labelSet, HeadTotal total) {}

  /** Where a label set is. */
  private record Found(LabelSetTable table, LabelSetRecord record) {}

  Recovery(Stores stores, Path folder) {
    this.stores = stores;
    this.folder = folder;
    this.startNanos = stores.monotonicNanos().getAsLong();
    this.progressNanos = startNanos;
  }

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
      throughMillis = sealed.state().throughMillis();
      usedMillis = throughMillis;
      restore(sealed);
      Path journalFolder = folder.resolve(StoreDisk.JOURNAL);
      Journal journal =
          Journal.open(journalFolder, head.id(), sealed.state().firstCommit(), this::replay);
      opened.push(journal);
      sealed.journalBegan();
      sealed.remove(expired.keySet().stream().mapToInt(Integer::intValue).toArray());
      DiskRoom room = DiskRoom.of(
          folder,
          stores.config().minFreeBytes(),
          RocksKeyValues.flushRoomBytes(stores.cacheBytes()));
      return begin(lock, keyValues, journal, room, head, sealed);
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

  private RowStore begin(
      StoreLock lock,
      KeyValues keyValues,
      Journal journal,
      DiskRoom room,
      StoreHead head,
      SealedRows sealed) {
    WindowClock clock = WindowClock.recording(
        stores.wall(), stores.monotonicNanos(), stores.config().window().toMillis(), usedMillis);
    Committer committer = new Committer(journal, clock, marks, room, this::fatal, stores.host());
    StoreDisk disk = new StoreDisk(folder, room, lock, keyValues, journal, committer);
    RowStore store = new RowStore(
        head.id(),
        head.sinceMillis(),
        clock,
        sealed,
        keyValues,
        stores.memory(),
        nextId,
        known,
        disk,
        stores.host());
    List<RowShard> shards = stores.shards(store, tables, clock, sealed);
    marks.all().forEach((channel, mark) -> {
      if (mark.shards() == shards.size()) {
        shards.get(mark.shard()).restore(channel, mark.sequence());
      }
    });
    store.begin(shards, stores.fatal());
    long millis = TimeUnit.NANOSECONDS.toMillis(stores.monotonicNanos().getAsLong() - startNanos);
    log.info(
        "opened store {} in {}: {} label sets, {} entries of the journal, {} ms",
        head.id(),
        folder,
        byId.size(),
        entries,
        millis);
    byId.clear();
    return store;
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

  private void restore(SealedRows sealed) {
    nextId.set(sealed.state().nextId());
    tables = stores.tables(nextId);
    sealed.forEachLabelSet((id, labelSet, total) -> {
      if (total.lastMillis() <= sealed.droppedMillis()) {
        expired.put(id, new Expired(labelSet, total));
      } else {
        restore(id, labelSet, total);
      }
      progress();
    });
    byte[] stored = sealed.extra(Upkeep.MARKS);
    marks = stored == null ? new ChannelMarks() : ChannelMarks.from(stored);
    byte[] stores = sealed.extra(Upkeep.KNOWN);
    known = stores == null
        ? List.of()
        : JournalItem.readKnown(new WireReader(stores, 0, stores.length));
  }

  private Found restore(int id, StoredLabelSet labelSet, HeadTotal total) {
    LabelSetTable table = tableOf(labelSet.labels());
    LabelSetRecord record = table.restore(
        id,
        labelSet.metric(),
        labelSet.labels(),
        labelSet.birthMillis(),
        throughMillis,
        total.heads(),
        total.lastMillis());
    record.markStored();
    Found found = new Found(table, record);
    byId.put(id, found);
    return found;
  }

  private LabelSetTable tableOf(byte[] labels) {
    int slot = LabelSets.slot(LabelSets.hash(labels, 0, labels.length));
    return tables.get(slot % tables.size());
  }

  /** Applies a record of the journal. Returns its largest stamp. */
  private long replay(long commit, byte[] array, int offset, int length) {
    Replay replay = new Replay();
    try {
      JournalItem.read(array, offset, length, stores.layout(), replay);
    } catch (MalformedFrameException e) {
      throw new StoreException(
          "commit " + commit + " of the journal in " + folder
              + " is sound but has no meaning to this version of Redstart: " + e.getMessage(),
          e);
    }
    usedMillis = Math.max(usedMillis, replay.largestMillis);
    progress();
    return replay.largestMillis;
  }

  private void progress() {
    long nowNanos = stores.monotonicNanos().getAsLong();
    if (nowNanos - progressNanos >= PROGRESS_NANOS) {
      progressNanos = nowNanos;
      log.info(
          "opening the store in {}: {} label sets, {} entries of the journal so far",
          folder,
          byId.size(),
          entries);
    }
  }

  /** The items of one record. */
  private final class Replay implements JournalItem.Visitor {
    private long largestMillis;

    @Override
    public void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout layout,
        WireReader in) {
      largestMillis = Math.max(largestMillis, stampMillis);
      marks.applied(channel, shard, shards, sequence);
      boolean isInChunks = stampMillis <= throughMillis;
      EntryValue value = new EntryValue(layout, stores.layout());
      while (in.hasMore()) {
        long idAndNew = in.readVarint();
        Found found = labelSet(in, idAndNew, stampMillis, isInChunks);
        int length = in.readLength();
        if (!isInChunks && found != null) {
          value.set(in.array(), in.position(), length);
          found.table.count(found.record, stampMillis, value);
          entries++;
        }
        in.skip(length);
      }
    }

    /** Returns the label set of an entry; null if nothing needs it. */
    private @Nullable Found labelSet(
        WireReader in, long idAndNew, long stampMillis, boolean isInChunks) {
      int id = (int) (idAndNew >>> 1);
      if ((idAndNew & 1) == 0) {
        Found found = byId.get(id);
        Expired counted = found == null && !isInChunks ? expired.remove(id) : null;
        if (counted != null) {
          return restore(id, counted.labelSet, counted.total);
        }
        if (found == null && !isInChunks) {
          throw new MalformedFrameException("label set " + id + " is unknown");
        }
        return found;
      }
      Metric metric = JournalItem.metric(in.readCount(Integer.MAX_VALUE));
      int length = in.readLength();
      byte[] labels = new byte[length];
      System.arraycopy(in.array(), in.position(), labels, 0, length);
      in.skip(length);
      nextId.set(Math.max(nextId.get(), id + 1));
      if (isInChunks) {
        return byId.get(id);
      }
      return byId.computeIfAbsent(id, unknown -> {
        LabelSetTable table = tableOf(labels);
        return new Found(table, table.insert(id, metric, labels, stampMillis));
      });
    }

    @Override
    public void open(int shard, int shards, UUID channel) {
      marks.open(channel, shard, shards);
    }

    @Override
    public void forget(UUID channel) {
      marks.forget(channel);
    }

    @Override
    public void known(List<KnownStore> remembered) {
      known = remembered;
    }

    @Override
    public void tick(long stampMillis) {
      largestMillis = Math.max(largestMillis, stampMillis);
    }
  }
}
