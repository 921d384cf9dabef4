// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.BucketCursor;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.RedView;
import io.redstart.query.source.distribution.Distribution;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Compares distributions of real stores with differences of the samples that they show. */
final class DistributionComparison {
  private static final long WINDOW = FilledStore.WINDOW_MILLIS;
  private static final LabelMatcher SOME = LabelMatcher.of("service_name", Op.MATCHES, "s[01]");
  private static final LabelMatcher OTHERS = LabelMatcher.of("span_kind", Op.EQUAL, "k0");

  private int compared;

  /** Returns how many distributions with durations were compared. */
  int compared() {
    return compared;
  }

  /** Compares a random range. */
  void compare(
      RedStores stores, SplittableRandom random, long beginMillis, long endMillis, String when) {
    long end = endMillis - random.nextLong(endMillis - beginMillis);
    long start = end - random.nextLong(end - beginMillis + 1);
    boolean isUnion = random.nextBoolean();
    stores.read(QueryLimits.unlimited(), source -> {
      RedView view = source.open(end, QueryLimits.unlimited());
      List<List<LabelMatcher>> selectors =
          isUnion ? List.of(List.of(SOME), List.of(OTHERS)) : List.of(List.of(SOME));
      Distribution found = view.distribution(selectors, start, end);
      if (found.counts().cellCount() > 0 && isHeld(view, selectors, found)) {
        compare(view, found, isUnion, "%s, %d … %d".formatted(when, start, end));
        compared++;
      }
      return true;
    });
  }

  /** Returns whether samples at the start of the range are held, too. */
  private static boolean isHeld(
      RedView view, List<List<LabelMatcher>> selectors, Distribution found) {
    long before = found.fromMillis() - WINDOW;
    return view.distribution(selectors, before, found.throughMillis()).fromMillis() == before;
  }

  private static void compare(RedView view, Distribution found, boolean isUnion, String when) {
    Map<Double, Double> expected = new TreeMap<>();
    double sum = 0;
    for (Series series : series(view, "duration_milliseconds_bucket", found, true)) {
      if (isWanted(series.labels(), isUnion)) {
        addBins(series, series.size() - 1, 1, expected);
        addBins(series, indexAt(series, found.fromMillis()), -1, expected);
      }
    }
    for (Series series : series(view, "duration_milliseconds_sum", found, false)) {
      if (isWanted(series.labels(), isUnion)) {
        int first = indexAt(series, found.fromMillis());
        sum += series.value(series.size() - 1) - (first < 0 ? 0 : series.value(first));
      }
    }
    expected.values().removeIf(count -> count == 0);
    Map<Double, Double> actual = new TreeMap<>();
    Increment counts = found.counts();
    for (int i = 0; i < counts.cellCount(); i++) {
      double upper = found.layout().upperNanos(counts.cell(i)) / 1e6;
      actual.put(upper, Weight.toDouble(counts.count(i)));
    }
    assertThat(actual).as(when).isEqualTo(expected);
    assertThat(counts.sumNanos() / 1e6).as(when).isCloseTo(sum, within(1e-9 * sum + 1e-3));
  }

  private static List<Series> series(
      RedView view, String name, Distribution found, boolean asHistograms) {
    Selection selection = new Selection(
        List.of(LabelMatcher.equal(Labels.METRIC_NAME, name)),
        found.fromMillis() - WINDOW,
        found.throughMillis(),
        false,
        asHistograms);
    return view.select(List.of(selection)).get(0);
  }

  private static boolean isWanted(Labels labels, boolean isUnion) {
    return SOME.matches(labels.get(SOME.name()))
        || isUnion && OTHERS.matches(labels.get(OTHERS.name()));
  }

  /** Returns the sample at a time, or −1 if the series was not born. */
  private static int indexAt(Series series, long millis) {
    return series.timestampMillis(0) <= millis ? 0 : -1;
  }

  private static void addBins(Series series, int sample, double sign, Map<Double, Double> bins) {
    Histogram histogram = sample < 0 ? null : series.histogram(sample);
    if (histogram == null) {
      return;
    }
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      bins.merge(bucket.upper(), sign * bucket.count(), Double::sum);
    }
  }
}
