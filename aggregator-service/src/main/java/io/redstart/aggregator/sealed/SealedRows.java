// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.aggregator.labelset.OpenRows;
import io.redstart.aggregator.labelset.RowEncoder;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows in chunks, in a {@link KeyValues}, with the dictionary of label sets and their totals.
 *
 * <p>A long file, because every change of the stored state is made here, and each must keep state,
 * families and totals in step.
 *
 * <p>Any thread may open a {@link #view}. All other methods need one thread at a time.
 */
public final class SealedRows {
  private static final byte[] HEAD = "store".getBytes(StandardCharsets.US_ASCII);
  static final byte[] STATE = "state".getBytes(StandardCharsets.US_ASCII);

  private static final long FIRST_COMMIT = 1;

  /** A batch is written when it reaches this size. */
  private static final long BATCH_MAX_BYTES = 4 << 20;

  private final KeyValues keyValues;
  private final List<Tier> tiers;
  private final StoredLayouts layouts;
  private final Pace pace;
  private volatile SealedState state;

  private SealedRows(
      KeyValues keyValues, List<Tier> tiers, StoredLayouts layouts, SealedState state, Pace pace) {
    this.pace = pace;
    this.keyValues = keyValues;
    this.tiers = tiers;
    this.layouts = layouts;
    this.state = state;
  }

  /**
   * Opens the chunks.
   *
   * @param tiers the tiers, the finest first
   * @param layout the layout of rows counted from now on
   * @param sinceMillis a stamp before all rows, if the store is new
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds; one that stands still
   *     lets background work go on without pauses
   */
  public static SealedRows open(
      KeyValues keyValues,
      List<Tier> tiers,
      CellLayout layout,
      long sinceMillis,
      LongSupplier monotonicNanos) {
    for (String family :
        List.of(SealedKeys.DEFAULT, SealedKeys.LABELS, SealedKeys.TOTALS, SealedKeys.CELLS)) {
      keyValues.create(family);
    }
    StoredLayouts layouts = new StoredLayouts(layout);
    WriteBatch batch = new WriteBatch();
    SealedState state;
    try (KeyValuesView view = keyValues.view()) {
      byte[] stored = view.get(SealedKeys.DEFAULT, STATE);
      state = stored == null
          ? SealedState.empty(sinceMillis, tiers.size())
          : SealedState.from(stored).withTiers(tiers.size());
      layouts.load(view, batch);
    }
    SealedRows opened = new SealedRows(keyValues, tiers, layouts, state, new Pace(monotonicNanos));
    opened.finish(batch, state);
    return opened;
  }

  /** Returns how far the chunks have come. Thread-safe. */
  public SealedState state() {
    return state;
  }

  /** Returns the stamp of the last window that is in no tier any more. Thread-safe. */
  public long droppedMillis() {
    return state.tiers().get(tiers.size() - 1).droppedMillis();
  }

  /** Returns the pace of writing chunks and rolling up. */
  public Pace pace() {
    return pace;
  }

  /** Returns the tiers, the finest first. */
  public List<Tier> tiers() {
    return tiers;
  }

  StoredLayouts layouts() {
    return layouts;
  }

  KeyValues keyValues() {
    return keyValues;
  }

  /** Returns a view of the chunks as they are now. Thread-safe; the caller closes it. */
  public SealedView view() {
    while (true) {
      SealedState now = state;
      KeyValuesView view = keyValues.view();
      // The view must hold all families that the state says are there.
      if (now.equals(state)) {
        return new SealedView(view, now, tiers, layouts);
      }
      view.close();
    }
  }

  /** Receives what is known of a label set when a store is opened. */
  public interface LabelSetVisitor {
    /** Receives a label set, in the order of ids. */
    void labelSet(int id, StoredLabelSet labelSet, HeadTotal total);
  }

  /** Visits all label sets of the dictionary. */
  public void forEachLabelSet(LabelSetVisitor visitor) {
    try (KeyValuesView view = keyValues.view()) {
      KeyValuesCursor labels = view.cursor(SealedKeys.LABELS);
      KeyValuesCursor totals = view.cursor(SealedKeys.TOTALS);
      totals.seek(SealedKeys.id(0));
      UnfinishedChunks unfinished = new UnfinishedChunks(view, state, tiers, layouts);
      for (labels.seek(SealedKeys.id(0)); labels.isValid(); labels.next()) {
        int id = SealedKeys.idOf(labels.key(), 0);
        while (totals.isValid() && SealedKeys.idOf(totals.key(), 0) < id) {
          totals.next();
        }
        if (!totals.isValid() || SealedKeys.idOf(totals.key(), 0) != id) {
          throw new IllegalStateException("label set " + id + " has no total");
        }
        HeadTotal total = unfinished.withoutThem(id, HeadTotal.from(totals.value()));
        visitor.labelSet(id, StoredLabelSet.from(labels.value()), total);
      }
    }
  }

  /**
   * Writes all rows up to a stamp that are in no chunk yet, and makes them durable.
   *
   * @param labelSets the label sets of all shards, from views that were made after the stamp was
   *     sealed
   * @param throughMillis a sealed stamp
   * @param firstCommit the first commit of the journal that will be needed afterwards
   * @param nextId an id above those of all label sets
   * @param more further changes of the default family
   * @throws java.util.concurrent.CancellationException if the pace was ended; nothing has changed
   */
  public void writeChunks(
      Collection<LabelSetView> labelSets,
      long throughMillis,
      long firstCommit,
      int nextId,
      WriteBatch more) {
    WriteBatch batch = new WriteBatch();
    Set<String> families = new HashSet<>();
    ChunkWriter writer =
        new ChunkWriter(tiers.get(0).grid(), layouts.currentNumber(), batch, families);
    List<LabelSetRecord> stored = new ArrayList<>();
    Increment scratch = new Increment();
    RowEncoder encoder = new RowEncoder();
    pace.begin();
    for (LabelSetView view : labelSets) {
      for (int i = 0; i < view.size(); i++) {
        pace.step();
        LabelSetRecord record = view.record(i);
        writeChunks(record, throughMillis, writer, scratch, encoder, batch, stored);
        if (batch.sizeBytes() >= BATCH_MAX_BYTES) {
          write(batch, families);
        }
      }
    }
    write(batch, families);
    finish(more, state.withThrough(throughMillis, firstCommit, nextId));
    stored.forEach(LabelSetRecord::markStored);
  }

  private void writeChunks(
      LabelSetRecord record,
      long throughMillis,
      ChunkWriter writer,
      Increment scratch,
      RowEncoder encoder,
      WriteBatch batch,
      List<LabelSetRecord> stored) {
    OpenRows rows = record.rows();
    if (!rows.hasRows() || rows.oldestMillis() > throughMillis) {
      return;
    }
    Increment before = new Increment();
    rows.addMovedTo(before);
    writer.begin(record.id(), before);
    // Rows that were written since, but not yet forgotten by the shard, come first again: skip
    // them.
    long fromMillis = Math.max(rows.movedMillis(), state.throughMillis());
    rows.addHeadsTo(fromMillis, tiers.get(0).windowMillis(), before);
    rows.read(fromMillis, throughMillis, tiers.get(0).windowMillis(), scratch, encoder, writer);
    long lastMillis = writer.end();
    if (lastMillis == 0) {
      return;
    }
    byte[] key = SealedKeys.id(record.id());
    batch.put(SealedKeys.TOTALS, key, new HeadTotal(lastMillis, writer.heads()).toBytes());
    if (!record.isStored()) {
      StoredLabelSet labelSet =
          new StoredLabelSet(record.metric(), record.birthMillis(), record.labels());
      batch.put(SealedKeys.LABELS, key, labelSet.toBytes());
      stored.add(record);
    }
  }

  /**
   * Notes that there is a journal now, whose first commit is 1: a store without one is damaged from
   * now on.
   */
  public void journalBegan() {
    SealedState now = state;
    if (now.firstCommit() == 0) {
      finish(new WriteBatch(), now.withThrough(now.throughMillis(), FIRST_COMMIT, now.nextId()));
    }
  }

  /** Writes a batch, after creating the families that it needs, and clears both. */
  void write(WriteBatch batch, Set<String> families) {
    families.forEach(keyValues::create);
    keyValues.write(batch);
    batch.clear();
    families.clear();
  }

  /** Writes a batch and, with it, the state that it leads to, and makes everything durable. */
  void finish(WriteBatch batch, SealedState reached) {
    batch.put(SealedKeys.DEFAULT, STATE, reached.toBytes());
    keyValues.write(batch);
    batch.clear();
    keyValues.flush();
    state = reached;
  }

  /**
   * Rolls up the next family of a tier that ended at or before a stamp.
   *
   * @return whether there was one
   * @throws java.util.concurrent.CancellationException if the pace was ended
   */
  public boolean rollNext(int tier, long throughMillis) {
    TierGrid grid = tiers.get(tier).grid();
    SealedState.Progress before = state.tiers().get(tier);
    long limit = grid.familyOf(throughMillis + 1);
    OptionalLong next = keyValues.families().stream()
        .mapToLong(family -> SealedKeys.numberOf(grid, family))
        .filter(number ->
            number >= 0 && number < limit && grid.endMillis(number) > before.rolledMillis())
        .min();
    if (next.isPresent()) {
      new Roller(this, tier).roll(next.getAsLong());
      return true;
    }
    if (grid.startMillis(limit) > before.rolledMillis()) {
      // No rows in between: what is rolled up is the same, but further.
      state = state.with(
          tier, new SealedState.Progress(grid.startMillis(limit), before.droppedMillis()));
    }
    return false;
  }

  /** Removes label sets from the dictionary; no family may hold rows of theirs that are read. */
  public void remove(int[] ids) {
    WriteBatch batch = new WriteBatch();
    for (int id : ids) {
      byte[] key = SealedKeys.id(id);
      batch.delete(SealedKeys.LABELS, key);
      batch.delete(SealedKeys.TOTALS, key);
      batch.delete(SealedKeys.CELLS, key);
    }
    keyValues.write(batch);
  }

  /** Drops the families that end at or before a stamp, given by tier. */
  public void dropThrough(int tier, long throughMillis) {
    Tier own = tiers.get(tier);
    long endMillis = own.grid().startMillis(own.grid().familyOf(throughMillis + 1));
    SealedState.Progress before = state.tiers().get(tier);
    if (endMillis <= before.droppedMillis()) {
      return;
    }
    // First the state: whoever reads it looks for nothing in families that are about to go.
    finish(
        new WriteBatch(),
        state.with(
            tier, new SealedState.Progress(Math.max(before.rolledMillis(), endMillis), endMillis)));
    for (String family : keyValues.families()) {
      long number = SealedKeys.numberOf(own.grid(), family);
      if (number >= 0 && own.grid().endMillis(number) <= endMillis) {
        keyValues.drop(family);
      }
    }
  }

  /**
   * Forgets the oldest family of the finest tier before its time, for lack of room; if it is the one
   * that gets chunks now, it forgets the chunks that are in it.
   *
   * @return the stamp of the last window that was forgotten; 0 if there was nothing to forget
   */
  public long forgetOldest() {
    TierGrid grid = tiers.get(0).grid();
    OptionalLong oldest = keyValues.families().stream()
        .mapToLong(family -> SealedKeys.numberOf(grid, family))
        .filter(number -> number >= 0)
        .min();
    if (oldest.isEmpty()) {
      return 0;
    }
    long endMillis = grid.endMillis(oldest.getAsLong());
    SealedState now = state;
    if (endMillis <= now.throughMillis()) {
      rollNext(0, endMillis);
      dropThrough(0, endMillis);
      return endMillis;
    }
    if (now.tiers().get(0).droppedMillis() >= now.throughMillis()) {
      return 0;
    }
    new Roller(this, 0).forget(oldest.getAsLong(), now.throughMillis());
    finish(
        new WriteBatch(),
        now.with(0, new SealedState.Progress(now.throughMillis(), now.throughMillis())));
    return now.throughMillis();
  }

  /** Returns the head of the store in a key-value store; nothing if it is new. */
  public static Optional<StoreHead> head(KeyValues keyValues) {
    try (KeyValuesView view = keyValues.view()) {
      return Optional.ofNullable(view.get(SealedKeys.DEFAULT, HEAD)).map(StoreHead::from);
    }
  }

  /** Writes the head of the store and makes it durable. */
  public static void writeHead(KeyValues keyValues, StoreHead head) {
    keyValues.create(SealedKeys.DEFAULT);
    keyValues.write(new WriteBatch().put(SealedKeys.DEFAULT, HEAD, head.toBytes()));
    keyValues.flush();
  }

  /** Returns a value that the store keeps beside the rows; null if it was never written. */
  public byte @Nullable [] extra(String name) {
    try (KeyValuesView view = keyValues.view()) {
      return view.get(SealedKeys.DEFAULT, extraKey(name));
    }
  }

  /** Adds a value that the store keeps beside the rows to a batch for {@link #writeChunks}. */
  public static void putExtra(WriteBatch batch, String name, byte[] value) {
    batch.put(SealedKeys.DEFAULT, extraKey(name), value);
  }

  static byte[] extraKey(String name) {
    return ("extra " + name).getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns how much time the families of a tier cover, in milliseconds. */
  public long coveredMillis(int tier) {
    SealedState now = state;
    long throughMillis =
        tier == 0 ? now.throughMillis() : now.tiers().get(tier - 1).rolledMillis();
    return Math.max(0, throughMillis - now.tiers().get(tier).droppedMillis());
  }

  /** Returns the size of all families in bytes. */
  public long sizeBytes() {
    return keyValues.families().stream().mapToLong(keyValues::sizeBytes).sum();
  }

  /** Returns the size of all families of a tier in bytes. */
  public long sizeBytes(int tier) {
    return keyValues.families().stream()
        .filter(family -> SealedKeys.numberOf(tiers.get(tier).grid(), family) >= 0)
        .mapToLong(keyValues::sizeBytes)
        .sum();
  }
}
