// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Folds series in the most obvious way: a number at each step, a sum over each group. A histogram is
 * a number for each of its bounds.
 */
final class NaiveFold implements Folded {
  /** A bound of a histogram; a number has the only bound +∞. */
  private record Bound(double lower, double upper) implements Comparable<Bound> {
    static final Bound NUMBER = new Bound(0, Double.POSITIVE_INFINITY);

    @Override
    public int compareTo(Bound other) {
      return Double.compare(upper, other.upper);
    }
  }

  /** The sum of a group at a step: what is between the bounds. */
  private static final class Total {
    private final TreeMap<Bound, Double> counts = new TreeMap<>();
    private int series;
  }

  private final Fold fold;
  private final SeriesList groups = new SeriesList();
  private final Map<Labels, List<Total>> totals = new TreeMap<>();

  NaiveFold(Fold fold, List<Series> all) {
    this.fold = fold;
    for (Series series : all) {
      List<Total> group =
          totals.computeIfAbsent(groupOf(series.labels(), fold.grouping()), key -> empty());
      for (int step = 0; step < fold.count(); step++) {
        add(series, step, group.get(step));
      }
    }
    totals.keySet().forEach(labels -> groups.add(labels, false));
  }

  private List<Total> empty() {
    return IntStream.range(0, fold.count()).mapToObj(step -> new Total()).toList();
  }

  private static Labels groupOf(Labels labels, Grouping grouping) {
    Set<String> names = new HashSet<>(grouping.labels());
    if (!grouping.without()) {
      return labels.retain(names);
    }
    names.add(Labels.METRIC_NAME);
    return labels.without(names);
  }

  private void add(Series series, int step, Total into) {
    long timeMillis = fold.timeMillis(step);
    List<Integer> window = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      long sampleMillis = series.timestampMillis(i);
      if (sampleMillis > timeMillis - fold.rangeMillis() && sampleMillis <= timeMillis) {
        window.add(i);
      }
    }
    boolean isInstant = fold.function() == Fold.Function.NEWEST;
    boolean ended = !window.isEmpty() && series.isStale(window.get(window.size() - 1));
    window.removeIf(series::isStale);
    if (window.size() < (isInstant ? 1 : 2) || (isInstant && ended)) {
      return;
    }
    Map<Bound, TreeMap<Long, Double>> seen = seen(series, window);
    double below = 0;
    for (Map.Entry<Bound, TreeMap<Long, Double>> one : seen.entrySet()) {
      double upTo = value(one.getValue(), timeMillis);
      into.counts.merge(one.getKey(), Math.max(0, upTo - below), Double::sum);
      below = Math.max(below, upTo);
    }
    into.series++;
  }

  /** Returns the samples of a window by bound. */
  private static Map<Bound, TreeMap<Long, Double>> seen(Series series, List<Integer> window) {
    Map<Bound, TreeMap<Long, Double>> seen = new TreeMap<>();
    for (int i : window) {
      long timeMillis = series.timestampMillis(i);
      Histogram histogram = series.histogram(i);
      if (histogram == null) {
        seen.computeIfAbsent(Bound.NUMBER, key -> new TreeMap<>()).put(timeMillis, series.value(i));
      } else {
        double upTo = 0;
        BucketCursor buckets = histogram.buckets();
        while (buckets.next()) {
          upTo += buckets.count();
          seen.computeIfAbsent(new Bound(buckets.lower(), buckets.upper()), key -> new TreeMap<>())
              .put(timeMillis, upTo);
        }
      }
    }
    return seen;
  }

  private double value(TreeMap<Long, Double> seen, long timeMillis) {
    double seconds = fold.rangeMillis() / 1e3;
    return switch (fold.function()) {
      case NEWEST -> seen.lastEntry().getValue();
      case RATE -> NaiveEvaluator.rate(seen, timeMillis, seconds);
      case INCREASE -> NaiveEvaluator.rate(seen, timeMillis, seconds) * seconds;
      case IRATE -> {
        Map.Entry<Long, Double> before = seen.lowerEntry(seen.lastKey());
        double increase = seen.lastEntry().getValue() - before.getValue();
        yield increase / ((seen.lastKey() - before.getKey()) / 1e3);
      }
    };
  }

  @Override
  public SeriesList groups() {
    return groups;
  }

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public Reader reader(QueryLimits limits) {
    return (group, step, into) -> get(totals.get(groups.labels(group)).get(step), into);
  }

  private void get(Total total, SampleSlot into) {
    if (total.series == 0) {
      return;
    }
    double divisor = fold.op() == AggregateOp.AVG ? total.series : 1;
    switch (fold.op()) {
      case COUNT -> into.set(total.series);
      case GROUP -> into.set(1);
      default -> {
        Double number = number(total);
        if (number != null) {
          into.set(number / divisor);
        } else {
          into.set(histogram(total, divisor));
        }
      }
    }
  }

  private @Nullable Double number(Total total) {
    return fold.selection().asHistograms() ? null : total.counts.get(Bound.NUMBER);
  }

  private static Histogram histogram(Total total, double divisor) {
    double[] counts =
        total.counts.values().stream().mapToDouble(count -> count / divisor).toArray();
    FineBins bins = FineBins.of(
        total.counts.keySet().stream().mapToDouble(Bound::lower).toArray(),
        total.counts.keySet().stream().mapToDouble(Bound::upper).toArray());
    double count = 0;
    for (double one : counts) {
      count += one;
    }
    return Histogram.with(bins)
        .positive(IntStream.range(0, counts.length).toArray(), counts)
        .count(count)
        .build();
  }
}
