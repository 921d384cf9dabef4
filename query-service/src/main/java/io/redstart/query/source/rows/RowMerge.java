// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.fold.EvenShares;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.SelectReply;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Merges the pages of all shards and stores by label set. Used by one thread.
 *
 * <p>A row whose window is longer than a window of the timeline is spread evenly over those that it
 * covers, so counters rise on a straight line (docs/rules.md, W5). If the label set was born within
 * the row, the windows before its birth get nothing:
 *
 * <pre>
 *   a minute of 120 calls, stamped 12:01:00       10 calls in each window :05 … :00
 *   the same, of a label set born at 12:00:45     30 calls in each window :45 … :00
 * </pre>
 */
public final class RowMerge {
  private final CellLayout layout;
  private final Timeline timeline;
  private final QueryLimits limits;
  private final Map<Labels, LabelSetRows> labelSets = new HashMap<>();
  private final Increment increment = new Increment();
  private final EvenShares shares = new EvenShares();
  /** The memory held for the label set that is being merged. */
  private long heldBytes;

  /**
   * Creates an empty merge.
   *
   * @param layout the layout to convert all cells to
   */
  public RowMerge(CellLayout layout, Timeline timeline, QueryLimits limits) {
    this.layout = layout;
    this.timeline = timeline;
    this.limits = limits;
  }

  /**
   * Adds a page.
   *
   * @throws MalformedFrameException if the page is malformed
   */
  public void add(SelectReply.Reader page) {
    increment.clear();
    while (page.next(increment)) {
      limits.check();
      checkCells(page.layout());
      if (page.birthMillis() <= timeline.throughMillis()) {
        addLabelSet(page);
      } else {
        skipRows(page);
      }
      increment.clear();
    }
  }

  private void addLabelSet(SelectReply.Reader page) {
    LabelSetRows rows = labelSets.computeIfAbsent(page.labels(), this::newRows);
    heldBytes = rows.sizeBytes();
    boolean counted = !increment.isEmpty();
    rows.bornAt(page.birthMillis());
    rows.lastCountedAt(Math.min(page.lastMillis(), timeline.throughMillis()));
    rows.addBase(increment, page.layout(), layout);
    long firstRowMillis = addRows(page, rows);
    if (counted && page.birthMillis() > timeline.readFromMillis()) {
      rows.lostThrough(firstRowMillis - timeline.windowMillis());
    }
    holdGrowth(rows);
  }

  /** Skips the rows of a label set that was born in the last coarse window, but after the range. */
  private void skipRows(SelectReply.Reader page) {
    for (int left = page.rows(); left > 0; left--) {
      page.row(increment);
    }
  }

  private void holdGrowth(LabelSetRows rows) {
    long sizeBytes = rows.sizeBytes();
    limits.hold(sizeBytes - heldBytes);
    heldBytes = sizeBytes;
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
      int windows = windowsOf(stampMillis, page.birthMillis());
      long beginMillis = stampMillis - (windows - 1) * timeline.windowMillis();
      if (windows == 1) {
        addRow(stampMillis, increment, page.layout(), rows);
      } else {
        spread(beginMillis, windows, page.layout(), rows);
      }
      if (i == 0) {
        firstMillis = beginMillis;
      }
    }
    return firstMillis;
  }

  /** Returns over how many windows a row is spread: those that it covers from the birth on. */
  private int windowsOf(long stampMillis, long birthMillis) {
    long rowMillis = timeline.rowMillis(stampMillis);
    if (stampMillis % rowMillis != 0) {
      throw new MalformedFrameException(
          "row at " + stampMillis + ", which ends no window of " + rowMillis + " ms");
    }
    long coveredMillis = Math.min(rowMillis, stampMillis - birthMillis + timeline.windowMillis());
    return Math.max(1, (int) (coveredMillis / timeline.windowMillis()));
  }

  private void spread(long beginMillis, int windows, CellLayout of, LabelSetRows rows) {
    long stampMillis = beginMillis;
    for (int i = 0; i < windows && stampMillis <= timeline.throughMillis(); i++) {
      limits.check(i);
      addRow(stampMillis, shares.share(increment, i, windows), of, rows);
      stampMillis += timeline.windowMillis();
    }
    holdGrowth(rows);
  }

  private void addRow(long stampMillis, Increment row, CellLayout of, LabelSetRows rows) {
    if (stampMillis <= timeline.throughMillis()) {
      rows.addRow(stampMillis, row, of, layout);
      limits.addSamples(1 + row.cellCount());
    }
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
  public Collection<LabelSetRows> labelSets() {
    return labelSets.values();
  }

  /** Passes on every label set, in no particular order, and removes it. */
  public void drain(Consumer<LabelSetRows> action) {
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
