// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts series by their names and labels. Used by one thread. */
final class SeriesTally {
  private final QueryLimits limits;
  private final Map<String, Map<String, Long>> seriesByValueByLabel = new HashMap<>();
  private long series;

  SeriesTally(QueryLimits limits) {
    this.limits = limits;
  }

  void add(Labels labels) {
    limits.check();
    series++;
    labels.forEach((name, value) -> {
      Map<String, Long> byValue =
          seriesByValueByLabel.computeIfAbsent(name, first -> new HashMap<>());
      if (byValue.merge(value, 1L, Long::sum) == 1) {
        limits.hold(Footprint.MAP_ENTRY + Footprint.OBJECT);
      }
    });
  }

  long series() {
    return series;
  }

  /** Returns how many different pairs of name and value there are. */
  long pairs() {
    return seriesByValueByLabel.values().stream().mapToLong(Map::size).sum();
  }

  List<Map<String, Object>> seriesByMetric(int limit) {
    return largest(seriesByValueByLabel.getOrDefault(Labels.METRIC_NAME, Map.of()), limit);
  }

  List<Map<String, Object>> valuesByLabel(int limit) {
    Map<String, Long> counts = new HashMap<>();
    seriesByValueByLabel.forEach((name, byValue) -> counts.put(name, (long) byValue.size()));
    return largest(counts, limit);
  }

  List<Map<String, Object>> bytesByLabel(int limit) {
    Map<String, Long> bytes = new HashMap<>();
    seriesByValueByLabel.forEach((name, byValue) -> bytes.put(
        name,
        byValue.keySet().stream()
            .mapToLong(value -> value.getBytes(StandardCharsets.UTF_8).length)
            .sum()));
    return largest(bytes, limit);
  }

  List<Map<String, Object>> seriesByPair(int limit) {
    Map<String, Long> counts = new HashMap<>();
    seriesByValueByLabel.forEach((name, byValue) ->
        byValue.forEach((value, count) -> counts.put(name + '=' + value, count)));
    return largest(counts, limit);
  }

  private List<Map<String, Object>> largest(Map<String, Long> counts, int limit) {
    Comparator<Map.Entry<String, Long>> order =
        Map.Entry.comparingByValue(Comparator.reverseOrder());
    return counts.entrySet().stream()
        .sorted(limits.checking(order.thenComparing(Map.Entry.comparingByKey())))
        .limit(limit)
        .map(entry -> {
          Map<String, Object> stat = new LinkedHashMap<>();
          stat.put("name", entry.getKey());
          stat.put("value", entry.getValue());
          return stat;
        })
        .toList();
  }
}
