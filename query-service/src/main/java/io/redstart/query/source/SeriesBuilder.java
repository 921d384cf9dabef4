// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.SpanMetricsConfig.Unit;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.query.promql.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes the series that a selector shows of label sets. Used by one thread. */
final class SeriesBuilder {
  private final RedSelector selector;
  private final CellLayout layout;
  private final Timeline timeline;
  private final SampleLimit limit;
  private final Map<Unit, List<LeLabel>> leLabels = new EnumMap<>(Unit.class);
  private final List<Series> series = new ArrayList<>();

  SeriesBuilder(RedSelector selector, CellLayout layout, Timeline timeline, SampleLimit limit) {
    this.selector = selector;
    this.layout = layout;
    this.timeline = timeline;
    this.limit = limit;
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
    Counters counters = new Counters(rows, timeline);
    if (counters.samples() == 0) {
      return;
    }
    selector.views().forEach((name, view) -> {
      Labels labels = rows.labels().with(Labels.METRIC_NAME, name);
      switch (view.part()) {
        case CALLS, COUNT -> addOne(labels, counters, counters.calls());
        case SUM -> addOne(labels, counters, counters.sums(view.unit().nanos()));
        case BUCKET -> addBuckets(labels, counters, view.unit());
        case INFO -> throw new IllegalStateException(name + " is not made of counters");
      }
    });
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
    limit.take(values.length);
    series.add(counters.times().toSeries(labels, values));
  }

  /** Returns all series so far. */
  List<Series> series() {
    return series;
  }
}
