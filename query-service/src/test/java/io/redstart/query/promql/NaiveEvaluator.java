// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.number.StaleMarker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Evaluates a few kinds of query at one time in the most obvious way, straight from the rules. */
final class NaiveEvaluator {
  private final SeriesView view;

  NaiveEvaluator(SeriesView view) {
    this.view = view;
  }

  /** Returns the newest sample of the last five minutes, unless it is stale. */
  Map<Labels, Double> newest(String name, long timeMillis) {
    Map<Labels, Double> result = new HashMap<>();
    for (Series series : samples(name, timeMillis - 300_000, timeMillis)) {
      double value = series.value(series.size() - 1);
      if (!StaleMarker.is(value)) {
        result.put(series.labels(), value);
      }
    }
    return result;
  }

  /** Returns the extrapolated rate per second. */
  Map<Labels, Double> rate(String name, long timeMillis, long rangeMillis) {
    Map<Labels, Double> result = new HashMap<>();
    for (Series series : samples(name, timeMillis - rangeMillis, timeMillis)) {
      TreeMap<Long, Double> seen = new TreeMap<>();
      for (int i = 0; i < series.size(); i++) {
        if (!StaleMarker.is(series.value(i))) {
          seen.put(series.timestampMillis(i), series.value(i));
        }
      }
      if (seen.size() >= 2) {
        Labels labels = series.labels().without(List.of(Labels.METRIC_NAME));
        result.put(labels, rate(seen, timeMillis, rangeMillis / 1e3));
      }
    }
    return result;
  }

  /** Returns the extrapolated rate of the samples in a range of some seconds before a time. */
  static double rate(TreeMap<Long, Double> seen, long timeMillis, double range) {
    double increase = 0;
    Double previous = null;
    for (double value : seen.values()) {
      increase += previous == null ? 0 : value < previous ? value : value - previous;
      previous = value;
    }
    double sampled = (seen.lastKey() - seen.firstKey()) / 1e3;
    double average = sampled / (seen.size() - 1);
    double left = range - (timeMillis - seen.firstKey()) / 1e3;
    double right = (timeMillis - seen.lastKey()) / 1e3;
    left = left < average * 1.1 ? left : average / 2;
    right = right < average * 1.1 ? right : average / 2;
    if (increase > 0) {
      left = Math.min(left, sampled * seen.firstEntry().getValue() / increase);
    }
    return increase / sampled * (sampled + left + right) / range;
  }

  private List<Series> samples(String name, long fromMillis, long throughMillis) {
    List<LabelMatcher> matchers = List.of(LabelMatcher.equal(Labels.METRIC_NAME, name));
    return view.select(List.of(new Selection(matchers, fromMillis, throughMillis)))
        .get(0);
  }

  /** Sums by some labels. */
  static Map<Labels, Double> sum(Map<Labels, Double> vector, List<String> by) {
    return group(vector, by, Double::sum);
  }

  /** Combines the values that agree in some labels. */
  static Map<Labels, Double> group(
      Map<Labels, Double> vector, List<String> by, BinaryOperator<Double> operator) {
    Map<Labels, Double> groups = new HashMap<>();
    vector.forEach((labels, value) -> groups.merge(labels.retain(by), value, operator));
    return groups;
  }

  /** Replaces each value. */
  static Map<Labels, Double> map(Map<Labels, Double> vector, UnaryOperator<Double> operator) {
    Map<Labels, Double> results = new HashMap<>();
    vector.forEach((labels, value) -> results.put(labels, operator.apply(value)));
    return results;
  }

  /** Returns the quantile of each histogram of ascending buckets. */
  static Map<Labels, Double> quantile(double phi, Map<Labels, Double> buckets) {
    Map<Labels, TreeMap<Double, Double>> histograms = new HashMap<>();
    buckets.forEach((labels, count) -> {
      String le = labels.get("le");
      double bound = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
      Labels rest = labels.without(List.of("le", Labels.METRIC_NAME));
      histograms.computeIfAbsent(rest, key -> new TreeMap<>()).put(bound, count);
    });
    Map<Labels, Double> result = new HashMap<>();
    histograms.forEach((labels, all) -> result.put(labels, quantile(phi, all)));
    return result;
  }

  private static double quantile(double phi, TreeMap<Double, Double> buckets) {
    // Rates of buckets may decrease with the bound: each is extrapolated to a zero of its own.
    double largest = 0;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      largest = Math.max(largest, bucket.getValue());
      bucket.setValue(largest);
    }
    double rank = phi * buckets.lastEntry().getValue();
    if (buckets.lastKey() != Double.POSITIVE_INFINITY || buckets.size() < 2 || !(rank > 0)) {
      return Double.NaN;
    }
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      if (bucket.getValue() >= rank) {
        double share = (rank - below) / (bucket.getValue() - below);
        boolean last = bucket.getKey().isInfinite();
        return last ? lower : lower + (bucket.getKey() - lower) * share;
      }
      lower = bucket.getKey();
      below = bucket.getValue();
    }
    return Double.NaN;
  }
}
