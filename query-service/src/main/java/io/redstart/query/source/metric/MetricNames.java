// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import io.redstart.query.source.SourceConfig.Views;
import io.redstart.query.source.metric.MetricView.Part;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metric names under which label sets appear. <i>Listed</i> names are the ones that the
 * Collector's connector and a Prometheus would use with the same configuration. <i>Answered</i>
 * names are these and every spelling that Jaeger can ask for. Aliases are never listed: a sum over
 * all names would count them twice.
 *
 * <pre>
 *   listed    traces_span_metrics_calls_total, traces_span_metrics_duration_milliseconds_bucket, …
 *   answered  the prefix configured, traces_span_metrics_, or none
 *             × calls and events with _total or without,
 *               duration and self_time with _milliseconds, _seconds or no unit, and with
 *               _bucket, _sum, _count or, as native histograms, nothing
 * </pre>
 */
public final class MetricNames {
  /** The gauge that shows the attributes of resources. */
  public static final String TARGET_INFO = "target_info";

  private static final String CONNECTORS_PREFIX = "traces_span_metrics_";

  private final Map<String, MetricView> listed = new LinkedHashMap<>();
  private final Map<String, MetricView> answered = new LinkedHashMap<>();

  /** Derives the names from the configuration. */
  public MetricNames(SpanMetricsConfig config, Views views) {
    Unit unit = config.histogram().unit();
    String prefix = config.metricPrefix();
    for (String each : new String[] {prefix, CONNECTORS_PREFIX, ""}) {
      answerCounter(Family.CALLS, each + "calls", unit);
      answerCounter(Family.EVENTS, each + "events", unit);
      answerHistogram(Family.DURATION, each + "duration", unit);
      answerHistogram(Family.SELF_TIME, each + "self_time", unit);
    }
    MetricView info = new MetricView(Family.TARGET_INFO, Part.INFO, unit);
    answered.put(TARGET_INFO, info);
    list(prefix, unit, views);
    listed.put(TARGET_INFO, info);
  }

  private void answerCounter(Family family, String name, Unit unit) {
    MetricView view = new MetricView(family, Part.CALLS, unit);
    answered.put(name, view);
    answered.put(name + "_total", view);
  }

  private void answerHistogram(Family family, String name, Unit unit) {
    answerHistogramIn(unit, family, name);
    for (Unit named : Unit.values()) {
      answerHistogramIn(named, family, name + "_" + named.word());
    }
  }

  private void answerHistogramIn(Unit unit, Family family, String name) {
    addHistogram(answered, family, name, unit);
    answered.put(name, new MetricView(family, Part.HISTOGRAM, unit));
  }

  private void list(String prefix, Unit unit, Views views) {
    listed.put(prefix + "calls_total", new MetricView(Family.CALLS, Part.CALLS, unit));
    if (views.durations()) {
      addHistogram(listed, Family.DURATION, prefix + "duration_" + unit.word(), unit);
    }
    if (views.events()) {
      listed.put(prefix + "events_total", new MetricView(Family.EVENTS, Part.CALLS, unit));
    }
    if (views.selfTime()) {
      addHistogram(listed, Family.SELF_TIME, prefix + "self_time_" + unit.word(), unit);
    }
  }

  private static void addHistogram(
      Map<String, MetricView> views, Family family, String name, Unit unit) {
    views.put(name + "_bucket", new MetricView(family, Part.BUCKET, unit));
    views.put(name + "_sum", new MetricView(family, Part.SUM, unit));
    views.put(name + "_count", new MetricView(family, Part.COUNT, unit));
  }

  /** Returns the listed names with their views. */
  public Map<String, MetricView> listed() {
    return listed;
  }

  /** Returns the answered names with their views. */
  public Map<String, MetricView> answered() {
    return answered;
  }

  /** Returns the view of a name, if the name is answered. */
  public Optional<MetricView> answered(String name) {
    return Optional.ofNullable(answered.get(name));
  }
}
