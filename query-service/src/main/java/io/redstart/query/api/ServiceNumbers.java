// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.QueryResult;
import io.redstart.query.promql.QueryValue.Sample;
import io.redstart.query.promql.QueryValue.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The three numbers of every service over the last 5 minutes, by our own PromQL.
 *
 * @param services the busiest first
 * @param warnings what may make them wrong
 */
record ServiceNumbers(List<Service> services, List<String> warnings) {
  private static final String CALLS = "sum by (service_name) (rate(calls_total[5m]))";
  private static final String ERRORS =
      "sum by (service_name) (rate(calls_total{status_code=\"STATUS_CODE_ERROR\"}[5m]))";
  private static final String P95 = "histogram_quantile(0.95, sum by (service_name, le)"
      + " (rate(duration_milliseconds_bucket[5m])))";

  ServiceNumbers {
    services = List.copyOf(services);
    warnings = List.copyOf(warnings);
  }

  /**
   * One service.
   *
   * @param callsPerSecond of spans of all kinds
   * @param errorShare of them, 0 … 1
   * @param p95Millis NaN if there were no calls
   */
  record Service(String name, double callsPerSecond, double errorShare, double p95Millis) {}

  /** Asks for the numbers at a time, in epoch milliseconds. */
  static ServiceNumbers at(long timeMillis, PromqlEngine engine, MeteredStores stores) {
    return stores.read(source -> {
      Set<String> warnings = new LinkedHashSet<>();
      List<Map<String, Double>> columns = new ArrayList<>();
      for (String query : List.of(CALLS, ERRORS, P95)) {
        QueryResult result = engine.instant(query, timeMillis, source);
        warnings.addAll(result.warnings());
        columns.add(byService(result));
      }
      return new ServiceNumbers(
          services(columns.get(0), columns.get(1), columns.get(2)), List.copyOf(warnings));
    });
  }

  private static Map<String, Double> byService(QueryResult result) {
    Map<String, Double> values = new HashMap<>();
    if (result.value() instanceof Vector vector) {
      for (Sample sample : vector.samples()) {
        values.put(sample.labels().get("service_name"), sample.value());
      }
    }
    return values;
  }

  private static List<Service> services(
      Map<String, Double> calls, Map<String, Double> errors, Map<String, Double> p95Millis) {
    return calls.entrySet().stream()
        .map(entry -> {
          String name = entry.getKey();
          double perSecond = entry.getValue();
          double share = perSecond > 0 ? errors.getOrDefault(name, 0.0) / perSecond : 0;
          return new Service(name, perSecond, share, p95Millis.getOrDefault(name, Double.NaN));
        })
        .sorted(Comparator.comparingDouble(Service::callsPerSecond)
            .reversed()
            .thenComparing(Service::name))
        .toList();
  }
}
