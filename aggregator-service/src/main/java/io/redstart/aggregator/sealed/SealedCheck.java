// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.wire.LabelSets;
import io.redstart.wire.MalformedFrameException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks that chunks, label sets and totals can be read and agree with each other. Changes nothing.
 *
 * <pre>
 *   state      no tier is further than the one that feeds it
 *   labels     each can be decoded, is below the next id, and has a total
 *   families   every key is of a label set in the dictionary
 *   rows       {@link RowsCheck}, one label set after the other
 * </pre>
 */
public final class SealedCheck {
  /** Hears what is wrong. */
  public interface Report {
    /** Bytes that cannot be read. */
    void damaged(String what);

    /** Rows and totals that do not add up. */
    void disagrees(String what);

    /** Bytes that are never read, but take room. */
    void leftover(String what);
  }

  private final SealedContents contents;
  private final Report report;
  private final Progress progress;
  private final BitSet ids = new BitSet();
  /** Families whose files are damaged: reported once, and not read again. */
  private final Set<String> damaged = new HashSet<>();

  /** Prepares a check. */
  public SealedCheck(SealedContents contents, Report report, Progress progress) {
    this.contents = contents;
    this.report = report;
    this.progress = progress;
  }

  /** Checks everything. */
  public void run() {
    checkState();
    guarded(SealedKeys.LABELS, this::checkLabels);
    guarded(SealedKeys.TOTALS, () -> checkTotals(SealedKeys.TOTALS));
    guarded(SealedKeys.CELLS, () -> checkTotals(SealedKeys.CELLS));
    checkFamilies();
    checkRows();
  }

  /** Returns the ids of all label sets in the dictionary, after {@link #run}. */
  public BitSet ids() {
    return ids;
  }

  private void guarded(String family, Runnable check) {
    try {
      check.run();
    } catch (KeyValuesException e) {
      damaged.add(family);
      report.damaged("family " + family + ": " + e.getMessage());
    }
  }

  private void checkState() {
    SealedState state = contents.state();
    long reachedMillis = state.throughMillis();
    for (int tier = 0; tier < state.tiers().size(); tier++) {
      SealedState.Progress of = state.tiers().get(tier);
      if (of.droppedMillis() > of.rolledMillis() && tier + 1 < state.tiers().size()) {
        report.disagrees("the state says of tier " + tier + " that windows were dropped (through "
            + RowsCheck.time(of.droppedMillis()) + ") which were never rolled up (through "
            + RowsCheck.time(of.rolledMillis()) + ")");
      }
      if (tier == 0 && of.rolledMillis() > reachedMillis) {
        report.disagrees("the state says that windows were rolled up (through "
            + RowsCheck.time(of.rolledMillis()) + ") which are in no chunk (through "
            + RowsCheck.time(reachedMillis) + ")");
      }
    }
    Set<String> known = new HashSet<>(contents.rowFamilies());
    known.addAll(
        Set.of(SealedKeys.DEFAULT, SealedKeys.LABELS, SealedKeys.TOTALS, SealedKeys.CELLS));
    for (String family : contents.keyValues().families()) {
      if (!known.contains(family)) {
        report.leftover("family " + family + " is of no tier of this store");
      }
    }
  }

  private void checkLabels() {
    int nextId = contents.state().nextId();
    long lateMillis = 0;
    KeyValuesCursor cursor = contents.view().cursor(SealedKeys.LABELS);
    for (cursor.seek(SealedKeys.id(0)); cursor.isValid(); cursor.next()) {
      int id = SealedKeys.idOf(cursor.key(), 0);
      ids.set(id);
      try {
        StoredLabelSet labelSet = StoredLabelSet.from(cursor.value());
        LabelSets.check(labelSet.labels(), 0, labelSet.labels().length);
        // After a crash, label sets that a chunk had begun to write can be ahead of the state.
        if (id >= nextId && labelSet.birthMillis() <= contents.state().throughMillis()) {
          lateMillis = labelSet.birthMillis();
        }
      } catch (MalformedFrameException e) {
        report.damaged("label set " + id + " cannot be decoded: " + e.getMessage());
      }
      if (contents.view().get(SealedKeys.TOTALS, SealedKeys.id(id)) == null) {
        report.disagrees("label set " + id + " has no total, so the store cannot be opened");
      }
    }
    if (lateMillis > 0) {
      report.disagrees("a label set has an id from " + nextId + " on, the next that is to be given"
          + " to a new one");
    }
  }

  private void checkTotals(String family) {
    long orphans = 0;
    KeyValuesCursor cursor = contents.view().cursor(family);
    for (cursor.seek(SealedKeys.id(0)); cursor.isValid(); cursor.next()) {
      orphans += ids.get(SealedKeys.idOf(cursor.key(), 0)) ? 0 : 1;
    }
    if (orphans > 0) {
      report.leftover(orphans + " totals in family " + family + " are of no label set");
    }
  }

  private void checkFamilies() {
    long doneBytes = 0;
    long totalBytes = 0;
    for (String family : contents.rowFamilies()) {
      totalBytes += contents.keyValues().sizeBytes(family);
    }
    for (int tier = 0; tier < contents.tiers().size(); tier++) {
      TierGrid grid = contents.tiers().get(tier).grid();
      for (long number : contents.familiesOf(tier)) {
        String family = SealedKeys.family(grid, number);
        if (grid.endMillis(number) <= contents.state().tiers().get(tier).droppedMillis()) {
          report.leftover("family " + family + " was to be dropped");
        }
        guarded(family, () -> checkKeys(family));
        doneBytes += contents.keyValues().sizeBytes(family);
        progress.at("reading files", doneBytes, totalBytes);
      }
    }
  }

  private void checkKeys(String family) {
    long orphans = 0;
    KeyValuesCursor cursor = contents.view().cursor(family);
    for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
      byte[] key = cursor.key();
      if (!SealedKeys.isRowKey(key)) {
        report.damaged("family " + family + " has a key of " + key.length + " bytes that means"
            + " nothing to this version of Redstart");
      } else if (!ids.get(SealedKeys.rowIdOf(key))) {
        orphans++;
      }
    }
    if (orphans > 0) {
      report.leftover(orphans + " keys in family " + family + " are of no label set");
    }
  }

  private void checkRows() {
    RowsCheck rows = new RowsCheck(contents, damaged, report);
    int done = 0;
    int total = ids.cardinality();
    for (int id = ids.nextSetBit(0); id >= 0; id = ids.nextSetBit(id + 1)) {
      try {
        rows.check(id);
      } catch (MalformedFrameException e) {
        report.damaged("the total of label set " + id + " cannot be decoded: " + e.getMessage());
      } catch (KeyValuesException e) {
        report.damaged("the rows of label set " + id + ": " + e.getMessage());
        return;
      }
      done++;
      if (done % 100 == 0 || done == total) {
        progress.at("adding up rows", done, total);
      }
    }
  }
}
