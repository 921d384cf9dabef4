// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.spanmetrics.SpanLimitsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.wire.LabelSets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds requests as Redstart's ingest does before it sends them to an aggregator, and returns the
 * series that Prometheus would show, with the metric's name. An exponential histogram appears with
 * the upper bounds of the fine bins that were counted.
 */
final class FoldedSeries {
  private final SpanMetricsConfig config;
  private final CellLayout layout;
  private final Map<Labels, Double> samples = new TreeMap<>();

  private FoldedSeries(SpanMetricsConfig config) {
    this.config = config;
    this.layout = config.layout();
  }

  /** Returns the samples of all spans, none of which may be rejected. */
  static Map<Labels, Double> of(
      SpanMetricsConfig config, List<ExportTraceServiceRequest> requests) {
    FoldedSeries series = new FoldedSeries(config);
    SpanFolder folder = new SpanFolder(config, series.layout, limits(config), 42);
    OtlpTraceDecoder decoder = new OtlpTraceDecoder();
    for (ExportTraceServiceRequest request : requests) {
      byte[] bytes = request.toByteArray();
      try {
        decoder.decode(bytes, 0, bytes.length, folder);
      } catch (MalformedOtlpException e) {
        throw new IllegalArgumentException(request.toString(), e);
      }
    }
    assertThat(folder.tally().rejected()).as("rejected spans").isZero();
    series.add(folder.fold());
    return series.samples;
  }

  private static @Nullable ServiceLimits limits(SpanMetricsConfig config) {
    SpanLimitsConfig limits = config.effectiveLimits();
    return limits.isOn()
        ? new ServiceLimits(limits, new SimpleMeterRegistry(), InstantSource.fixed(Instant.EPOCH))
        : null;
  }

  /** Two spellings of a span may have separate entries, which only an aggregator adds up. */
  private void add(Fold fold) {
    Map<Metric, Map<Labels, Increment>> increments = new EnumMap<>(Metric.class);
    for (int entry = 0; entry < fold.size(); entry++) {
      LabelSet set = fold.labelSet(entry);
      Labels labels = LabelSets.decode(set.bytes(), 0, set.sizeBytes());
      increments
          .computeIfAbsent(set.metric(), metric -> new TreeMap<>())
          .computeIfAbsent(labels, absent -> new Increment())
          .add(fold.increment(entry));
    }
    increments.forEach((metric, byLabels) ->
        byLabels.forEach((labels, increment) -> add(metric, labels, increment)));
  }

  private void add(Metric metric, Labels labels, Increment increment) {
    switch (metric) {
      case SPANS -> {
        addCount("calls_total", labels, increment);
        addTimes("duration_", labels, increment);
      }
      case CALLS -> addCount("calls_total", labels, increment);
      case DURATION -> addTimes("duration_", labels, increment);
      case EVENTS -> addCount("events_total", labels, increment);
      case SELF_TIME -> addTimes("self_time_", labels, increment);
      case RESOURCES -> assertThat(increment.calls()).isPositive();
    }
  }

  private void addCount(String name, Labels labels, Increment increment) {
    put(name, labels, Weight.toDouble(increment.calls()));
  }

  private void addTimes(String name, Labels labels, Increment increment) {
    String nameOfUnit = name + config.histogram().unit().word();
    put(nameOfUnit + "_count", labels, Weight.toDouble(increment.calls()));
    put(nameOfUnit + "_sum", labels, inUnit(increment.sumNanos()));
    String bucket = nameOfUnit + "_bucket";
    put(bucket, labels.with("le", "+Inf"), Weight.toDouble(increment.calls()));
    if (config.histogram().exponential() == null) {
      addBuckets(bucket, labels, increment);
    } else {
      addBins(bucket, labels, increment);
    }
  }

  private void addBuckets(String name, Labels labels, Increment increment) {
    long cumulative = 0;
    int cell = 0;
    for (int bound = 0; bound < layout.boundCount(); bound++) {
      while (cell < increment.cellCount() && layout.bucketOf(increment.cell(cell)) <= bound) {
        cumulative += increment.count(cell);
        cell++;
      }
      put(name, withBound(labels, layout.boundNanos(bound)), Weight.toDouble(cumulative));
    }
  }

  private void addBins(String name, Labels labels, Increment increment) {
    long cumulative = 0;
    for (int i = 0; i < increment.cellCount(); i++) {
      cumulative += increment.count(i);
      long upperNanos = layout.upperNanos(increment.cell(i));
      put(name, withBound(labels, upperNanos), Weight.toDouble(cumulative));
    }
  }

  private Labels withBound(Labels labels, long boundNanos) {
    return labels.with("le", PrometheusNumbers.format(inUnit(boundNanos)));
  }

  private double inUnit(double nanos) {
    return nanos / config.histogram().unit().nanos();
  }

  private void put(String name, Labels labels, double value) {
    samples.put(labels.with(Labels.METRIC_NAME, config.metricPrefix() + name), value);
  }
}
