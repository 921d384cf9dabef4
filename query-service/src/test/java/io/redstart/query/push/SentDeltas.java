// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up deltas as a receiver does that recognises a repetition: a series' data point with the same
 * beginning and end.
 */
final class SentDeltas {
  private final Set<String> known = new HashSet<>();
  private final Map<String, Double> calls = new HashMap<>();
  private final Map<String, List<Long>> buckets = new HashMap<>();
  private final Map<String, Double> sums = new HashMap<>();
  private int repetitions;

  void add(byte[] request) {
    try {
      ExportMetricsServiceRequest.parseFrom(request).getResourceMetricsList().forEach(this::add);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void add(ResourceMetrics resource) {
    String service = resource.getResource().getAttributes(0).getValue().getStringValue();
    for (Metric metric : resource.getScopeMetrics(0).getMetricsList()) {
      metric.getSum().getDataPointsList().forEach(point -> {
        String times = point.getStartTimeUnixNano() + "-" + point.getTimeUnixNano();
        if (isNew(service + " calls " + times)) {
          calls.merge(service, (double) point.getAsInt(), Double::sum);
        }
      });
      metric.getHistogram().getDataPointsList().forEach(point -> {
        String times = point.getStartTimeUnixNano() + "-" + point.getTimeUnixNano();
        if (isNew(service + " durations " + times)) {
          buckets.merge(service, point.getBucketCountsList(), SentDeltas::added);
          sums.merge(service, point.getSum(), Double::sum);
        }
      });
    }
  }

  private boolean isNew(String point) {
    boolean isNew = known.add(point);
    repetitions += isNew ? 0 : 1;
    return isNew;
  }

  private static List<Long> added(List<Long> left, List<Long> right) {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      all.add(left.get(i) + right.get(i));
    }
    return all;
  }

  /** Returns how many data points came again. */
  int repetitions() {
    return repetitions;
  }

  /** Returns what was counted, by service. */
  Map<String, Double> sums() {
    Map<String, Double> all = new TreeMap<>();
    calls.forEach((service, count) -> all.put(service + " calls", count));
    sums.forEach(
        (service, sum) -> all.put(service + " buckets " + buckets.get(service) + " sum", sum));
    return all;
  }
}
