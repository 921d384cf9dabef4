// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.SpanMetricsConfig;
import io.redstart.config.SpanMetricsConfig.Unit;
import io.redstart.query.source.MetricView.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names under which label sets appear. <i>Listed</i> are those that the Collector's connector
 * and Prometheus would make of the configuration; <i>answered</i> is besides every spelling that
 * Jaeger may ask for. Aliases are never listed: who sums over all names would count them twice.
 *
 * <pre>
 *   listed    traces_span_metrics_calls_total, traces_span_metrics_duration_milliseconds_bucket, …
 *   answered  the prefix configured, traces_span_metrics_, or none
 *             × calls, calls_total, and duration with _milliseconds, _seconds or no unit
 * </pre>
 */
final class MetricNames {
  private static final String CONNECTORS_PREFIX = "traces_span_metrics_";

  private final Map<String, MetricView> listed = new LinkedHashMap<>();
  private final Map<String, MetricView> answered = new LinkedHashMap<>();

  MetricNames(SpanMetricsConfig config) {
    Unit unit = config.histogram().unit();
    String prefix = config.metricPrefix();
    for (String each : new String[] {prefix, CONNECTORS_PREFIX, ""}) {
      answered.put(each + "calls", new MetricView(Part.CALLS, unit));
      answered.put(each + "calls_total", new MetricView(Part.CALLS, unit));
      addDurations(answered, each + "duration", unit);
      for (Unit named : Unit.values()) {
        addDurations(answered, each + "duration_" + named.word(), named);
      }
    }
    listed.put(prefix + "calls_total", new MetricView(Part.CALLS, unit));
    addDurations(listed, prefix + "duration_" + unit.word(), unit);
  }

  private static void addDurations(Map<String, MetricView> views, String name, Unit unit) {
    views.put(name + "_bucket", new MetricView(Part.BUCKET, unit));
    views.put(name + "_sum", new MetricView(Part.SUM, unit));
    views.put(name + "_count", new MetricView(Part.COUNT, unit));
  }

  /** Returns the names that listings show, with what they mean. */
  Map<String, MetricView> listed() {
    return listed;
  }

  /** Returns what a name means that was asked for by equality. */
  Optional<MetricView> answered(String name) {
    return Optional.ofNullable(answered.get(name));
  }
}
