// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.FineSeries;
import java.util.List;
import java.util.function.UnaryOperator;

/** What the two operators that read fine histograms have in common: series, cells and windows. */
final class FineSelection {
  private final List<FineSeries> selected;
  private final List<Labels> labels;
  private final CellSpace space;
  private final int[][] cells;
  private final SlidingWindow[] windows;

  FineSelection(List<FineSeries> selected, UnaryOperator<Labels> relabelling) {
    this.selected = selected;
    this.labels = selected.stream().map(FineSeries::labels).map(relabelling).toList();
    this.space = new CellSpace(selected);
    this.cells = selected.stream().map(space::cellsOf).toArray(int[][]::new);
    this.windows = selected.stream()
        .map(series -> new SlidingWindow(series.sampleCount(), series::timestampMillis))
        .toArray(SlidingWindow[]::new);
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
    return selected.stream().map(FineCursor::new).toArray(FineCursor[]::new);
  }
}
