// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks.query;

import io.redstart.model.CellLayout;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.FineColumn;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.FineBins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates label sets that are all called in every window of the last hours: 20 services, each
 * operation with durations in 20 cells, of which a window touches five.
 */
final class SyntheticView implements SeriesView {
  static final long WINDOW_MILLIS = 5_000;
  private static final int SERVICES = 20;
  private static final int CELLS = 20;
  private static final int TOUCHED = 5;

  private final List<Series> calls = new ArrayList<>();
  private final List<Series> durations = new ArrayList<>();

  SyntheticView(int labelSets, long endMillis, int windows) {
    SplittableRandom random = new SplittableRandom(1);
    CellLayout layout = CellLayout.of();
    FineBins bins = bins(layout);
    for (int i = 0; i < labelSets; i++) {
      Labels labels = Labels.of(
          "service_name",
          "service-" + i % SERVICES,
          "span_name",
          "operation-" + i / SERVICES,
          "span_kind",
          "SPAN_KIND_SERVER",
          "status_code",
          i % 10 == 0 ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET");
      long[] stamps = new long[windows];
      Arrays.setAll(stamps, window -> endMillis - (windows - 1 - window) * WINDOW_MILLIS);
      calls.add(calls(labels, stamps, random));
      durations.add(durations(labels, stamps, layout, bins, random));
    }
  }

  private static Series calls(Labels labels, long[] stamps, SplittableRandom random) {
    double[] values = new double[stamps.length];
    for (int i = 1; i < values.length; i++) {
      values[i] = values[i - 1] + random.nextInt(100);
    }
    return new Series(labels.with(Labels.METRIC_NAME, "calls"), stamps, values);
  }

  private static FineBins bins(CellLayout layout) {
    double[] lower = new double[layout.size()];
    double[] upper = new double[layout.size()];
    for (int cell = 0; cell < lower.length; cell++) {
      lower[cell] = layout.lowerNanos(cell) / 1e6;
      upper[cell] = layout.upperNanos(cell) / 1e6;
    }
    return FineBins.of(lower, upper);
  }

  private static Series durations(
      Labels labels, long[] stamps, CellLayout layout, FineBins bins, SplittableRandom random) {
    int first = layout.cellOf(1_000_000L * random.nextInt(1, 500));
    int[] cells = new int[CELLS];
    Arrays.setAll(cells, i -> first + 3 * i);
    int rows = stamps.length - 1;
    int[] rowSamples = new int[rows];
    int[] rowOffsets = new int[rows + 1];
    int[] rowCells = new int[rows * TOUCHED];
    double[] rowCounts = new double[rows * TOUCHED];
    for (int row = 0; row < rows; row++) {
      rowSamples[row] = row + 1;
      rowOffsets[row + 1] = (row + 1) * TOUCHED;
      int cell = random.nextInt(CELLS - TOUCHED);
      for (int i = 0; i < TOUCHED; i++) {
        rowCells[row * TOUCHED + i] = cell + i;
        rowCounts[row * TOUCHED + i] = random.nextInt(1, 20);
      }
    }
    FineColumn column =
        new FineColumn(bins, cells, new double[CELLS], rowSamples, rowOffsets, rowCells, rowCounts);
    return new Series(
        labels.with(Labels.METRIC_NAME, "duration_bucket"),
        stamps,
        new double[stamps.length],
        column,
        null);
  }

  @Override
  public List<List<Series>> select(List<Selection> selections) {
    return selections.stream().map(this::select).toList();
  }

  private List<Series> select(Selection selection) {
    return (selection.asHistograms() ? durations : calls)
        .stream().filter(series -> matches(series.labels(), selection)).toList();
  }

  private static boolean matches(Labels labels, Selection selection) {
    for (LabelMatcher matcher : selection.matchers()) {
      if (!matcher.matches(labels.get(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }
}
