// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.value.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Series in memory, written sample by sample; as its own view it does not count samples. */
final class TestSeriesSource implements SeriesSource, SeriesView {
  private final Map<Labels, NavigableMap<Long, Double>> series = new HashMap<>();
  private final List<FineSeries> fineSeries = new ArrayList<>();

  void add(Labels labels, long timeMillis, double value) {
    series.computeIfAbsent(labels, key -> new TreeMap<>()).put(timeMillis, value);
  }

  void add(FineSeries one) {
    fineSeries.add(one);
  }

  void clear() {
    series.clear();
    fineSeries.clear();
  }

  @Override
  public SeriesView open(long endMillis, QueryLimits limits) {
    return new SeriesView() {
      @Override
      public List<Series> select(Selection selection) {
        List<Series> found = TestSeriesSource.this.select(selection);
        found.forEach(one -> limits.addSamples(one.size()));
        return found;
      }

      @Override
      public Optional<List<FineSeries>> selectFine(Selection selection) {
        return TestSeriesSource.this.selectFine(selection);
      }

      @Override
      public List<String> warnings() {
        return List.of();
      }
    };
  }

  @Override
  public List<Series> select(Selection selection) {
    List<Series> found = new ArrayList<>();
    series.forEach((labels, samples) -> {
      var seen = samples.subMap(selection.fromMillis(), false, selection.throughMillis(), true);
      if (matches(selection, labels) && !seen.isEmpty()) {
        long[] times = seen.keySet().stream().mapToLong(Long::longValue).toArray();
        double[] values = new double[times.length];
        int i = 0;
        for (Double value : seen.values()) {
          values[i++] = value;
        }
        found.add(new Series(labels, times, values));
      }
    });
    return found;
  }

  @Override
  public Optional<List<FineSeries>> selectFine(Selection selection) {
    List<FineSeries> found =
        fineSeries.stream().filter(one -> matches(selection, one.labels())).toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  static boolean matches(Selection selection, Labels labels) {
    return matches(selection.matchers(), labels);
  }

  static boolean matches(List<LabelMatcher> matchers, Labels labels) {
    return matchers.stream().allMatch(matcher -> matcher.matches(labels.get(matcher.name())));
  }
}
