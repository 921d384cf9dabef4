// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import io.redstart.model.Labels;
import io.redstart.query.export.NativeCounts;
import io.redstart.query.promql.value.ExponentialBuckets;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.NativeColumn;
import io.redstart.query.promql.value.StaleMarker;
import io.redstart.query.push.Point;
import io.redstart.query.push.PushBatch;
import io.redstart.query.source.LatestExemplar;
import io.redstart.query.source.LatestLabelSet;
import io.redstart.query.source.LatestMetric;
import io.redstart.query.source.MetricMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Turns label sets into the series that Prometheus would have scraped. Used by one thread. */
final class SeriesBatch implements PushBatch {
  private static final String TARGET_INFO = "target_info";
  private static final String LE = "le";
  private static final ExponentialBuckets NATIVE = ExponentialBuckets.of(NativeColumn.SCHEMA);
  private static final MetricMetadata INFO = new MetricMetadata("gauge", "", "Target metadata");

  private final WriteRequest request;
  private final RemoteWriteConfig.Histograms histograms;
  private final long windowMillis;
  private @Nullable LatestMetric metric;
  private List<String> bounds = List.of();
  private double[] buckets = {};
  private long afterMillis;
  private boolean hasBegun;
  private int samples;

  /**
   * Creates an empty batch.
   *
   * @param windowMillis the length of a window: counters are created one before their birth
   */
  SeriesBatch(WriteRequest request, RemoteWriteConfig.Histograms histograms, long windowMillis) {
    this.request = request;
    this.histograms = histograms;
    this.windowMillis = windowMillis;
  }

  @Override
  public void beginStamp(long after, List<Labels> infos) {
    afterMillis = after;
  }

  @Override
  public void addInfo(Labels info, Point point) {
    begin(TARGET_INFO, INFO);
    double value = point.kind() == Point.Kind.END ? StaleMarker.value() : 1;
    add(new SentSeries(info, List.of(Sample.of(point.stampMillis(), value)), 0, null));
  }

  private void begin(String name, MetricMetadata metadata) {
    if (!hasBegun) {
      request.begin(name, metadata);
      hasBegun = true;
    }
  }

  private void add(SentSeries series) {
    request.add(series);
    samples += series.samples().size();
  }

  @Override
  public void beginMetric(LatestMetric begun, List<String> les) {
    metric = begun;
    bounds = les;
    buckets = new double[les.size()];
    hasBegun = false;
  }

  @Override
  public void add(LatestLabelSet labelSet, List<Point> points) {
    LatestMetric of = metric;
    if (of == null) {
      throw new IllegalStateException("a label set before its metric");
    }
    begin(of.name(), of.metadata());
    Labels labels = labelSet.labels();
    if (!of.isHistogram()) {
      addCounter(labels.with(Labels.METRIC_NAME, of.name()), labelSet, points, labelSet.count());
      return;
    }
    if (histograms.haveClassic()) {
      addClassic(of, labelSet, points);
    }
    if (histograms.haveNative()) {
      addNative(of, labelSet, points);
    }
  }

  private void addCounter(
      Labels labels, LatestLabelSet labelSet, List<Point> points, double count) {
    add(new SentSeries(labels, numbers(points, count), created(labelSet), null));
  }

  private long created(LatestLabelSet labelSet) {
    return labelSet.birthMillis() - windowMillis;
  }

  private static List<Sample> numbers(List<Point> points, double count) {
    ToDoubleFunction<Point> value = point -> switch (point.kind()) {
      case ZERO -> 0;
      case COUNT -> count;
      case END -> StaleMarker.value();
    };
    return points.stream()
        .map(point -> Sample.of(point.stampMillis(), value.applyAsDouble(point)))
        .toList();
  }

  private void addClassic(LatestMetric of, LatestLabelSet labelSet, List<Point> points) {
    Labels labels = labelSet.labels();
    Labels ofBuckets = labels.with(Labels.METRIC_NAME, of.name() + "_bucket");
    Arrays.fill(buckets, 0);
    labelSet.addBuckets(buckets);
    double cumulated = 0;
    for (int i = 0; i < buckets.length; i++) {
      cumulated += buckets[i];
      add(new SentSeries(
          ofBuckets.with(LE, bounds.get(i)),
          numbers(points, cumulated),
          created(labelSet),
          exemplar(labelSet.exemplar(i), of.unitNanos())));
    }
    addCounter(
        labels.with(Labels.METRIC_NAME, of.name() + "_sum"),
        labelSet,
        points,
        labelSet.sum(of.unitNanos()));
    addCounter(
        labels.with(Labels.METRIC_NAME, of.name() + "_count"), labelSet, points, labelSet.count());
  }

  private SentSeries.@Nullable Exemplar exemplar(
      @Nullable LatestExemplar exemplar, double unitNanos) {
    return exemplar == null || exemplar.stampMillis() <= afterMillis
        ? null
        : new SentSeries.Exemplar(
            Labels.of("span_id", exemplar.spanId(), "trace_id", exemplar.traceId()),
            exemplar.nanos() / unitNanos,
            exemplar.stampMillis());
  }

  private void addNative(LatestMetric of, LatestLabelSet labelSet, List<Point> points) {
    NativeCounts counted = new NativeCounts();
    labelSet.nativeBuckets(of.unitNanos(), counted);
    Histogram histogram = Histogram.with(NATIVE)
        .count(labelSet.count())
        .sum(labelSet.sum(of.unitNanos()))
        .zero(NativeColumn.ZERO_THRESHOLD, counted.zeros())
        .positive(counted.indexes(), counted.counts())
        .build();
    List<Sample> sent = points.stream()
        .map(point -> Sample.of(
            point.stampMillis(),
            switch (point.kind()) {
              case ZERO -> empty(0);
              case COUNT -> histogram;
              case END -> empty(StaleMarker.value());
            }))
        .toList();
    Labels labels = labelSet.labels().with(Labels.METRIC_NAME, of.name());
    add(new SentSeries(labels, sent, created(labelSet), null));
  }

  private static Histogram empty(double sum) {
    return Histogram.with(NATIVE).zero(NativeColumn.ZERO_THRESHOLD, 0).sum(sum).build();
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public byte[] take() {
    samples = 0;
    return request.take();
  }
}
