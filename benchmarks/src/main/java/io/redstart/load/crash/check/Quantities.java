// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import io.redstart.load.PrometheusApi;
import io.redstart.load.Workload.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is counted for an operation, as a vector: calls, count and sum of the durations, and the
 * cumulative buckets. Every element of the sum of two loads is the sum of the elements.
 */
public final class Quantities {
  /** The bounds among which this load's durations lie, 1 to 20 ms, from the default buckets. */
  private static final double[] BOUNDS_MILLIS = {2, 4, 6, 8, 10, 50, Double.POSITIVE_INFINITY};

  private static final int CALLS = 0;
  private static final int COUNT = 1;
  private static final int SUM = 2;
  private static final int BUCKETS = 3;
  static final int SIZE = BUCKETS + BOUNDS_MILLIS.length;

  private static final String BY = "sum by (service_name, span_name) ";
  private static final Map<Integer, String> METRICS = Map.of(
      CALLS, "calls_total",
      COUNT, "duration_milliseconds_count",
      SUM, "duration_milliseconds_sum");

  private Quantities() {}

  static String name(int index) {
    return index < BUCKETS
        ? METRICS.getOrDefault(index, "")
        : "duration_milliseconds_bucket{le=\"" + BOUNDS_MILLIS[index - BUCKETS] + "\"}";
  }

  /** Returns what spans of these durations add. */
  static double[] of(List<Long> durationsNanos) {
    double[] quantities = new double[SIZE];
    for (long nanos : durationsNanos) {
      quantities[CALLS]++;
      quantities[COUNT]++;
      quantities[SUM] += nanos / 1e6;
      for (int i = 0; i < BOUNDS_MILLIS.length; i++) {
        if (nanos <= BOUNDS_MILLIS[i] * 1e6) {
          quantities[BUCKETS + i]++;
        }
      }
    }
    return quantities;
  }

  /** Returns whether the quantities that count the same spans agree. */
  static boolean agree(double[] quantities) {
    return quantities[CALLS] == quantities[COUNT] && quantities[CALLS] == quantities[SIZE - 1];
  }

  /** Reads all quantities at a time, or nothing if an answer carries a warning. */
  public static Optional<Map<Operation, double[]>> read(
      PrometheusApi api, String selector, long atMillis) throws IOException, InterruptedException {
    Map<Operation, double[]> counted = new TreeMap<>();
    List<String> warnings = new ArrayList<>();
    for (Map.Entry<Integer, String> metric : METRICS.entrySet()) {
      PrometheusApi.Answer answer =
          api.query(BY + "(" + metric.getValue() + selector + ")", atMillis);
      warnings.addAll(answer.warnings());
      answer.samples().forEach(one -> vector(counted, one)[metric.getKey()] = one.value());
    }
    PrometheusApi.Answer buckets = api.query(
        "sum by (service_name, span_name, le) (duration_milliseconds_bucket" + selector + ")",
        atMillis);
    warnings.addAll(buckets.warnings());
    Map<Double, Integer> indices = indicesByBound();
    for (PrometheusApi.Sample one : buckets.samples()) {
      Integer index = indices.get(bound(one.label("le")));
      if (index != null) {
        vector(counted, one)[index] = one.value();
      }
    }
    return warnings.isEmpty() ? Optional.of(counted) : Optional.empty();
  }

  private static double[] vector(Map<Operation, double[]> counted, PrometheusApi.Sample sample) {
    return counted.computeIfAbsent(
        new Operation(sample.label("service_name"), sample.label("span_name")),
        key -> new double[SIZE]);
  }

  private static Map<Double, Integer> indicesByBound() {
    Map<Double, Integer> indices = new HashMap<>();
    for (int i = 0; i < BOUNDS_MILLIS.length; i++) {
      indices.put(BOUNDS_MILLIS[i], BUCKETS + i);
    }
    return indices;
  }

  private static double bound(String le) {
    return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
  }
}
