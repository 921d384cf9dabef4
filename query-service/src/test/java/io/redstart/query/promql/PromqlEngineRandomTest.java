// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.number.StaleMarker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the engine over many steps with {@link NaiveEvaluator} at each step. */
class PromqlEngineRandomTest {
  private static final List<String> BOUNDS = List.of("0.1", "0.25", "1", "2.5", "+Inf");

  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));

  /** One seed that stays, and one that is new in every run. */
  static LongStream seeds() {
    return LongStream.of(4_711, new SplittableRandom().nextLong());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void range_equalsTheMeaningAtEachStep(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int compared = 0;
    for (int round = 0; round < 150; round++) {
      TestSeriesSource source = new TestSeriesSource();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        addCounters(random, source, "op" + i, "s" + random.nextInt(2));
      }
      long range = random.nextLong(5_000, 120_000);
      long offset = random.nextLong(-30_000, 30_000);
      double phi = random.nextDouble(0.05, 0.95);
      Question question = Question.random(random, range, offset, phi);
      long start = random.nextLong(-60_000, 400_000);
      long step = random.nextLong(1_000, 90_000);
      Map<Long, Map<Labels, Double>> answer = ask(question.text(), start, step, source);
      for (int i = 0; i < 10; i++) {
        long time = start + i * step;
        String context =
            String.format("seed %d, round %d: %s at %d", seed, round, question.text(), time);
        Map<Labels, Double> expected = question.meaning(new NaiveEvaluator(source), time - offset);
        compared += expected.size();
        checkEqual(answer.getOrDefault(time, Map.of()), expected, context);
      }
    }
    assertThat(compared).isGreaterThan(1_000);
  }

  /** Adds the buckets of one histogram, with gaps, staleness markers, resets and an end. */
  private static void addCounters(
      SplittableRandom random, TestSeriesSource source, String op, String service) {
    double[] counts = new double[BOUNDS.size()];
    long time = random.nextLong(0, 100_000);
    int samples = random.nextInt(2, 60);
    for (int i = 0; i < samples; i++) {
      time += random.nextInt(10) == 0 ? random.nextLong(20_000, 400_000) : 5_000;
      boolean stale = random.nextInt(25) == 0;
      boolean reset = random.nextInt(25) == 0;
      double more = 0;
      for (int bound = 0; bound < counts.length; bound++) {
        more += random.nextInt(3);
        counts[bound] = reset ? more : counts[bound] + more;
        Labels labels = Labels.of(
            Labels.METRIC_NAME, "d_bucket", "op", op, "service", service, "le", BOUNDS.get(bound));
        double value = stale ? Double.longBitsToDouble(StaleMarker.BITS) : counts[bound];
        source.add(labels, time, value);
      }
    }
  }

  /** A query with its naive evaluation. */
  private record Question(String text, Meaning meaning) {
    interface Meaning {
      Map<Labels, Double> at(NaiveEvaluator naive, long timeMillis);
    }

    Map<Labels, Double> meaning(NaiveEvaluator naive, long timeMillis) {
      return meaning.at(naive, timeMillis);
    }

    static Question random(SplittableRandom random, long range, long offset, double phi) {
      String offsetText = (offset < 0 ? " offset -" : " offset ") + Math.abs(offset) + "ms";
      String selector = "d_bucket" + offsetText;
      String rate = "rate(d_bucket[" + range + "ms]" + offsetText + ")";
      List<String> by = List.of("le", "service");
      return switch (random.nextInt(11)) {
        case 0 -> new Question(selector, (naive, time) -> naive.newest("d_bucket", time));
        case 1 -> new Question(rate, (naive, time) -> naive.rate("d_bucket", time, range));
        case 2 ->
          new Question(
              "sum(" + rate + ") by (le, service,)",
              (naive, time) -> NaiveEvaluator.sum(naive.rate("d_bucket", time, range), by));
        case 3 ->
          new Question(
              "histogram_quantile(" + phi + ", " + rate + ")",
              (naive, time) -> NaiveEvaluator.quantile(phi, naive.rate("d_bucket", time, range)));
        case 4 ->
          new Question(
              "max by (service) (" + rate + ")",
              (naive, time) -> NaiveEvaluator.group(
                  naive.rate("d_bucket", time, range), List.of("service"), Math::max));
        case 5 ->
          new Question(
              "min by (le) (" + selector + ")",
              (naive, time) ->
                  NaiveEvaluator.group(naive.newest("d_bucket", time), List.of("le"), Math::min));
        case 6 ->
          new Question(
              "count by (op) (" + selector + ")",
              (naive, time) -> NaiveEvaluator.sum(
                  NaiveEvaluator.map(naive.newest("d_bucket", time), value -> 1.0), List.of("op")));
        case 7 ->
          new Question(
              "-" + rate + " * " + phi,
              (naive, time) ->
                  NaiveEvaluator.map(naive.rate("d_bucket", time, range), value -> -value * phi));
        case 8 ->
          new Question(rate + " > " + phi, (naive, time) -> {
            Map<Labels, Double> kept = naive.rate("d_bucket", time, range);
            kept.values().removeIf(value -> !(value > phi));
            return kept;
          });
        case 9 ->
          new Question(
              selector + " unless on (op) sum by (op) (" + selector + ") > 20", (naive, time) -> {
                Map<Labels, Double> kept = naive.newest("d_bucket", time);
                Map<Labels, Double> sums = NaiveEvaluator.sum(kept, List.of("op"));
                kept.keySet().removeIf(labels -> sums.get(labels.retain(List.of("op"))) > 20);
                return kept;
              });
        default ->
          new Question(
              "histogram_quantile(" + phi + ", sum by (le) (" + selector + "))",
              (naive, time) -> NaiveEvaluator.quantile(
                  phi, NaiveEvaluator.sum(naive.newest("d_bucket", time), List.of("le"))));
      };
    }
  }

  private Map<Long, Map<Labels, Double>> ask(
      String query, long start, long step, SeriesSource source) {
    QueryResult result =
        engine.range(query, start, start + 9 * step, step, source, QueryLimits.unlimited());
    Map<Long, Map<Labels, Double>> byTime = new HashMap<>();
    for (Series series : ((QueryValue.Matrix) result.value()).series()) {
      for (int i = 0; i < series.size(); i++) {
        byTime
            .computeIfAbsent(series.timestampMillis(i), key -> new HashMap<>())
            .put(series.labels(), series.value(i));
      }
    }
    return byTime;
  }

  private static void checkEqual(
      Map<Labels, Double> actual, Map<Labels, Double> expected, String context) {
    assertThat(actual.keySet()).as(context).isEqualTo(expected.keySet());
    expected.forEach((labels, value) -> {
      if (value.isNaN()) {
        assertThat(actual.get(labels)).as(context).isNaN();
      } else {
        double tolerance = 1e-9 * Math.max(1, Math.abs(value));
        assertThat(actual.get(labels)).as(context).isCloseTo(value, within(tolerance));
      }
    });
  }
}
