// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.redstart.ingest.otlp.AnyValueText;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.model.Labels;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series that a span metrics connector exported, with the labels that Prometheus gives them.
 * Applies Redstart's improvements to the labels, and remembers which ones applied.
 */
final class CollectorSeries {
  private static final String INSTANCE_ID = "collector.instance.id";

  private final RedSeries series = new RedSeries();
  private final Set<Improvement> met = EnumSet.noneOf(Improvement.class);

  private CollectorSeries() {}

  static CollectorSeries of(ExportMetricsServiceRequest request) {
    CollectorSeries read = new CollectorSeries();
    Set<Labels> targets = new HashSet<>();
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      Map<String, String> target = target(resource.getResource().getAttributesList());
      if (!targets.add(Labels.of(target))) {
        read.met.add(Improvement.RESOURCES_ADD_UP);
      }
      resource.getScopeMetricsList().stream()
          .flatMap(scope -> scope.getMetricsList().stream())
          .forEach(metric -> read.add(metric, target));
    }
    return read;
  }

  RedSeries series() {
    return series;
  }

  /** Returns the improvements that made a difference. */
  Set<Improvement> met() {
    return met;
  }

  /** Returns {@code job} and {@code instance}, as Prometheus derives them from the resource. */
  private static Map<String, String> target(List<KeyValue> attributes) {
    Map<String, String> values = new HashMap<>();
    attributes.forEach(attribute -> values.put(attribute.getKey(), text(attribute.getValue())));
    String service = values.getOrDefault("service.name", "");
    String namespace = values.get("service.namespace");
    return Map.of(
        "job",
        namespace == null ? service : namespace + "/" + service,
        "instance",
        values.getOrDefault("service.instance.id", ""),
        "service.name",
        service);
  }

  private void add(Metric metric, Map<String, String> target) {
    if (metric.getName().endsWith("calls")) {
      for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
        series.addCalls(labels(point.getAttributesList(), target), point.getAsInt());
      }
    } else if (metric.getName().endsWith("events")) {
      for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
        series.addEvents(labels(point.getAttributesList(), target), point.getAsInt());
      }
    } else {
      for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
        add(point, series.durations(labels(point.getAttributesList(), target)));
      }
      for (ExponentialHistogramDataPoint point :
          metric.getExponentialHistogram().getDataPointsList()) {
        add(point, series.durations(labels(point.getAttributesList(), target)));
      }
    }
  }

  private static void add(HistogramDataPoint point, RedSeries.Durations durations) {
    double cumulative = 0;
    for (int i = 0; i < point.getBucketCountsCount(); i++) {
      cumulative += point.getBucketCounts(i);
      durations.addBucket(
          i < point.getExplicitBoundsCount()
              ? point.getExplicitBounds(i)
              : Double.POSITIVE_INFINITY,
          cumulative);
    }
    durations.addCount(point.getCount());
    durations.addSum(point.getSum());
  }

  /** Bucket i is (base^(offset + i), base^(offset + i + 1)], with base 2^(2^−scale). */
  private static void add(ExponentialHistogramDataPoint point, RedSeries.Durations durations) {
    double octavesPerBucket = Math.pow(2, -point.getScale());
    durations.addBucket(new RedSeries.Bucket(-1, 0, point.getZeroCount()));
    for (int i = 0; i < point.getPositive().getBucketCountsCount(); i++) {
      int exponent = point.getPositive().getOffset() + i;
      durations.addBucket(new RedSeries.Bucket(
          Math.pow(2, exponent * octavesPerBucket),
          Math.pow(2, (exponent + 1) * octavesPerBucket),
          point.getPositive().getBucketCounts(i)));
    }
    durations.addCount(point.getCount());
    durations.addSum(point.getSum());
  }

  private Labels labels(List<KeyValue> attributes, Map<String, String> target) {
    Map<String, String> labels = new HashMap<>();
    for (KeyValue attribute : attributes) {
      String key = attribute.getKey();
      String value = text(attribute.getValue());
      if (key.equals(INSTANCE_ID)) {
        met.add(Improvement.NO_INSTANCE_ID);
      } else if (key.equals("otel.metric.overflow")) {
        met.add(Improvement.OVERFLOW_KEEPS_SERVICE);
      } else if (key.equals("service.name") && value.isEmpty()) {
        met.add(Improvement.SERVICE_NAME_AS_TEXT);
        labels.put("service_name", target.get("service.name"));
      } else {
        labels.put(key.replaceAll("[^a-zA-Z0-9_]", "_"), value);
      }
    }
    labels.put("job", target.get("job"));
    labels.put("instance", target.get("instance"));
    return Labels.of(labels);
  }

  /** The test compares these texts with the Collector's own in its page for Prometheus. */
  private static String text(AnyValue value) {
    try {
      byte[] bytes = value.toByteArray();
      ByteSlice slice = new ByteSlice();
      slice.set(bytes, 0, bytes.length);
      return AnyValueText.of(slice);
    } catch (Exception e) {
      throw new IllegalStateException(value.toString(), e);
    }
  }
}
