// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.WatchedLimits;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs queries over so many series that a loop without checks for cancellation would show. */
@Timeout(300)
class ManySeriesTest {
  private static final int SERIES = 200_000;
  private static final int FINE_SERIES = 40_000;
  private static final int CELLS = 10;

  /** In CPU time, so that other processes on the machine do not disturb the test. */
  private static final Duration GAP_MAX = Duration.ofMillis(100);

  private static final List<Series> series = new ArrayList<>();
  private static final List<Series> shuffled = new ArrayList<>();
  private static final List<Series> fine = new ArrayList<>();

  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));

  @BeforeAll
  static void makeSeries() {
    long[] times = {0, 5_000, 10_000, 15_000};
    for (int i = 0; i < SERIES; i++) {
      Labels labels = Labels.of("__name__", "x_total", "a", name(i), "le", "" + i % 10);
      series.add(new Series(labels, times, new double[] {1, 2, 3, i}));
    }
    shuffled.addAll(series);
    Collections.shuffle(shuffled, new Random(1));
    for (int i = 0; i < FINE_SERIES; i++) {
      Labels labels = Labels.of("__name__", "y_bucket", "a", name(i));
      fine.add(fineSeries(labels, times, i));
    }
  }

  private static String name(int i) {
    return Integer.toString(1_000_000 + i);
  }

  private static Series fineSeries(Labels labels, long[] times, int number) {
    double[] lower = new double[CELLS];
    double[] upper = new double[CELLS];
    int[] cells = new int[CELLS];
    double[] counts = new double[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      lower[cell] = 10 * cell + number % 100 / 10;
      upper[cell] = lower[cell] + 1;
      cells[cell] = cell;
      counts[cell] = 1;
    }
    FineBins bins = FineBins.of(lower, upper);
    Histogram none = Histogram.with(bins).positive(cells, new double[CELLS]).build();
    Histogram all = Histogram.with(bins).positive(cells, counts).count(CELLS).build();
    return new Series(
        labels, times, new double[times.length], new Histogram[] {none, none, all, all}, null);
  }

  @AfterAll
  static void forget() {
    series.clear();
    shuffled.clear();
    fine.clear();
  }

  /** Returns all series of a name. */
  private static final class Everything implements SeriesSource, SeriesView {
    @Override
    public SeriesView open(long endMillis, QueryLimits limits) {
      return this;
    }

    @Override
    public boolean offersHistograms(List<LabelMatcher> matchers) {
      return matchers.get(0).value().equals("y_bucket");
    }

    @Override
    public List<List<Series>> select(List<Selection> selections) {
      return selections.stream().map(Everything::select).toList();
    }

    private static List<Series> select(Selection selection) {
      if (selection.asHistograms()) {
        return fine;
      }
      return selection.matchers().get(0).value().equals("z_total") ? shuffled : series;
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x_total",
        "-x_total",
        "x_total * 2 > 3",
        "2 > bool x_total",
        "x_total / x_total",
        "x_total == on (a) (x_total > 1)",
        "rate(x_total[10s])",
        "count(x_total)",
        "sum by (a) (x_total)",
        "avg without (a) (x_total)",
        "histogram_quantile(0.5, x_total)",
        "histogram_quantile(0.5, sum by (le) (x_total))",
        "histogram_quantile(0.5, y_bucket)",
        "histogram_quantile(0.5, rate(y_bucket[20s]))",
        "histogram_quantile(0.5, sum by (a, le) (2 * y_bucket))",
        "histogram_quantile(0.5, max by (le) (rate(y_bucket[20s])))"
      })
  void range_checksAllTheWay(String query) {
    MemoryBudget memory = new MemoryBudget("queries", 4L << 30);
    try (WatchedLimits limits = new WatchedLimits(0, memory)) {
      engine.range(query, 5_000, 20_000, 5_000, new Everything(), limits);
      assertThat(limits.longest()).isLessThan(GAP_MAX);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x_total", "x_total[20s]", "z_total"})
  void instant_checksAllTheWay(String query) {
    MemoryBudget memory = new MemoryBudget("queries", 4L << 30);
    try (WatchedLimits limits = new WatchedLimits(0, memory)) {
      engine.instant(query, 15_000, new Everything(), limits);
      assertThat(limits.longest()).isLessThan(GAP_MAX);
    }
  }
}
