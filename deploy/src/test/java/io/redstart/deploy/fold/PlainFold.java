// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.fold;

import io.redstart.model.Labels;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Computes a fold from samples by plain arithmetic, as Prometheus' functions are written. A value is
 * the cumulative count at each bound; a number has the bound 0.
 */
final class PlainFold {
  private final Fold fold;
  private final List<Series> all;

  PlainFold(Fold fold, List<Series> all) {
    this.fold = fold;
    this.all = all;
  }

  /** Returns the values at a step by group: by bound, the cumulative count. */
  Map<Labels, TreeMap<Double, Double>> at(int step) {
    Map<Labels, List<TreeMap<Double, Double>>> byGroup = new TreeMap<>();
    for (Series series : all) {
      TreeMap<Double, Double> value = value(series, fold.timeMillis(step));
      if (value != null) {
        byGroup
            .computeIfAbsent(group(series.labels()), none -> new ArrayList<>())
            .add(value);
      }
    }
    Map<Labels, TreeMap<Double, Double>> values = new TreeMap<>();
    byGroup.forEach((labels, some) -> values.put(labels, aggregate(some)));
    return values;
  }

  private Labels group(Labels labels) {
    Set<String> names = new HashSet<>(fold.grouping().labels());
    if (fold.grouping().without()) {
      names.add(Labels.METRIC_NAME);
      return labels.without(names);
    }
    return labels.retain(names);
  }

  private TreeMap<Double, Double> aggregate(List<TreeMap<Double, Double>> values) {
    TreeMap<Double, Double> sum = new TreeMap<>();
    values.forEach(value -> value.keySet().forEach(bound -> sum.put(bound, 0.0)));
    for (TreeMap<Double, Double> value : values) {
      sum.replaceAll((bound, before) -> {
        Map.Entry<Double, Double> at = value.floorEntry(bound);
        return before + (at == null ? 0 : at.getValue());
      });
    }
    sum.replaceAll((bound, total) -> switch (fold.op()) {
      case SUM -> total;
      case AVG -> total / values.size();
      case COUNT -> (double) values.size();
      default -> 1.0;
    });
    return sum;
  }

  /**
   * Returns how far off differences of samples can be: samples are rounded, and what a large counter
   * counts in seconds can be a millionth of it. Folding adds up integers.
   */
  double rounding() {
    double rounding = 0;
    for (Series series : all) {
      for (int i = 0; i < series.size(); i++) {
        if (series.histogram(i) == null && !Double.isNaN(series.value(i))) {
          rounding = Math.max(rounding, 2 * Math.ulp(series.value(i)));
        }
      }
    }
    double seconds = fold.function() == Fold.Function.RATE ? fold.rangeMillis() / 1e3 : 1;
    return rounding * all.size() / seconds;
  }

  private TreeMap<Double, Double> value(Series series, long timeMillis) {
    int first = 0;
    while (first < series.size()
        && series.timestampMillis(first) <= timeMillis - fold.rangeMillis()) {
      first++;
    }
    int last = series.size() - 1;
    while (last >= 0 && series.timestampMillis(last) > timeMillis) {
      last--;
    }
    return switch (fold.function()) {
      case NEWEST -> last < first ? null : cumulative(series, last);
      case IRATE -> last <= first ? null : irate(series, last);
      case RATE, INCREASE -> last <= first ? null : rate(series, first, last, timeMillis);
    };
  }

  private static TreeMap<Double, Double> cumulative(Series series, int sample) {
    TreeMap<Double, Double> values = new TreeMap<>();
    Histogram histogram = series.histogram(sample);
    if (histogram == null) {
      values.put(0.0, series.value(sample));
      return values;
    }
    double sum = 0;
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      sum += bucket.count();
      values.put(bucket.upper(), sum);
    }
    return values;
  }

  private static double upTo(TreeMap<Double, Double> values, double bound) {
    Map.Entry<Double, Double> at = values.floorEntry(bound);
    return at == null ? 0 : at.getValue();
  }

  private static TreeMap<Double, Double> irate(Series series, int last) {
    TreeMap<Double, Double> now = cumulative(series, last);
    TreeMap<Double, Double> before = cumulative(series, last - 1);
    double seconds = (series.timestampMillis(last) - series.timestampMillis(last - 1)) / 1e3;
    now.replaceAll((bound, value) -> (value - upTo(before, bound)) / seconds);
    return now;
  }

  private TreeMap<Double, Double> rate(Series series, int first, int last, long timeMillis) {
    TreeMap<Double, Double> now = cumulative(series, last);
    TreeMap<Double, Double> before = cumulative(series, first);
    double sampled = (series.timestampMillis(last) - series.timestampMillis(first)) / 1e3;
    double average = sampled / (last - first);
    double toStart = (series.timestampMillis(first) - (timeMillis - fold.rangeMillis())) / 1e3;
    double toEnd = (timeMillis - series.timestampMillis(last)) / 1e3;
    double start = toStart >= average * 1.1 ? average / 2 : toStart;
    double end = toEnd >= average * 1.1 ? average / 2 : toEnd;
    double range = fold.function() == Fold.Function.RATE ? fold.rangeMillis() / 1e3 : 1;
    now.replaceAll((bound, value) -> {
      double increase = value - upTo(before, bound);
      double from =
          increase > 0 ? Math.min(start, sampled * upTo(before, bound) / increase) : start;
      return increase * (sampled + from + end) / sampled / range;
    });
    return now;
  }
}
