// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.FineBins;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.metric.LeLabel;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Builds the series that a selector selects from label sets. Used by one thread. */
public final class SeriesBuilder {
  private final RedSelector selector;
  private final CellLayout layout;
  private final Timeline timeline;
  private final QueryLimits limits;
  private final Map<Unit, List<LeLabel>> leLabels = new EnumMap<>(Unit.class);
  private final Map<Unit, FineBins> fineBins = new EnumMap<>(Unit.class);
  private final List<Series> series = new ArrayList<>();

  /** Creates a builder without series. */
  public SeriesBuilder(
      RedSelector selector, CellLayout layout, Timeline timeline, QueryLimits limits) {
    this.selector = selector;
    this.layout = layout;
    this.timeline = timeline;
    this.limits = limits;
    for (Unit unit : Unit.values()) {
      leLabels.put(unit, LeLabel.all(layout, unit));
    }
  }

  /** Returns the cells of a layout as bins with bounds in a unit. */
  public static FineBins bins(CellLayout layout, Unit unit) {
    double[] lower = new double[layout.size()];
    double[] upper = new double[layout.size()];
    for (int cell = 0; cell < lower.length; cell++) {
      long lowerNanos = layout.lowerNanos(cell);
      lower[cell] = lowerNanos < 0 ? Double.NEGATIVE_INFINITY : lowerNanos / unit.nanos();
      upper[cell] = layout.upperNanos(cell) / unit.nanos();
    }
    return FineBins.of(lower, upper);
  }

  /** Adds the series of one label set. */
  public void add(LabelSetRows rows) {
    Counters counters = new Counters(rows, timeline, limits);
    if (counters.samples() == 0) {
      return;
    }
    int countersAtOnce = selector.hasBuckets() ? layout.boundCount() + 1 : 1;
    long scratchBytes = counters.scratchBytes(countersAtOnce);
    limits.hold(scratchBytes);
    selector.views().forEach((name, view) -> {
      Labels labels = rows.labels().with(Labels.METRIC_NAME, name);
      switch (view.part()) {
        case CALLS, COUNT -> addOne(labels, counters, counters.calls());
        case SUM -> addOne(labels, counters, counters.sums(view.unit().nanos()));
        case BUCKET -> addBuckets(labels, counters, view.unit());
        case HISTOGRAM -> addNative(labels, rows, counters, view.unit());
        case INFO -> throw new IllegalStateException(name + " is not made of counters");
      }
    });
    limits.release(scratchBytes);
  }

  /** Adds the histograms of one label set in fine bins. */
  public void addFine(LabelSetRows rows, String name, Unit unit) {
    Counters counters = new Counters(rows, timeline, limits);
    if (counters.samples() > 0) {
      FineBins bins = fineBins.computeIfAbsent(unit, own -> bins(layout, own));
      Labels labels = rows.labels().with(Labels.METRIC_NAME, name);
      series.add(new FineColumnBuilder(rows, counters, layout, bins, limits).build(labels));
    }
  }

  private void addBuckets(Labels labels, Counters counters, Unit unit) {
    List<LeLabel> les = leLabels.getOrDefault(unit, List.of());
    double[][] buckets = counters.buckets(layout);
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      LeLabel le = les.get(bucket);
      if (selector.selects(le)) {
        addOne(labels.with(LeLabel.NAME, le.text()), counters, buckets[bucket]);
      }
    }
  }

  private void addNative(Labels labels, LabelSetRows rows, Counters counters, Unit unit) {
    FineBins bins = fineBins.computeIfAbsent(unit, own -> bins(layout, own));
    FineColumnBuilder columns = new FineColumnBuilder(rows, counters, layout, bins, limits);
    limits.addSamples(counters.samples());
    series.add(columns.buildNative(labels, unit));
  }

  private void addOne(Labels labels, Counters counters, double[] values) {
    limits.addSamples(values.length);
    Series one = counters.times().toSeries(labels, values);
    limits.hold(one.sizeBytes(!counters.times().hasMarkers()) + Footprint.LIST_ENTRY);
    series.add(one);
  }

  /** Returns all series so far. */
  public List<Series> series() {
    return series;
  }
}
