// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.sealed.HeadTotal;
import io.redstart.aggregator.sealed.StoredLabelSet;
import io.redstart.model.CellLayout;
import io.redstart.model.Metric;
import io.redstart.wire.KnownStore;
import io.redstart.wire.LabelSets;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the records of a journal into the tables of a store: all later than the chunks when it is
 * opened, and in a copy of a store each new record of its primary. What is in chunks already is
 * skipped by its stamp, not by its channel's mark, which can be newer than the rows (docs/rules.md,
 * D3).
 */
final class JournalReplay {
  /** The approximate size of a label set's entry in {@link #byId}. */
  static final int LABEL_SET_BYTES = 80;

  private final CellLayout layout;
  private final List<LabelSetTable> tables;
  private final AtomicInteger nextId;
  private final ChannelMarks marks;
  private final long throughMillis;
  private final Map<Integer, Found> byId = new HashMap<>();
  /** They are not in the tables: the same labels may have come back under another id. */
  private final Map<Integer, Expired> expired = new HashMap<>();
  /** Their labels have come back under another id. */
  private final List<Integer> replaced = new ArrayList<>();

  private List<KnownStore> known;
  private long usedMillis;
  private long entries;

  /** A label set that no retained window mentions, unless the journal counts it again. */
  private record Expired(StoredLabelSet labelSet, HeadTotal total) {}

  /** Where a label set is. */
  private record Found(LabelSetTable table, LabelSetRecord record) {}

  /**
   * Creates a replay that has counted nothing.
   *
   * @param throughMillis the last stamp in chunks
   */
  JournalReplay(
      CellLayout layout,
      List<LabelSetTable> tables,
      AtomicInteger nextId,
      ChannelMarks marks,
      List<KnownStore> known,
      long throughMillis) {
    this.layout = layout;
    this.tables = List.copyOf(tables);
    this.nextId = nextId;
    this.marks = marks;
    this.known = known;
    this.throughMillis = throughMillis;
    this.usedMillis = throughMillis;
  }

  /** Adds a label set of the dictionary that no retained window mentions. */
  void addExpired(int id, StoredLabelSet labelSet, HeadTotal total) {
    expired.put(id, new Expired(labelSet, total));
  }

  /** Adds a label set of the dictionary. */
  void add(int id, StoredLabelSet labelSet, HeadTotal total) {
    restore(id, labelSet, total);
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

  /**
   * Counts a record. Returns its largest stamp.
   *
   * @throws MalformedFrameException if it has no meaning, and is perhaps counted in part
   */
  long apply(byte[] array, int offset, int length) {
    Items items = new Items();
    JournalItem.read(array, offset, length, layout, items);
    usedMillis = Math.max(usedMillis, items.largestMillis);
    return items.largestMillis;
  }

  /** Returns the last stamp that was used or shown. */
  long usedMillis() {
    return usedMillis;
  }

  /** Returns how many entries were counted. */
  long entries() {
    return entries;
  }

  /** Returns how many label sets there are. */
  int labelSets() {
    return byId.size();
  }

  /** Returns the approximate heap size of what is not in the tables. */
  long sizeBytes() {
    return (long) byId.size() * LABEL_SET_BYTES;
  }

  /** Returns the stores that the journal remembered last. */
  List<KnownStore> known() {
    return known;
  }

  /** Returns the label sets that the dictionary no longer needs, and forgets them. */
  int[] pollUnneeded() {
    replaced.addAll(expired.keySet());
    int[] ids = replaced.stream().mapToInt(Integer::intValue).toArray();
    expired.clear();
    replaced.clear();
    return ids;
  }

  /** Notes that the tables have forgotten some label sets. */
  void forget(int[] ids) {
    for (int id : ids) {
      byId.remove(id);
    }
  }

  /** The items of one record. */
  private final class Items implements JournalItem.Visitor {
    private long largestMillis;

    @Override
    public void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout used,
        WireReader in) {
      largestMillis = Math.max(largestMillis, stampMillis);
      marks.applied(channel, shard, shards, sequence);
      boolean isInChunks = stampMillis <= throughMillis;
      EntryValue value = new EntryValue(used, layout);
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
        return known(id, isInChunks);
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
      return byId.computeIfAbsent(id, unknown -> born(id, metric, labels, stampMillis));
    }

    private @Nullable Found known(int id, boolean isInChunks) {
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

  /**
   * Adds a label set. If its labels are there under an earlier id, the store has forgotten that one:
   * a copy of a store forgets later than its primary.
   */
  private Found born(int id, Metric metric, byte[] labels, long stampMillis) {
    LabelSetTable table = tableOf(labels);
    LabelSetRecord before = table.find(metric, labels);
    if (before != null) {
      table.remove(before);
      replaced.add(before.id());
    }
    return new Found(table, table.insert(id, metric, labels, stampMillis));
  }
}
