// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares quantiles from fine bins with sorted durations, and with the same bins as series. */
class FineQuantileRandomTest {
  private static final long SEED = 20_260_801;
  private static final String NAME = TestHistograms.NAME;

  @Test
  void quantile_isWithinOnePercentOfTheNearestRank() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 60; round++) {
      int samples = 30 + random.nextInt(60);
      List<TestHistograms.History> histories = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        Labels labels = Labels.of(Labels.METRIC_NAME, NAME, "op", "o" + i);
        histories.add(withFullBase(TestHistograms.random(random, labels, 0, samples, 20)));
      }
      TestSeriesSource source = new TestSeriesSource();
      histories.forEach(history -> source.addHistograms(TestHistograms.fine(history)));
      int windowSamples = 2 + random.nextInt(samples - 2);
      int end = windowSamples + random.nextInt(samples - windowSamples);
      List<Long> inWindow = observed(histories, end - windowSamples + 2, end);
      List<Long> ever = observed(histories, 0, end);
      double phi = random.nextDouble(0.01, 0.999);
      String range = windowSamples * TestHistograms.WINDOW_MILLIS / 1000 + "s";
      checkNearestRank("sum by (le) (rate(%s[" + range + "]))", inWindow, phi, end, source, round);
      checkNearestRank("sum without (op) (%s)", ever, phi, end, source, round);
    }
  }

  /** Adds all later observations to the base as well, so that no bound starts from 0. */
  private static TestHistograms.History withFullBase(TestHistograms.History history) {
    List<List<Long>> observations = new ArrayList<>(history.observations());
    observations.set(0, observations.stream().flatMap(List::stream).toList());
    return new TestHistograms.History(history.labels(), history.firstSample(), observations);
  }

  private static List<Long> observed(
      List<TestHistograms.History> histories, int fromSample, int throughSample) {
    return histories.stream()
        .flatMap(history -> history.observations().subList(fromSample, throughSample + 1).stream())
        .flatMap(List::stream)
        .sorted()
        .toList();
  }

  private static void checkNearestRank(
      String histogram, List<Long> sorted, double phi, int end, SeriesSource source, int round) {
    String query = String.format(
        Locale.ROOT, "histogram_quantile(%s, %s)", phi, String.format(histogram, NAME));
    double value = single(engine(true), query, end * TestHistograms.WINDOW_MILLIS, source);
    String context = "seed " + SEED + ", round " + round + ": " + query;
    if (sorted.isEmpty()) {
      assertThat(value).as(context).isNaN();
      return;
    }
    double rank = phi * sorted.size();
    int low = (int) Math.max(1, Math.ceil(rank - 1e-9));
    int high = (int) Math.min(sorted.size(), Math.floor(rank + 1e-9) + 1);
    assertThat(value)
        .as(context)
        .isBetween(
            sorted.get(low - 1) / 1e6 * 0.99, sorted.get(Math.max(low, high) - 1) / 1e6 * 1.01);
  }

  @Test
  void quantile_equalsThatOfTheSameBinsAsSeries() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int compared = 0;
    for (int round = 0; round < 120; round++) {
      TestSeriesSource fine = new TestSeriesSource();
      TestSeriesSource classic = new TestSeriesSource();
      List<Series> all = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        Labels labels =
            Labels.of(Labels.METRIC_NAME, NAME, "op", "o" + i, "service", "s" + random.nextInt(2));
        int first = random.nextInt(20);
        int samples = 2 + random.nextInt(30);
        all.add(TestHistograms.fine(TestHistograms.random(random, labels, first, samples, 4)));
      }
      all.forEach(fine::addHistograms);
      TestHistograms.addBuckets(all, classic);
      String query = randomQuery(random);
      long start = random.nextLong(20_000, 100_000);
      var fromFine = matrix(engine(true), query, start, fine);
      var fromSeries = matrix(engine(false), query, start, classic);
      assertThat(fromFine)
          .as("seed %d, round %d: %s from %d", SEED + 1, round, query, start)
          .usingElementComparator((a, b) -> a.isCloseTo(b) ? 0 : 1)
          .containsExactlyElementsOf(fromSeries);
      compared += fromSeries.size();
    }
    assertThat(compared).isGreaterThan(1_000);
  }

  private static String randomQuery(SplittableRandom random) {
    String offset = List.of("", " offset 10s", " offset -7s").get(random.nextInt(3));
    String range = "[" + (11 + random.nextInt(90)) + "s]" + offset;
    String inner = switch (random.nextInt(3)) {
      case 0 -> NAME + offset;
      case 1 -> "rate(" + NAME + range + ")";
      default -> "increase((" + NAME + range + "))";
    };
    String aggregated = switch (random.nextInt(6)) {
      case 0 -> inner;
      case 1 -> "sum by (le) (" + inner + ")";
      case 2 -> "sum by (le, service) (" + inner + ")";
      case 3 -> "avg without (op) (" + inner + ")";
      case 4 -> "avg by (le) (" + inner + ")";
      default -> "sum by (le) (avg by (le, service) (" + inner + "))";
    };
    String scaled = List.of("(%s)", "%s * 3", "2 * 0.5 * %s", "%s / 7").get(random.nextInt(4));
    return "histogram_quantile("
        + random.nextDouble(0.01, 0.99)
        + ", "
        + String.format(scaled, aggregated)
        + ")";
  }

  private record Point(Labels labels, long timeMillis, double value) {
    boolean isCloseTo(Point other) {
      boolean same = Double.isNaN(value)
          ? Double.isNaN(other.value)
          : Math.abs(value - other.value) <= 1e-9 * Math.abs(other.value);
      return same && labels.equals(other.labels) && timeMillis == other.timeMillis;
    }
  }

  private static List<Point> matrix(
      PromqlEngine engine, String query, long start, SeriesSource source) {
    QueryResult result =
        engine.range(query, start, start + 60_000, 7_000, source, QueryLimits.unlimited());
    Stream<Series> series = ((QueryValue.Matrix) result.value()).series().stream();
    List<Point> points = new ArrayList<>();
    series.forEach(one -> {
      for (int i = 0; i < one.size(); i++) {
        points.add(new Point(one.labels(), one.timestampMillis(i), one.value(i)));
      }
    });
    return points;
  }

  private static double single(
      PromqlEngine engine, String query, long timeMillis, SeriesSource source) {
    QueryResult result = engine.instant(query, timeMillis, source, QueryLimits.unlimited());
    List<QueryValue.Sample> samples = ((QueryValue.Vector) result.value()).samples();
    assertThat(samples).as(query).hasSize(1);
    return samples.get(0).value();
  }

  private static PromqlEngine engine(boolean fine) {
    return new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), fine));
  }
}
