// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.latest;

import io.redstart.query.source.metric.Family;
import io.redstart.query.source.metric.MetricMetadata;
import io.redstart.query.source.metric.MetricView;
import io.redstart.query.source.metric.MetricView.Part;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A listed metric whose newest samples can be read for all label sets, one range after another. */
public final class LatestMetric {
  private final String name;
  private final MetricMetadata metadata;
  private final Family family;
  private final Unit unit;

  private LatestMetric(String name, MetricMetadata metadata, Family family, Unit unit) {
    this.name = name;
    this.metadata = metadata;
    this.family = family;
    this.unit = unit;
  }

  /** Returns the metrics of some series names; {@code target_info} is not among them. */
  public static List<LatestMetric> of(Map<String, MetricView> listed) {
    Map<String, MetricMetadata> metadata = MetricMetadata.of(listed);
    List<LatestMetric> metrics = new ArrayList<>();
    listed.forEach((series, view) -> {
      boolean isMetric = view.part() == Part.CALLS || view.part() == Part.BUCKET;
      String name = view.part() == Part.BUCKET ? MetricMetadata.histogramName(series) : series;
      MetricMetadata own = metadata.get(name);
      if (isMetric && own != null) {
        metrics.add(new LatestMetric(name, own, view.family(), view.unit()));
      }
    });
    return metrics;
  }

  /** Returns its name: that of its series, for a histogram without {@code _bucket}. */
  public String name() {
    return name;
  }

  /** Returns its type, unit and help. */
  public MetricMetadata metadata() {
    return metadata;
  }

  /** Returns whether it is a histogram, otherwise a counter. */
  public boolean isHistogram() {
    return metadata.type().equals("histogram");
  }

  /** Returns how many nanoseconds its unit has. */
  public double unitNanos() {
    return unit.nanos();
  }

  Unit unit() {
    return unit;
  }

  Family family() {
    return family;
  }
}
