// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the metrics {@code redstart_…} of a registry as the text of {@code /metrics} shows them, and
 * adds {@code up}.
 */
final class RegistryScrape {
  private static final String UP_HELP = "Whether a process of Redstart was alive";

  private final PrometheusRegistry registry;
  private final String instance;
  private final List<OwnSample> samples = new ArrayList<>();
  private final List<OwnFamily> families = new ArrayList<>();

  private RegistryScrape(PrometheusRegistry registry, String instance) {
    this.registry = registry;
    this.instance = instance;
  }

  /** Reads all metrics once. */
  static RegistryScrape of(PrometheusRegistry registry, String instance) {
    RegistryScrape scrape = new RegistryScrape(registry, instance);
    scrape.read();
    return scrape;
  }

  List<OwnSample> samples() {
    return samples;
  }

  List<OwnFamily> families() {
    return families;
  }

  private void read() {
    samples.add(new OwnSample(OwnNames.up(instance), 1));
    families.add(new OwnFamily(OwnNames.UP, "gauge", UP_HELP));
    registry.scrape(name -> name.startsWith(OwnNames.PREFIX)).forEach(this::add);
  }

  private void add(MetricSnapshot metric) {
    String name = metric.getMetadata().getPrometheusName();
    if (metric instanceof CounterSnapshot counter) {
      name += "_total";
      for (CounterSnapshot.CounterDataPointSnapshot point : counter.getDataPoints()) {
        add(name, labels(point), point.getValue());
      }
      describe(metric, name, "counter");
    } else if (metric instanceof GaugeSnapshot gauge) {
      for (GaugeSnapshot.GaugeDataPointSnapshot point : gauge.getDataPoints()) {
        add(name, labels(point), point.getValue());
      }
      describe(metric, name, "gauge");
    } else if (metric instanceof InfoSnapshot info) {
      name += "_info";
      for (InfoSnapshot.InfoDataPointSnapshot point : info.getDataPoints()) {
        add(name, labels(point), 1);
      }
      describe(metric, name, "gauge");
    } else if (metric instanceof SummarySnapshot summary) {
      for (SummarySnapshot.SummaryDataPointSnapshot point : summary.getDataPoints()) {
        addSummary(name, point);
      }
      describe(metric, name, "summary");
    } else if (metric instanceof HistogramSnapshot histogram) {
      for (HistogramSnapshot.HistogramDataPointSnapshot point : histogram.getDataPoints()) {
        addHistogram(name, point);
      }
      describe(metric, name, "histogram");
    } else if (metric instanceof UnknownSnapshot unknown) {
      for (UnknownSnapshot.UnknownDataPointSnapshot point : unknown.getDataPoints()) {
        add(name, labels(point), point.getValue());
      }
      describe(metric, name, "unknown");
    }
  }

  private void describe(MetricSnapshot metric, String name, String type) {
    String help = metric.getMetadata().getHelp();
    families.add(new OwnFamily(name, type, help == null ? "" : help));
  }

  private void addSummary(String name, SummarySnapshot.SummaryDataPointSnapshot point) {
    for (Quantile quantile : point.getQuantiles()) {
      Labels.Builder labels = labels(point).add("quantile", bound(quantile.getQuantile()));
      add(name, labels, quantile.getValue());
    }
    addSumAndCount(name, point);
  }

  private void addHistogram(String name, HistogramSnapshot.HistogramDataPointSnapshot point) {
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    long count = 0;
    for (int i = 0; i < buckets.size(); i++) {
      count += buckets.getCount(i);
      Labels.Builder labels = labels(point).add("le", bound(buckets.getUpperBound(i)));
      add(name + "_bucket", labels, (double) count);
    }
    addSumAndCount(name, point);
  }

  private void addSumAndCount(String name, DistributionDataPointSnapshot point) {
    if (point.hasCount()) {
      add(name + "_count", labels(point), (double) point.getCount());
    }
    if (point.hasSum()) {
      add(name + "_sum", labels(point), point.getSum());
    }
  }

  private static String bound(double value) {
    return value == Double.POSITIVE_INFINITY ? "+Inf" : Double.toString(value);
  }

  private Labels.Builder labels(DataPointSnapshot point) {
    Labels.Builder labels =
        new Labels.Builder().add(OwnNames.JOB, OwnNames.JOB_VALUE).add(OwnNames.INSTANCE, instance);
    for (int i = 0; i < point.getLabels().size(); i++) {
      labels.add(point.getLabels().getPrometheusName(i), point.getLabels().getValue(i));
    }
    return labels;
  }

  private void add(String name, Labels.Builder labels, double value) {
    samples.add(new OwnSample(labels.add(Labels.METRIC_NAME, name).build(), value));
  }
}
