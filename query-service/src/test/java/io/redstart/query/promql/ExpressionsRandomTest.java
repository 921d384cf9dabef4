// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.naive.NaiveEngine;
import io.redstart.query.promql.naive.NaiveFailure;
import io.redstart.query.promql.naive.NaiveSample;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares the engine with {@link NaiveEngine} for random expressions over random series. A failure
 * is printed as a script of promqltest. {@code -Dpromql.random.count=100000} compares more
 * expressions, {@code -Dpromql.random.seed} repeats a run, {@code -Dpromql.random.failures} goes on
 * after failures and prints some.
 */
class ExpressionsRandomTest {
  private static final Pattern TOTALS_OF_RATES =
      Pattern.compile("histogram_(count|sum|avg)\\(.*(rate|increase|delta)\\(");

  private static final int COUNT = Integer.getInteger("promql.random.count", 3_000);
  private static final int FAILURES_MAX = Integer.getInteger("promql.random.failures", 1);
  private static final int EXPRESSIONS_PER_LOAD = 40;
  private static final Duration LOOKBACK = Duration.ofMinutes(5);

  private final long seed = Long.getLong("promql.random.seed", System.nanoTime());
  private final PromqlEngine engine = new PromqlEngine(
      new EngineConfig(LOOKBACK, Duration.ofMinutes(1), SyntaxConfig.ALL, false, false, false));
  private final List<String> failures = new ArrayList<>();
  private int answered;
  private int failed;
  private int skipped;
  /** Whether the last query added histograms that do not fit together. */
  private boolean collides;

  /** A query with its steps. */
  private record Question(String query, long startMillis, long stepMillis, int steps) {
    static Question random(SplittableRandom random, RandomExpressions expressions) {
      long start = random.nextInt(0, 4 * RandomData.END_SECONDS) * 250L;
      long step = random.nextInt(1, 400) * 250L;
      int steps = random.nextBoolean() ? 1 : random.nextInt(1, 8);
      return new Question(expressions.next(), start, step, steps);
    }

    long endMillis() {
      return startMillis + (steps - 1) * stepMillis;
    }

    String script(List<String> load) {
      return "load 1s\n  "
          + String.join("\n  ", load)
          + "\neval "
          + (steps == 1
              ? "instant at " + startMillis / 1e3
              : "range from " + startMillis / 1e3 + " to " + endMillis() / 1e3 + " step "
                  + stepMillis / 1e3)
          + " " + query;
    }
  }

