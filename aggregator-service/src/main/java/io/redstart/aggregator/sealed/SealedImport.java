// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.window.Tier;
import io.redstart.model.Metric;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds label sets with a past that was counted elsewhere to the chunks of a store. Their rows precede
 * all of the store's own and go into the second tier, or into the only one:
 *
 * <pre>
 *   tier 0   dropped ───────────────────────────────┤ own rows, 5 s …
 *   tier 1   dropped ──┤ imported rows, 1 min       ┤ own rows, rolled up …
 *                      from                 through
 * </pre>
 *
 * <p>The store reads tier 1 where tier 0 is dropped, so only the marks of progress must change. A
 * label set is written at once with its dictionary entry, so a crash leaves all of it or nothing, and
 * an import that is repeated skips what is there. One thread at a time.
 */
public final class SealedImport {
  private final SealedRows rows;
  private final KeyValues keyValues;
  private final StoreHead head;
  private final Tier target;
  private final int targetIndex;
  private final ImportedRange range;
  /** Label sets born up to this stamp were imported, others were counted here. */
  private final long limitMillis;
  /** Births by metric and labels. */
  private final Map<ByteBuffer, Long> births = new HashMap<>();

  private SealedState state;
  private int nextId;
  private boolean reachesBack;

  /** Whether a label set can be imported. */
  public enum Standing {
    /** The store does not know it. */
    NEW,
    /** An import brought it. */
    IMPORTED,
    /** The store has rows of its own that counted on from 0. */
    COUNTED
  }

  private SealedImport(
      SealedRows rows,
      KeyValues keyValues,
      StoreHead head,
      int targetIndex,
      ImportedRange range,
      long limitMillis) {
    this.limitMillis = limitMillis;
    this.rows = rows;
    this.keyValues = keyValues;
    this.head = head;
    this.targetIndex = targetIndex;
    this.target = rows.tiers().get(targetIndex);
    this.range = range;
    this.state = rows.state();
    this.nextId = state.nextId();
  }

  /** Returns the tier that gets imported rows. */
  public static Tier targetOf(List<Tier> tiers) {
    return tiers.get(targetIndex(tiers));
  }

  private static int targetIndex(List<Tier> tiers) {
    return Math.min(1, tiers.size() - 1);
  }

  /**
   * Prepares an import; changes nothing.
   *
   * @param rows the rows of a store that no service uses, and whose journal is empty
   * @param sinceMillis the time after which rows are wanted
   * @param untilMillis the time up to which rows are wanted
   * @throws ImportRefusedException if the store has no room before its own rows
   */
  public static SealedImport open(
      SealedRows rows, KeyValues keyValues, StoreHead head, long sinceMillis, long untilMillis) {
    int targetIndex = targetIndex(rows.tiers());
    long windowMillis = rows.tiers().get(targetIndex).windowMillis();
    Map<ByteBuffer, Long> births = new HashMap<>();
    rows.forEachLabelSet((id, labelSet, total) ->
        births.put(keyOf(labelSet.metric(), labelSet.labels()), labelSet.birthMillis()));
    ImportedRange before = imported(keyValues);
    long limitMillis = before == null
        ? ownSinceMillis(rows, head, births.isEmpty(), targetIndex)
        : before.throughMillis();
    long throughMillis = floor(Math.min(limitMillis, untilMillis), windowMillis);
    long fromMillis = floor(sinceMillis, windowMillis);
    if (throughMillis <= fromMillis) {
      throw new ImportRefusedException("there is no time to import between " + time(fromMillis)
          + " and " + time(throughMillis) + ", before which the store has no rows of its own: "
          + "go further back with --since, or import into a new store.path");
    }
    SealedImport made = new SealedImport(
        rows,
        keyValues,
        head,
        targetIndex,
        new ImportedRange(fromMillis, throughMillis),
        limitMillis);
    made.births.putAll(births);
    return made;
  }

  /** Returns the time up to which the store has no rows that it counted itself. */
  private static long ownSinceMillis(
      SealedRows rows, StoreHead head, boolean isEmpty, int targetIndex) {
    if (isEmpty) {
      return rows.state().throughMillis();
    }
    for (int tier = targetIndex; tier < rows.tiers().size(); tier++) {
      if (rows.state().tiers().get(tier).droppedMillis() > head.sinceMillis()) {
        throw new ImportRefusedException("the store began at " + time(head.sinceMillis())
            + " and has dropped its oldest windows already: import into a new store.path");
      }
    }
    return head.sinceMillis();
  }

