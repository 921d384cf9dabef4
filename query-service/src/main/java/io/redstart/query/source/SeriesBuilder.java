// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Builds the series that a selector selects from label sets. Used by one thread. */
final class SeriesBuilder {
  private final RedSelector selector;
  private final CellLayout layout;
  private final Timeline timeline;
  private final QueryLimits limits;
  private final Map<Unit, List<LeLabel>> leLabels = new EnumMap<>(Unit.class);
  private final List<Series> series = new ArrayList<>();

  SeriesBuilder(RedSelector selector, CellLayout layout, Timeline timeline, QueryLimits limits) {
    this.selector = selector;
    this.layout = layout;
    this.timeline = timeline;
    this.limits = limits;
    for (Unit unit : Unit.values()) {
      leLabels.put(unit, leLabels(layout, unit));
    }
  }

  /** Returns the labels of all buckets, {@code +Inf} last. */
  static List<LeLabel> leLabels(CellLayout layout, Unit unit) {
    List<LeLabel> labels = new ArrayList<>();
    for (int bucket = 0; bucket < layout.boundCount(); bucket++) {
      labels.add(LeLabel.of(layout.boundNanos(bucket) / unit.nanos()));
    }
    labels.add(LeLabel.of(Double.POSITIVE_INFINITY));
    return labels;
  }

  /** Adds the series of one label set. */
  void add(LabelSetRows rows) {
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
        case INFO -> throw new IllegalStateException(name + " is not made of counters");
      }
    });
    limits.release(scratchBytes);
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

  private void addOne(Labels labels, Counters counters, double[] values) {
    limits.addSamples(values.length);
    Series one = counters.times().toSeries(labels, values);
    limits.hold(one.sizeBytes(!counters.times().hasMarkers()) + Footprint.LIST_ENTRY);
    series.add(one);
  }

  /** Returns all series so far. */
  List<Series> series() {
    return series;
  }
}