  @Test
  void everyExpression_equalsItsMeaningAtEachStep() {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < COUNT && failures.size() < FAILURES_MAX; i += EXPRESSIONS_PER_LOAD) {
      SplittableRandom round = random.split();
      List<String> load = RandomData.lines(round);
      TestSeriesSource source = new TestSeriesSource();
      ScriptSeries.load(new PromqlScript.Load(1_000, false, load), source);
      RandomExpressions expressions = new RandomExpressions(round, true);
      for (int j = 0; j < EXPRESSIONS_PER_LOAD; j++) {
        check(Question.random(round, expressions), source, load);
      }
    }
    assertThat(failures).as("seed %d", seed).isEmpty();
    assertThat(answered).as("seed %d", seed).isGreaterThan(COUNT / 2);
    assertThat(failed).as("seed %d", seed).isLessThan(COUNT / 4);
    assertThat(skipped).as("seed %d", seed).isLessThan(COUNT / 20);
  }

  private void check(Question question, TestSeriesSource source, List<String> load) {
    try {
      List<List<NaiveSample>> expected = meaning(question, source);
      List<List<NaiveSample>> actual = ask(question, source);
      if (collides || isBeyondNaive(question, actual)) {
        skipped++;
        return;
      }
      if (expected == null || actual == null) {
        assertThat(actual == null).as("the query fails").isEqualTo(expected == null);
        failed++;
        return;
      }
      for (int step = 0; step < question.steps; step++) {
        checkEqual(actual.get(step), expected.get(step), "at step " + step);
      }
      answered += expected.stream().allMatch(List::isEmpty) ? 0 : 1;
    } catch (AssertionError | RuntimeException e) {
      if (findsResetsByTotals(question, load)) {
        skipped++;
        return;
      }
      failures.add("seed " + seed + ": " + e + "\n" + question.script(load));
    }
  }

  /** Returns null if the query fails. */
  private static List<List<NaiveSample>> meaning(Question question, TestSeriesSource source) {
    Expr expr = Parser.parse(
        new QueryText(question.query),
        SyntaxConfig.ALL,
        new FunctionTable(),
        QueryLimits.unlimited());
    NaiveEngine naive =
        new NaiveEngine(source, question.startMillis, question.endMillis(), LOOKBACK.toMillis());
    List<List<NaiveSample>> steps = new ArrayList<>();
    try {
      for (int i = 0; i < question.steps; i++) {
        steps.add(naive.at(expr, question.startMillis + i * question.stepMillis));
      }
    } catch (NaiveFailure e) {
      return null;
    }
    return steps;
  }

  /** Returns null if the query fails. */
  private List<List<NaiveSample>> ask(Question question, TestSeriesSource source) {
    collides = false;
    QueryLimits limits = QueryLimits.unlimited();
    List<List<NaiveSample>> steps = new ArrayList<>();
    try {
      if (question.steps == 1) {
        steps.add(
            samples(value(engine.instant(question.query, question.startMillis, source, limits))));
        return steps;
      }
      QueryValue value = value(engine.range(
          question.query,
          question.startMillis,
          question.endMillis(),
          question.stepMillis,
          source,
          limits));
      for (int i = 0; i < question.steps; i++) {
        steps.add(new ArrayList<>());
      }
      for (Series series : ((QueryValue.Matrix) value).series()) {
        for (int i = 0; i < series.size(); i++) {
          long time = series.timestampMillis(i);
          steps
              .get((int) ((time - question.startMillis) / question.stepMillis))
              .add(new NaiveSample(series.labels(), time, series.value(i), series.histogram(i)));
        }
      }
    } catch (PromqlException e) {
      return null;
    }
    return steps;
  }

  /**
   * Prometheus drops the sum of two histograms if one of them was reset and the other was not. The
   * naive engine does not know resets.
   */
  private QueryValue value(QueryResult result) {
    collides = result.warnings().stream()
        .anyMatch(warning -> warning.contains("conflicting counter resets during histogram"));
    return result.value();
  }

  private static List<NaiveSample> samples(QueryValue value) {
    if (value instanceof QueryValue.Scalar scalar) {
      return List.of(new NaiveSample(Labels.empty(), 0, scalar.value(), null));
    }
    return ((QueryValue.Vector) value)
        .samples().stream()
            .map(one -> new NaiveSample(one.labels(), 0, one.value(), one.histogram()))
            .toList();
  }

  /**
   * Returns whether the naive engine is known to differ, where Prometheus agrees with the engine: a
   * subquery fails at steps between its windows, histograms divided by 0 are infinite, and the least
   * of 0 and −0 depends on their order, which {@code count_values} shows.
   */
  private static boolean isBeyondNaive(
      Question question, @Nullable List<List<NaiveSample>> actual) {
    boolean failsInBetween = actual == null && question.query.contains(":");
    return failsInBetween
        || question.query.contains("/ 0")
        || (question.query.contains("count_values") && question.query.contains("* 0"));
  }

  /**
   * Returns whether resets of gauges are found after their buckets were dropped, by counts alone, as
   * in Prometheus (promql/histogram_stats_iterator.go); the naive engine looks at the buckets.
   */
  private static boolean findsResetsByTotals(Question question, List<String> load) {
    return TOTALS_OF_RATES.matcher(question.query).find()
        && load.stream().anyMatch(line -> line.contains("counter_reset_hint:gauge"));
  }

  /** Compares bucket by bucket: a bucket that only rounding has filled can be absent. */
  private static boolean isClose(Histogram one, Histogram other) {
    Map<List<Double>, Double> buckets = buckets(one);
    Map<List<Double>, Double> others = buckets(other);
    double noise = 1e-12;
    for (double count : buckets.values()) {
      noise = Math.max(noise, 1e-12 * Math.abs(count));
    }
    Set<List<Double>> bounds = new HashSet<>(buckets.keySet());
    bounds.addAll(others.keySet());
    for (List<Double> bound : bounds) {
      double count = buckets.getOrDefault(bound, 0.0);
      double otherCount = others.getOrDefault(bound, 0.0);
      if (!isClose(count, otherCount) && !(Math.abs(count - otherCount) <= noise)) {
        return false;
      }
    }
    return one.layout().equals(other.layout())
        && isClose(one.count(), other.count())
        && isClose(one.sum(), other.sum());
  }

  private static Map<List<Double>, Double> buckets(Histogram histogram) {
    Map<List<Double>, Double> buckets = new HashMap<>();
    for (BucketCursor bucket = histogram.buckets(); bucket.next(); ) {
      buckets.put(List.of(bucket.lower(), bucket.upper()), bucket.count());
    }
    return buckets;
  }

  private static void checkEqual(
      List<NaiveSample> actual, List<NaiveSample> expected, String context) {
    Map<Labels, NaiveSample> byLabels = new HashMap<>();
    actual.forEach(sample -> byLabels.put(sample.labels(), sample));
    Map<Labels, NaiveSample> wanted = new HashMap<>();
    expected.forEach(sample -> wanted.put(sample.labels(), sample));
    assertThat(byLabels.keySet()).as(context).isEqualTo(wanted.keySet());
    wanted.forEach((labels, sample) -> {
      NaiveSample other = byLabels.get(labels);
      boolean isEqual = sample.histogram() == null
          ? other.histogram() == null && isClose(sample.value(), other.value())
          : other.histogram() != null && isClose(sample.histogram(), other.histogram());
      assertThat(isEqual)
          .as("%s: %s is %s, expected %s", context, labels, other, sample)
          .isTrue();
    });
  }

  private static boolean isClose(double expected, double actual) {
    return Double.compare(expected, actual) == 0
        || Math.abs(expected - actual) <= 1e-9 * Math.max(1, Math.abs(expected));
  }
}