  private static long floor(long millis, long windowMillis) {
    return Math.floorDiv(millis, windowMillis) * windowMillis;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static @Nullable ImportedRange imported(KeyValues keyValues) {
    try (KeyValuesView view = keyValues.view()) {
      byte[] stored = view.get(SealedKeys.DEFAULT, SealedRows.extraKey(ImportedRange.EXTRA));
      return stored == null ? null : ImportedRange.from(stored);
    }
  }

  /** Returns the time that is imported. */
  public ImportedRange range() {
    return range;
  }

  /** Returns the length of the windows of imported rows. */
  public long windowMillis() {
    return target.windowMillis();
  }

  /** Returns whether a label set can be imported. */
  public Standing standing(Metric metric, byte[] labels) {
    Long birthMillis = births.get(keyOf(metric, labels));
    if (birthMillis == null) {
      return Standing.NEW;
    }
    return birthMillis <= limitMillis ? Standing.IMPORTED : Standing.COUNTED;
  }

  private static ByteBuffer keyOf(Metric metric, byte[] labels) {
    return ByteBuffer.allocate(1 + labels.length)
        .put((byte) metric.ordinal())
        .put(labels)
        .flip();
  }

  /** Begins a label set that is {@link Standing#NEW}; several can be under way. */
  public ImportedLabelSet begin(Metric metric, byte[] labels) {
    return new ImportedLabelSet(
        nextId++,
        metric,
        labels,
        target.grid(),
        targetIndex == 0,
        rows.layouts().currentNumber());
  }

  /** Writes a label set; it is durable after the next {@link #flush}. One without rows is left out. */
  public void write(ImportedLabelSet labelSet) {
    if (labelSet.rows() == 0) {
      return;
    }
    if (standing(labelSet.metric(), labelSet.labels()) != Standing.NEW) {
      throw new IllegalStateException("the store has this label set already");
    }
    reachBack();
    WriteBatch batch = labelSet.end(range.throughMillis());
    putState(batch);
    rows.write(batch, labelSet.families());
    births.put(keyOf(labelSet.metric(), labelSet.labels()), labelSet.birthMillis());
  }

  /** Makes everything written so far durable. */
  public void flush() {
    keyValues.flush();
  }

  /** Before the first label set: says that the store has rows of the imported time. */
  private void reachBack() {
    if (reachesBack) {
      return;
    }
    reachesBack = true;
    SealedState reached = state;
    for (int tier = 0; tier < rows.tiers().size(); tier++) {
      SealedState.Progress before = reached.tiers().get(tier);
      reached = reached.with(
          tier,
          tier < targetIndex
              ? atLeast(before, range.throughMillis())
              : atMost(before, range.fromMillis()));
    }
    state = reached.withThrough(reached.throughMillis(), reached.firstCommit(), nextId);
    ImportedRange before = imported(keyValues);
    long fromMillis =
        before == null ? range.fromMillis() : Math.min(before.fromMillis(), range.fromMillis());
    long throughMillis = before == null ? range.throughMillis() : before.throughMillis();
    WriteBatch batch = new WriteBatch();
    SealedRows.putExtra(
        batch, ImportedRange.EXTRA, new ImportedRange(fromMillis, throughMillis).toBytes());
    rows.finish(batch, state);
    SealedRows.writeHead(
        keyValues,
        new StoreHead(
            head.version(),
            head.id(),
            Math.min(head.sinceMillis(), fromMillis),
            head.windowsMillis()));
  }

  private static SealedState.Progress atLeast(SealedState.Progress before, long millis) {
    return new SealedState.Progress(
        Math.max(before.rolledMillis(), millis), Math.max(before.droppedMillis(), millis));
  }

  private static SealedState.Progress atMost(SealedState.Progress before, long millis) {
    return new SealedState.Progress(
        Math.min(before.rolledMillis(), millis), Math.min(before.droppedMillis(), millis));
  }

  /** Ids are never reused, so the next one is written with each label set. */
  private void putState(WriteBatch batch) {
    SealedState reached = state.withThrough(state.throughMillis(), state.firstCommit(), nextId);
    batch.put(SealedKeys.DEFAULT, SealedRows.STATE, reached.toBytes());
  }
}
