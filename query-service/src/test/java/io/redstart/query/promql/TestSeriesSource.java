// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Series in memory, written sample by sample; as its own view it does not count samples. */
final class TestSeriesSource implements SeriesSource, SeriesView {
  private final Map<Labels, TestSamples> series = new HashMap<>();
  private final List<Series> histograms = new ArrayList<>();

  void add(Labels labels, long timeMillis, double value) {
    add(labels, timeMillis, value, null, 0);
  }

  /** Adds a sample: a number or a histogram; its start timestamp is 0 if unknown. */
  void add(
      Labels labels,
      long timeMillis,
      double value,
      @Nullable Histogram histogram,
      long startMillis) {
    series
        .computeIfAbsent(labels, key -> new TestSamples())
        .add(timeMillis, value, histogram, startMillis);
  }

  /** Adds histograms that are offered instead of {@code _bucket} series. */
  void addHistograms(Series added) {
    histograms.add(added);
  }

  void clear() {
    series.clear();
    histograms.clear();
  }

  @Override
  public boolean offersHistograms(List<LabelMatcher> matchers) {
    return histograms.stream().anyMatch(one -> matches(matchers, one.labels()));
  }

  @Override
  public SeriesView open(long endMillis, QueryLimits limits) {
    return new SeriesView() {
      @Override
      public List<List<Series>> select(List<Selection> selections) {
        List<List<Series>> found = TestSeriesSource.this.select(selections);
        found.forEach(list -> list.forEach(one -> limits.addSamples(one.size())));
        return found;
      }

      @Override
      public List<String> warnings() {
        return List.of();
      }
    };
  }

  @Override
  public List<List<Series>> select(List<Selection> selections) {
    return selections.stream().map(this::select).toList();
  }

  List<Series> select(Selection selection) {
    if (selection.asHistograms()) {
      return histograms.stream()
          .filter(one -> matches(selection, one.labels()))
          .map(one -> inRange(one, selection))
          .toList();
    }
    List<Series> found = new ArrayList<>();
    series.forEach((labels, samples) -> {
      if (matches(selection, labels)) {
        Series seen = samples.series(labels, selection.fromMillis(), selection.throughMillis());
        if (seen.size() > 0) {
          found.add(seen);
        }
      }
    });
    return found;
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  private static Series inRange(Series all, Selection selection) {
    int from = 0;
    while (from < all.size() && all.timestampMillis(from) <= selection.fromMillis()) {
      from++;
    }
    int to = from;
    while (to < all.size() && all.timestampMillis(to) <= selection.throughMillis()) {
      to++;
    }
    return all.part(all.labels(), from, to);
  }

  static boolean matches(Selection selection, Labels labels) {
    return matches(selection.matchers(), labels);
  }

  static boolean matches(List<LabelMatcher> matchers, Labels labels) {
    return matchers.stream().allMatch(matcher -> matcher.matches(labels.get(matcher.name())));
  }
}
