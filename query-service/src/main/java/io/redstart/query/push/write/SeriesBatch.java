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
import io.redstart.query.source.latest.LatestCounts;
import io.redstart.query.source.latest.LatestExemplar;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.query.source.metric.MetricMetadata;
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
  private double[] bucketsBefore = {};
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
    bucketsBefore = new double[les.size()];
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
      addCounter(labels.with(Labels.METRIC_NAME, of.name()), labelSet, points, LatestCounts::count);
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
      Labels labels,
      LatestLabelSet labelSet,
      List<Point> points,
      ToDoubleFunction<LatestCounts> value) {
    List<Sample> samples = numbers(
        points, value.applyAsDouble(labelSet.before()), value.applyAsDouble(labelSet.counts()));
    add(new SentSeries(labels, samples, created(labelSet), null));
  }

  private long created(LatestLabelSet labelSet) {
    return labelSet.birthMillis() - windowMillis;
  }

  private static List<Sample> numbers(List<Point> points, double before, double count) {
    ToDoubleFunction<Point> value = point -> switch (point.kind()) {
      case BEFORE -> before;
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
    labelSet.counts().addBuckets(buckets);
    Arrays.fill(bucketsBefore, 0);
    labelSet.before().addBuckets(bucketsBefore);
    double cumulated = 0;
    double before = 0;
    for (int i = 0; i < buckets.length; i++) {
      cumulated += buckets[i];
      before += bucketsBefore[i];
      add(new SentSeries(
          ofBuckets.with(LE, bounds.get(i)),
          numbers(points, before, cumulated),
          created(labelSet),
          exemplar(labelSet.exemplar(i), of.unitNanos())));
    }
    addCounter(
        labels.with(Labels.METRIC_NAME, of.name() + "_sum"),
        labelSet,
        points,
        counts -> counts.sum(of.unitNanos()));
    addCounter(
        labels.with(Labels.METRIC_NAME, of.name() + "_count"),
        labelSet,
        points,
        LatestCounts::count);
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
    Histogram before = histogram(labelSet.before(), of.unitNanos());
    Histogram histogram = histogram(labelSet.counts(), of.unitNanos());
    List<Sample> sent = points.stream()
        .map(point -> Sample.of(
            point.stampMillis(),
            switch (point.kind()) {
              case BEFORE -> before;
              case COUNT -> histogram;
              case END -> empty(StaleMarker.value());
            }))
        .toList();
    Labels labels = labelSet.labels().with(Labels.METRIC_NAME, of.name());
    add(new SentSeries(labels, sent, created(labelSet), null));
  }

  private static Histogram histogram(LatestCounts counts, double unitNanos) {
    NativeCounts counted = new NativeCounts();
    counts.nativeBuckets(unitNanos, counted);
    return Histogram.with(NATIVE)
        .count(counts.count())
        .sum(counts.sum(unitNanos))
        .zero(NativeColumn.ZERO_THRESHOLD, counted.zeros())
        .positive(counted.indexes(), counted.counts())
        .build();
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
