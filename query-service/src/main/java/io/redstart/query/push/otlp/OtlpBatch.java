// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.redstart.model.Labels;
import io.redstart.query.push.Point;
import io.redstart.query.push.PushBatch;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request with the data points of some label sets, by resource and metric. The attributes of
 * resources are those of {@code target_info}, of which receivers make it again. Used by one thread.
 */
final class OtlpBatch implements PushBatch {
  /** The name that the connector gives its scope. */
  private static final String SCOPE = "spanmetricsconnector";

  private static final String TOTAL = "_total";

  private final SpanMetricsConfig config;
  private final Attributes attributes;
  private final boolean isExponential;
  private final boolean isDelta;
  private final long windowMillis;
  private final Map<Labels, Labels> infos = new HashMap<>();
  /** By job and instance: the finished metrics. */
  private final Map<Labels, ScopeMetrics.Builder> scopes = new LinkedHashMap<>();
  /** By job and instance: the metric that is being filled. */
  private final Map<Labels, Metric.Builder> filled = new LinkedHashMap<>();

  private @Nullable DataPoints points;
  private long afterMillis;
  private int samples;

  OtlpBatch(SpanMetricsConfig config, boolean isExponential, boolean isDelta, long windowMillis) {
    this.config = config;
    this.attributes = new Attributes(config);
    this.isExponential = isExponential;
    this.isDelta = isDelta;
    this.windowMillis = windowMillis;
  }

  @Override
  public void beginStamp(long after, List<Labels> alive) {
    afterMillis = after;
    alive.forEach(info -> infos.put(info.retain(Attributes.IDENTITY), info));
  }

  @Override
  public void addInfo(Labels info, Point point) {
    // Receivers make these series of the attributes of resources.
  }

  @Override
  public void beginMetric(LatestMetric metric, List<String> bounds) {
    finishMetric();
    points = new DataPoints(
        metric, name(metric), bounds, isExponential, isDelta, windowMillis, afterMillis);
  }

  /** Returns the name that the connector gives the metric, to which receivers add the suffixes. */
  private String name(LatestMetric metric) {
    String name = metric.name().substring(config.metricPrefix().length());
    String suffix = metric.isHistogram() ? "_" + metric.metadata().unit() : TOTAL;
    String own = name.substring(0, name.length() - suffix.length());
    return config.namespace().isEmpty() ? own : config.namespace() + "." + own;
  }

  @Override
  public void add(LatestLabelSet labelSet, List<Point> stamps) {
    DataPoints of = points;
    if (of == null) {
      throw new IllegalStateException("a label set before its metric");
    }
    Labels identity = labelSet.labels().retain(Attributes.IDENTITY);
    Metric.Builder metric = filled.computeIfAbsent(identity, first -> of.empty());
    of.add(labelSet, stamps, attributes.ofPoint(labelSet.labels()), metric);
    samples += stamps.size();
  }

  private void finishMetric() {
    filled.forEach((identity, metric) ->
        scopes.computeIfAbsent(identity, first -> newScope()).addMetrics(metric));
    filled.clear();
  }

  private static ScopeMetrics.Builder newScope() {
    ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
    scope.getScopeBuilder().setName(SCOPE);
    return scope;
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public byte[] take() {
    finishMetric();
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    scopes.forEach((identity, scope) -> request
        .addResourceMetricsBuilder()
        .setResource(Attributes.resource(identity, infos.getOrDefault(identity, Labels.empty())))
        .addScopeMetrics(scope));
    scopes.clear();
    samples = 0;
    return request.build().toByteArray();
  }
}
