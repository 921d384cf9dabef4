// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.SelectReply;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Merges the pages of all shards and stores by label set. Used by one thread. */
final class RowMerge {
  private final CellLayout layout;
  private final Timeline timeline;
  private final QueryLimits limits;
  private final Map<Labels, LabelSetRows> labelSets = new HashMap<>();
  private final Increment increment = new Increment();

  /**
   * Creates an empty merge.
   *
   * @param layout the layout to convert all cells to
   */
  RowMerge(CellLayout layout, Timeline timeline, QueryLimits limits) {
    this.layout = layout;
    this.timeline = timeline;
    this.limits = limits;
  }

  /**
   * Adds a page.
   *
   * @throws MalformedFrameException if the page is malformed
   */
  void add(SelectReply.Reader page) {
    increment.clear();
    while (page.next(increment)) {
      limits.check();
      LabelSetRows rows = labelSets.computeIfAbsent(page.labels(), this::newRows);
      long heldBytes = rows.sizeBytes();
      boolean counted = !increment.isEmpty();
      rows.bornAt(page.birthMillis());
      rows.lastCountedAt(page.lastMillis());
      checkCells(page.layout());
      rows.addBase(increment, page.layout(), layout);
      long firstRowMillis = addRows(page, rows);
      if (counted && page.birthMillis() > timeline.readFromMillis()) {
        rows.lostThrough(firstRowMillis - timeline.windowMillis());
      }
      limits.hold(rows.sizeBytes() - heldBytes);
      increment.clear();
    }
  }

  private LabelSetRows newRows(Labels labels) {
    LabelSetRows rows = new LabelSetRows(labels);
    limits.hold(Footprint.MAP_ENTRY + rows.sizeBytes());
    return rows;
  }

  /** Adds the rows of a label set. Returns the first stamp, or one window after the last count. */
  private long addRows(SelectReply.Reader page, LabelSetRows rows) {
    long firstMillis = page.lastMillis() + timeline.windowMillis();
    long stampMillis = timeline.readFromMillis();
    int count = page.rows();
    for (int i = 0; i < count; i++) {
      increment.clear();
      stampMillis += page.row(increment) * timeline.windowMillis();
      checkCells(page.layout());
      rows.addRow(stampMillis, increment, page.layout(), layout);
      if (i == 0) {
        firstMillis = stampMillis;
      }
      limits.addSamples(1 + increment.cellCount());
    }
    return firstMillis;
  }

  /** Checks the cells against the page's layout: decoding accepts all cells of any layout. */
  private void checkCells(CellLayout of) {
    int touched = increment.cellCount();
    if (touched > 0 && increment.cell(touched - 1) >= of.size()) {
      throw new MalformedFrameException(
          "cell " + increment.cell(touched - 1) + " of a layout of " + of.size());
    }
  }

  /** Returns the label sets received so far, in no particular order. */
  Collection<LabelSetRows> labelSets() {
    return labelSets.values();
  }

  /** Passes on every label set, in no particular order, and removes it. */
  void drain(Consumer<LabelSetRows> action) {
    for (var all = labelSets.values().iterator(); all.hasNext(); ) {
      limits.check();
      LabelSetRows rows = all.next();
      action.accept(rows);
      all.remove();
      limits.removeSamples((long) rows.rowCount() + rows.offset(rows.rowCount()));
      limits.release(Footprint.MAP_ENTRY + rows.sizeBytes());
    }
  }
}
