// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.page;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue.Sample;
import io.redstart.query.promql.value.QueryValue.Vector;
import io.redstart.query.promql.value.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Calls, errors and p95 of every service over the last 5 minutes, or since it began if that is
 * shorter.
 *
 * @param kinds the kinds of spans that are counted
 * @param services the services with such spans, the busiest first
 * @param others the services that have spans of other kinds only, sorted
 * @param warnings reasons why the numbers may be wrong
 */
record ServiceNumbers(
    SpanKinds kinds, List<Service> services, List<String> others, List<String> warnings) {
  static final Duration RANGE = Duration.ofMinutes(5);

  private static final String SERVICE_NAME = "service_name";
  private static final List<LabelMatcher> CALLS =
      List.of(LabelMatcher.equal(Labels.METRIC_NAME, "calls_total"));
  private static final String P95 = "histogram_quantile(0.95, sum by (service_name, le)"
      + " (rate(duration_milliseconds_bucket{%s}[5m])))";

  ServiceNumbers {
    services = List.copyOf(services);
    others = List.copyOf(others);
    warnings = List.copyOf(warnings);
  }

  /**
   * One service.
   *
   * @param callsPerSecond the calls per second since it began, over at most {@link #RANGE}
   * @param errorShare the share of calls that failed, 0 … 1
   * @param p95Millis the 95th percentile of durations, NaN if there were no calls
   */
  record Service(String name, double callsPerSecond, double errorShare, double p95Millis) {}

  /** Reads the numbers at a time in epoch milliseconds. */
  static ServiceNumbers at(
      long timeMillis,
      SpanKinds kinds,
      PromqlEngine engine,
      MeteredStores stores,
      QueryLimits limits) {
    return stores.read(limits, source -> {
      Map<String, CallTally> tallies = new HashMap<>();
      Set<String> others = new TreeSet<>(Labels::compareUtf8);
      JointView view = source.open(timeMillis, limits);
      // A range excludes its start, but the sample there is the first one needed.
      long fromMillis = timeMillis - RANGE.toMillis() - 1;
      Selection calls = new Selection(CALLS, fromMillis, timeMillis);
      for (Series series : view.select(List.of(calls)).get(0)) {
        String service = series.labels().get(SERVICE_NAME);
        if (kinds.count(series.labels().get("span_kind"))) {
          tallies.computeIfAbsent(service, first -> new CallTally()).add(series);
        } else {
          others.add(service);
        }
      }
      tallies.values().removeIf(CallTally::isEmpty);
      others.removeAll(tallies.keySet());
      QueryResult p95 = engine.instant(P95.formatted(kinds.matcher()), timeMillis, source, limits);
      Set<String> warnings = new LinkedHashSet<>(view.warnings());
      warnings.addAll(p95.warnings());
      return new ServiceNumbers(
          kinds, services(tallies, byService(p95)), new ArrayList<>(others), List.copyOf(warnings));
    });
  }

  private static Map<String, Double> byService(QueryResult result) {
    Map<String, Double> values = new HashMap<>();
    if (result.value() instanceof Vector vector) {
      for (Sample sample : vector.samples()) {
        values.put(sample.labels().get(SERVICE_NAME), sample.value());
      }
    }
    return values;
  }

  private static List<Service> services(
      Map<String, CallTally> tallies, Map<String, Double> p95Millis) {
    return tallies.entrySet().stream()
        .map(entry -> new Service(
            entry.getKey(),
            entry.getValue().perSecond(),
            entry.getValue().errorShare(),
            p95Millis.getOrDefault(entry.getKey(), Double.NaN)))
        .sorted(Comparator.comparingDouble(Service::callsPerSecond)
            .reversed()
            .thenComparing(Service::name))
        .toList();
  }
}
