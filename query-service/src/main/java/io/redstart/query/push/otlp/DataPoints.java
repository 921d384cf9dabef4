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
import io.redstart.query.source.latest.LatestCounts;
import io.redstart.query.source.latest.LatestExemplar;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the data points of one metric. Counts in histograms are whole numbers in OTLP, but those of
 * sampled spans can have fractions: the cumulated counts are rounded, so that none ever falls. A
 * delta is the difference of rounded totals, bucket by bucket, so that all deltas together are as
 * exact as one total.
 */
final class DataPoints {
  private static final int NO_VALUE = DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE;

  private final LatestMetric metric;
  private final Metric described;
  private final List<Double> bounds;
  private final boolean isExponential;
  private final boolean isDelta;
  private final long windowMillis;
  private final long afterMillis;

  /**
   * Describes a metric.
   *
   * @param name the name without the unit and without {@code _total}
   * @param bounds the upper bounds of its buckets, {@code +Inf} last
   * @param isDelta whether they have what was counted since {@code afterMillis}
   * @param afterMillis the stamp before: its exemplars and earlier ones have been sent
   */
  DataPoints(
      LatestMetric metric,
      String name,
      List<String> bounds,
      boolean isExponential,
      boolean isDelta,
      long windowMillis,
      long afterMillis) {
    this.metric = metric;
    this.isExponential = isExponential;
    this.isDelta = isDelta;
    this.windowMillis = windowMillis;
    this.afterMillis = afterMillis;
    this.bounds = bounds.stream()
        .limit(Math.max(0, bounds.size() - 1L))
        .map(Double::valueOf)
        .toList();
    this.described = described(metric, name, isExponential, isDelta);
  }

  private static Metric described(
      LatestMetric metric, String name, boolean isExponential, boolean isDelta) {
    AggregationTemporality temporality = isDelta
        ? AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA
        : AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    Metric.Builder made =
        Metric.newBuilder().setName(name).setDescription(metric.metadata().help());
    if (!metric.isHistogram()) {
      made.getSumBuilder().setIsMonotonic(true).setAggregationTemporality(temporality);
      return made.build();
    }
    made.setUnit(metric.metadata().unit().equals("seconds") ? "s" : "ms");
    if (isExponential) {
      made.getExponentialHistogramBuilder().setAggregationTemporality(temporality);
    } else {
      made.getHistogramBuilder().setAggregationTemporality(temporality);
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
    long startNanos = nanos(isDelta ? afterMillis : labelSet.birthMillis() - windowMillis);
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

  private static LatestCounts counts(LatestLabelSet labelSet, Point point) {
    return point.kind() == Point.Kind.BEFORE ? labelSet.before() : labelSet.counts();
  }

  private NumberDataPoint number(
      LatestLabelSet labelSet, Point point, long startNanos, List<KeyValue> attributes) {
    NumberDataPoint.Builder made = NumberDataPoint.newBuilder()
        .addAllAttributes(attributes)
        .setStartTimeUnixNano(startNanos)
        .setTimeUnixNano(nanos(point.stampMillis()));
    if (point.kind() == Point.Kind.END) {
      return made.setFlags(NO_VALUE).build();
    }
    double count =
        counts(labelSet, point).count() - (isDelta ? labelSet.before().count() : 0);
    return count == Math.rint(count)
        ? made.setAsInt((long) count).build()
        : made.setAsDouble(count).build();
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
    double[] buckets = buckets(counts(labelSet, point));
    List<Long> whole = isDelta ? growth(buckets(labelSet.before()), buckets) : whole(buckets);
    if (point.kind() == Point.Kind.COUNT) {
      for (int i = 0; i < buckets.length; i++) {
        addExemplar(labelSet, i, made);
      }
    }
    return made.addAllExplicitBounds(bounds)
        .addAllBucketCounts(whole)
        .setCount(total(whole))
        .setSum(sum(labelSet, point))
        .build();
  }

  private double[] buckets(LatestCounts counts) {
    double[] buckets = new double[bounds.size() + 1];
    counts.addBuckets(buckets);
    return buckets;
  }

  private double sum(LatestLabelSet labelSet, Point point) {
    double before = isDelta ? labelSet.before().sum(metric.unitNanos()) : 0;
    return counts(labelSet, point).sum(metric.unitNanos()) - before;
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

  private static List<Long> growth(double[] before, double[] counts) {
    List<Long> growth = new ArrayList<>(counts.length);
    for (int i = 0; i < counts.length; i++) {
      growth.add(Math.round(counts[i]) - Math.round(before[i]));
    }
    return growth;
  }

  private static long total(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
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
    NativeCounts counted = nativeCounts(counts(labelSet, point));
    int[] indexes = counted.indexes();
    int first = indexes.length == 0 ? 0 : indexes[0];
    int size = indexes.length == 0 ? 0 : 1 + indexes[indexes.length - 1] - first;
    double[] dense = dense(counted, first, size);
    List<Long> whole =
        isDelta ? growth(dense(nativeCounts(labelSet.before()), first, size), dense) : whole(dense);
    addPositive(whole.subList(1, whole.size()), first, made);
    return made.setZeroThreshold(NativeColumn.ZERO_THRESHOLD)
        .setZeroCount(whole.get(0))
        .setCount(total(whole))
        .setSum(sum(labelSet, point))
        .build();
  }

  private NativeCounts nativeCounts(LatestCounts counts) {
    NativeCounts counted = new NativeCounts();
    counts.nativeBuckets(metric.unitNanos(), counted);
    return counted;
  }

  /** Returns the zero bucket, and then so many buckets from the first index on. */
  private static double[] dense(NativeCounts counted, int first, int size) {
    double[] dense = new double[1 + size];
    dense[0] = counted.zeros();
    int[] indexes = counted.indexes();
    double[] counts = counted.counts();
    for (int i = 0; i < indexes.length; i++) {
      dense[1 + indexes[i] - first] = counts[i];
    }
    return dense;
  }

  /** Adds the buckets from the first that is not empty to the last. */
  private static void addPositive(
      List<Long> counts, int first, ExponentialHistogramDataPoint.Builder to) {
    int begin = 0;
    int end = counts.size();
    while (begin < end && counts.get(begin) == 0) {
      begin++;
    }
    while (end > begin && counts.get(end - 1) == 0) {
      end--;
    }
    if (begin < end) {
      // Prometheus numbers buckets by their upper bound, OTLP by their lower one.
      to.getPositiveBuilder()
          .setOffset(first + begin - 1)
          .addAllBucketCounts(counts.subList(begin, end));
    }
  }
}
