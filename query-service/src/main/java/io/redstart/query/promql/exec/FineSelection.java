// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Holds series, cells and windows for the two operators that read fine histograms. */
final class FineSelection {
  /** The size of a window, its view of the timestamps, and references to it, cells and labels. */
  private static final int SERIES = 2 * Footprint.OBJECT + 16 + 3 * Footprint.LIST_ENTRY;

  private final QueryLimits limits;
  private final List<FineSeries> selected;
  private final List<Labels> labels;
  private final CellSpace space;
  private final int[][] cells;
  private final SlidingWindow[] windows;

  FineSelection(QueryLimits limits, List<FineSeries> selected, UnaryOperator<Labels> relabelling) {
    this.limits = limits;
    this.selected = selected;
    this.labels = new ArrayList<>(selected.size());
    this.space = new CellSpace(limits, selected);
    this.cells = new int[selected.size()][];
    this.windows = new SlidingWindow[selected.size()];
    for (int i = 0; i < windows.length; i++) {
      limits.check();
      FineSeries series = selected.get(i);
      limits.hold(SERIES + Footprint.labels(series.labels()) + Footprint.ints(series.cellCount()));
      labels.add(relabelling.apply(series.labels()));
      cells[i] = space.cellsOf(series);
      windows[i] = new SlidingWindow(series.sampleCount(), series::timestampMillis);
    }
  }

  int size() {
    return windows.length;
  }

  List<Labels> labels() {
    return labels;
  }

  CellSpace space() {
    return space;
  }

  int[] cells(int series) {
    return cells[series];
  }

  SlidingWindow window(int series) {
    return windows[series];
  }

  long timestampMillis(int series, int sample) {
    return selected.get(series).timestampMillis(sample);
  }

  boolean isStale(int series, int sample, long atMillis) {
    return selected.get(series).isStale(sample, atMillis);
  }

  /** Returns a cursor at the first sample of each series. */
  FineCursor[] cursors() {
    FineCursor[] cursors = new FineCursor[selected.size()];
    for (int i = 0; i < cursors.length; i++) {
      limits.check();
      FineSeries series = selected.get(i);
      limits.hold(Footprint.OBJECT + Footprint.LIST_ENTRY + Footprint.longs(series.cellCount()));
      cursors[i] = new FineCursor(series);
    }
    return cursors;
  }
}
