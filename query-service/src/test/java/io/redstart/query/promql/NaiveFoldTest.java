// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.number.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Holds the engine to {@link FoldContract}, with a source that folds by plain arithmetic. */
class NaiveFoldTest extends FoldContract {
  private static final int WINDOWS = 120;
  private static final double STALE = Double.longBitsToDouble(StaleMarker.BITS);

  @Override
  protected Subject subject(SplittableRandom random) {
    TestSeriesSource series = new TestSeriesSource();
    List<Series> all = new ArrayList<>();
    int size = 1 + random.nextInt(8);
    for (int i = 0; i < size; i++) {
      all.add(labelSet(random, i, series));
    }
    TestHistograms.addBuckets(all, series);
    Topics topics = new Topics(
        List.of("calls_total", "calls", "calls_total"),
        List.of(TestHistograms.NAME),
        List.of("op", "service"),
        List.of("", "", "{service=\"s1\"}", "{op!=\"o1\"}", "{service=~\"s[01]\"}"),
        0,
        WINDOWS * TestHistograms.WINDOW_MILLIS);
    SeriesSource source = new Folding(series, random.split());
    return new Subject() {
      @Override
      public <T> T read(QueryLimits limits, Function<SeriesSource, T> query) {
        return query.apply(source);
      }

      @Override
      public Topics topics() {
        return topics;
      }
    };
  }

  /** Adds the series of a label set that may be born or end within the time. */
  private static Series labelSet(SplittableRandom random, int index, TestSeriesSource into) {
    Labels labels = Labels.of("op", "o" + index, "service", "s" + random.nextInt(3));
    int first = random.nextBoolean() ? 0 : random.nextInt(WINDOWS);
    int samples = random.nextInt(3) == 0 ? 1 + random.nextInt(WINDOWS - first) : WINDOWS - first;
    TestHistograms.History history = TestHistograms.random(
        random, labels.with(Labels.METRIC_NAME, TestHistograms.NAME), first, samples, 5);
    if (first > 0) {
      history.observations().set(0, List.of());
    }
    Series fine = TestHistograms.fine(history);
    for (String name : List.of("calls_total", "calls")) {
      IntStream.range(0, fine.size())
          .forEach(i -> into.add(
              labels.with(Labels.METRIC_NAME, name),
              fine.timestampMillis(i),
              fine.histogram(i).count()));
      if (first + samples < WINDOWS) {
        into.add(
            labels.with(Labels.METRIC_NAME, name),
            (first + samples) * TestHistograms.WINDOW_MILLIS,
            STALE);
      }
    }
    into.addHistograms(fine);
    return fine;
  }

  /** Folds most of what it is asked for. */
  private record Folding(TestSeriesSource series, SplittableRandom random) implements SeriesSource {
    @Override
    public SeriesView open(long endMillis, QueryLimits limits) {
      SeriesView view = series.open(endMillis, limits);
      return new SeriesView() {
        @Override
        public List<List<Series>> select(List<Selection> selections) {
          return view.select(selections);
        }

        @Override
        public List<Optional<Folded>> fold(List<Fold> folds) {
          return folds.stream()
              .map(fold -> random.nextInt(5) == 0
                  ? Optional.<Folded>empty()
                  : Optional.<Folded>of(new NaiveFold(fold, series.select(fold.selection()))))
              .toList();
        }

        @Override
        public List<String> warnings() {
          return view.warnings();
        }
      };
    }

    @Override
    public boolean offersHistograms(List<LabelMatcher> matchers) {
      return series.offersHistograms(matchers);
    }

    @Override
    public boolean folds(Fold fold) {
      return random.nextInt(5) > 0;
    }
  }
}
