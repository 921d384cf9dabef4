// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.redstart.query.export.NativeCounts;
import io.redstart.query.promql.value.NativeColumn;
import io.redstart.query.push.Point;
import io.redstart.query.source.LatestExemplar;
import io.redstart.query.source.LatestLabelSet;
import io.redstart.query.source.LatestMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the data points of one metric. Counts in histograms are whole numbers in OTLP, but those of
 * sampled spans can have fractions: the cumulated counts are rounded, so that none ever falls.
 */
final class DataPoints {
  private static final int NO_VALUE = DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE;

  private final LatestMetric metric;
  private final Metric described;
  private final List<Double> bounds;
  private final boolean isExponential;
  private final long windowMillis;
  private final long afterMillis;
  private final double[] buckets;

  /**
   * Describes a metric.
   *
   * @param name the name without the unit and without {@code _total}
   * @param bounds the upper bounds of its buckets, {@code +Inf} last
   * @param afterMillis exemplars of this stamp and earlier ones have been sent
   */
  DataPoints(
      LatestMetric metric,
      String name,
      List<String> bounds,
      boolean isExponential,
      long windowMillis,
      long afterMillis) {
    this.metric = metric;
    this.isExponential = isExponential;
    this.windowMillis = windowMillis;
    this.afterMillis = afterMillis;
    this.buckets = new double[bounds.size()];
    this.bounds = bounds.stream()
        .limit(Math.max(0, bounds.size() - 1L))
        .map(Double::valueOf)
        .toList();
    this.described = described(metric, name, isExponential);
  }

  private static Metric described(LatestMetric metric, String name, boolean isExponential) {
    AggregationTemporality cumulative = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    Metric.Builder made =
        Metric.newBuilder().setName(name).setDescription(metric.metadata().help());
    if (!metric.isHistogram()) {
      made.getSumBuilder().setIsMonotonic(true).setAggregationTemporality(cumulative);
      return made.build();
    }
    made.setUnit(metric.metadata().unit().equals("seconds") ? "s" : "ms");
    if (isExponential) {
      made.getExponentialHistogramBuilder().setAggregationTemporality(cumulative);
    } else {
      made.getHistogramBuilder().setAggregationTemporality(cumulative);
    }
    return made.build();
  }

  /** Returns the metric without data points. */
  Metric.Builder empty() {
    return described.toBuilder();
  }

  /** Adds the data points of a label set. */
  void add(
      LatestLabelSet labelSet, List<Point> points, List<KeyValue> attributes, Metric.Builder to) {
    long startNanos = nanos(labelSet.birthMillis() - windowMillis);
    for (Point point : points) {
      if (!metric.isHistogram()) {
        to.getSumBuilder().addDataPoints(number(labelSet, point, startNanos, attributes));
      } else if (isExponential) {
        to.getExponentialHistogramBuilder()
            .addDataPoints(exponential(labelSet, point, startNanos, attributes));
      } else {
        to.getHistogramBuilder().addDataPoints(explicit(labelSet, point, startNanos, attributes));
      }
    }
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static NumberDataPoint number(
      LatestLabelSet labelSet, Point point, long startNanos, List<KeyValue> attributes) {
    NumberDataPoint.Builder made = NumberDataPoint.newBuilder()
        .addAllAttributes(attributes)
        .setStartTimeUnixNano(startNanos)
        .setTimeUnixNano(nanos(point.stampMillis()));
    double count = labelSet.count();
    switch (point.kind()) {
      case ZERO -> made.setAsInt(0);
      case END -> made.setFlags(NO_VALUE);
      case COUNT -> {
        if (count == Math.rint(count)) {
          made.setAsInt((long) count);
        } else {
          made.setAsDouble(count);
        }
      }
    }
    return made.build();
  }

  private HistogramDataPoint explicit(
      LatestLabelSet labelSet, Point point, long startNanos, List<KeyValue> attributes) {
    HistogramDataPoint.Builder made = HistogramDataPoint.newBuilder()
        .addAllAttributes(attributes)
        .setStartTimeUnixNano(startNanos)
        .setTimeUnixNano(nanos(point.stampMillis()));
    if (point.kind() == Point.Kind.END) {
      return made.setFlags(NO_VALUE).build();
    }
    boolean isZero = point.kind() == Point.Kind.ZERO;
    Arrays.fill(buckets, 0);
    if (!isZero) {
      labelSet.addBuckets(buckets);
      for (int i = 0; i < buckets.length; i++) {
        addExemplar(labelSet, i, made);
      }
    }
    return made.addAllExplicitBounds(bounds)
        .addAllBucketCounts(whole(buckets))
        .setCount(isZero ? 0 : Math.round(labelSet.count()))
        .setSum(isZero ? 0 : labelSet.sum(metric.unitNanos()))
        .build();
  }

  private static List<Long> whole(double[] counts) {
    List<Long> whole = new ArrayList<>(counts.length);
    double cumulated = 0;
    long before = 0;
    for (double count : counts) {
      cumulated += count;
      long rounded = Math.round(cumulated);
      whole.add(rounded - before);
      before = rounded;
    }
    return whole;
  }

  private void addExemplar(LatestLabelSet labelSet, int bucket, HistogramDataPoint.Builder to) {
    LatestExemplar exemplar = labelSet.exemplar(bucket);
    if (exemplar != null && exemplar.stampMillis() > afterMillis) {
      to.addExemplars(Exemplar.newBuilder()
          .setTimeUnixNano(nanos(exemplar.stampMillis()))
          .setAsDouble(exemplar.nanos() / metric.unitNanos())
          .setTraceId(bytes(exemplar.traceId()))
          .setSpanId(bytes(exemplar.spanId())));
    }
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private ExponentialHistogramDataPoint exponential(
      LatestLabelSet labelSet, Point point, long startNanos, List<KeyValue> attributes) {
    ExponentialHistogramDataPoint.Builder made = ExponentialHistogramDataPoint.newBuilder()
        .addAllAttributes(attributes)
        .setStartTimeUnixNano(startNanos)
        .setTimeUnixNano(nanos(point.stampMillis()))
        .setScale(NativeColumn.SCHEMA);
    if (point.kind() == Point.Kind.END) {
      return made.setFlags(NO_VALUE).build();
    }
    made.setZeroThreshold(NativeColumn.ZERO_THRESHOLD);
    if (point.kind() == Point.Kind.ZERO) {
      return made.setSum(0).build();
    }
    NativeCounts counted = new NativeCounts();
    labelSet.nativeBuckets(metric.unitNanos(), counted);
    int[] indexes = counted.indexes();
    // Prometheus numbers buckets by their upper bound, OTLP by their lower one.
    double[] dense =
        new double[indexes.length == 0 ? 1 : 2 + indexes[indexes.length - 1] - indexes[0]];
    dense[0] = counted.zeros();
    for (int i = 0; i < indexes.length; i++) {
      dense[1 + indexes[i] - indexes[0]] = counted.counts()[i];
    }
    List<Long> whole = whole(dense);
    if (indexes.length > 0) {
      made.getPositiveBuilder()
          .setOffset(indexes[0] - 1)
          .addAllBucketCounts(whole.subList(1, whole.size()));
    }
    return made.setZeroCount(whole.get(0))
        .setCount(whole.stream().mapToLong(Long::longValue).sum())
        .setSum(labelSet.sum(metric.unitNanos()))
        .build();
  }
}
