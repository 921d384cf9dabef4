// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.number.StaleMarker;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares every aggregation over random series and steps with a naive computation. */
class AggregationRandomTest {
  private static final int STEPS = 6;
  private static final long STEP_MILLIS = 10_000;
  private static final Comparator<Double> NAN_LAST = Comparator.<Double, Boolean>comparing(
          v -> v.isNaN())
      .thenComparing(Comparator.naturalOrder());

  private final PromqlEngine engine = new PromqlEngine(new EngineConfig(
      Duration.ofMinutes(5), Duration.ofMinutes(1), SyntaxConfig.ALL, false, false, false));

  /** One seed that stays, and one that is new in every run. */
  static LongStream seeds() {
    return LongStream.of(4_711, new SplittableRandom().nextLong());
  }

  /** The samples of one round: by series, by step; null for no sample. */
  private record Data(Map<Labels, Double[]> samples, TestSeriesSource source) {
    static Data random(SplittableRandom random) {
      Data data = new Data(new HashMap<>(), new TestSeriesSource());
      int series = random.nextInt(1, 15);
      for (int i = 0; i < series; i++) {
        Labels labels = Labels.of(
            Labels.METRIC_NAME,
            "m",
            "g",
            "g" + random.nextInt(3),
            "h",
            "h" + random.nextInt(2),
            "i",
            "i" + i);
        Double[] values = new Double[STEPS];
        for (int step = 0; step < STEPS; step++) {
          values[step] = random.nextInt(5) == 0 ? null : value(random);
          data.source.add(
              labels,
              step * STEP_MILLIS,
              values[step] == null ? Double.longBitsToDouble(StaleMarker.BITS) : values[step]);
        }
        data.samples.put(labels, values);
      }
      return data;
    }

    private static double value(SplittableRandom random) {
      return switch (random.nextInt(12)) {
        case 0 -> Double.NaN;
        case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        case 2, 3, 4, 5 -> random.nextInt(-2, 3);
        default -> random.nextDouble(-100, 100);
      };
    }

    /** Returns the samples of each group at a step. */
    Map<Labels, Map<Labels, Double>> groups(int step, List<String> by) {
      Map<Labels, Map<Labels, Double>> groups = new HashMap<>();
      samples.forEach((labels, values) -> {
        if (values[step] != null) {
          groups
              .computeIfAbsent(labels.retain(by), key -> new HashMap<>())
              .put(labels, values[step]);
        }
      });
      return groups;
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void numbers_equalTheNaiveResults(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      Data data = Data.random(random);
      double phi = random.nextDouble();
      Map<String, ToDoubleFunction<double[]>> operators = Map.of(
          "sum(",
          values -> Arrays.stream(values).sum(),
          "avg(",
          values -> Arrays.stream(values).sum() / values.length,
          "count(",
          values -> values.length,
          "group(",
          values -> 1,
          "min(",
          values -> sorted(values).get(0),
          "max(",
          values -> greatest(values),
          "stdvar(",
          AggregationRandomTest::variance,
          "stddev(",
          values -> Math.sqrt(variance(values)),
          "quantile(" + phi + ", ",
          values -> quantile(phi, values));
      List<String> by = random.nextBoolean() ? List.of("g") : List.of("g", "h");
      String clause = by.size() == 1 && random.nextBoolean() ? ") without (h, i)" : null;
      for (Map.Entry<String, ToDoubleFunction<double[]>> operator : operators.entrySet()) {
        String query = operator.getKey() + "m"
            + (clause == null ? ") by (" + String.join(", ", by) + ")" : clause);
        String context = "seed " + seed + ", round " + round + ": " + query;
        List<Map<Labels, Double>> actual = range(query, data);
        for (int step = 0; step < STEPS; step++) {
          Map<Labels, Double> expected = new HashMap<>();
          data.groups(step, by)
              .forEach((group, samples) ->
                  expected.put(group, operator.getValue().applyAsDouble(array(samples.values()))));
          checkEqual(actual.get(step), expected, context + " at step " + step);
        }
      }
    }
  }

  private static double[] array(Iterable<Double> values) {
    List<Double> list = new ArrayList<>();
    values.forEach(list::add);
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Double> sorted(double[] values) {
    return Arrays.stream(values).boxed().sorted(NAN_LAST).toList();
  }

  private static double greatest(double[] values) {
    double[] numbers = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    return numbers.length == 0 ? Double.NaN : Arrays.stream(numbers).max().getAsDouble();
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
  }

  private static double quantile(double phi, double[] values) {
    List<Double> ascending = new ArrayList<>(sorted(values));
    // NaN is the least number of a quantile.
    ascending.sort(Comparator.comparing((Double v) -> !v.isNaN()).thenComparing(v -> v));
    double rank = phi * (values.length - 1);
    int lower = (int) rank;
    double share = rank - lower;
    double upper = ascending.get(Math.min(lower + 1, values.length - 1));
    return ascending.get(lower) * (1 - share) + upper * share;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void selections_keepTheBestSamplesOfEachGroup(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      Data data = Data.random(random);
      int k = random.nextInt(5);
      for (String op : List.of("topk", "bottomk", "limitk")) {
        String query = op + " by (g) (" + k + ", m)";
        String context = "seed " + seed + ", round " + round + ": " + query;
        List<Map<Labels, Double>> actual = range(query, data);
        for (int step = 0; step < STEPS; step++) {
          checkSelection(op, k, data.groups(step, List.of("g")), actual.get(step), context);
        }
      }
    }
  }

  /** Checks the values only: which of several equal samples is selected does not matter. */
  private static void checkSelection(
      String op,
      int k,
      Map<Labels, Map<Labels, Double>> groups,
      Map<Labels, Double> actual,
      String context) {
    int count = 0;
    for (Map.Entry<Labels, Map<Labels, Double>> group : groups.entrySet()) {
      List<Double> selected = new ArrayList<>();
      group.getValue().forEach((labels, value) -> {
        if (actual.containsKey(labels)) {
          assertThat(actual.get(labels)).as(context).isEqualTo(value);
          selected.add(value);
        }
      });
      count += selected.size();
      List<Double> all = new ArrayList<>(group.getValue().values());
      Comparator<Double> order = op.equals("bottomk")
          ? NAN_LAST
          : Comparator.<Double, Boolean>comparing(v -> v.isNaN())
              .thenComparing(Comparator.reverseOrder());
      all.sort(order);
      selected.sort(order);
      List<Double> best = all.subList(0, Math.min(k, all.size()));
      if (op.equals("limitk")) {
        assertThat(selected).as(context).hasSameSizeAs(best);
      } else {
        assertThat(zeros(selected)).as(context).isEqualTo(zeros(best));
      }
    }
    assertThat(actual).as(context).hasSize(count);
  }

  /** Makes −0 and 0 equal. */
  private static List<Double> zeros(List<Double> values) {
    return values.stream().map(v -> v + 0.0).toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void topk_ofAnInstantQueryIsOrdered(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      Data data = Data.random(random);
      int step = random.nextInt(STEPS);
      boolean greatest = random.nextBoolean();
      String query =
          (greatest ? "topk(4, m)" : "bottomk(4, m)") + (random.nextBoolean() ? "" : " * 1");
      QueryResult result =
          engine.instant(query, step * STEP_MILLIS, data.source(), QueryLimits.unlimited());
      List<Double> values = ((QueryValue.Vector) result.value())
          .samples().stream().map(QueryValue.Sample::value).toList();
      Comparator<Double> order = greatest
          ? Comparator.<Double, Boolean>comparing(v -> v.isNaN())
              .thenComparing(Comparator.reverseOrder())
          : NAN_LAST;
      assertThat(zeros(values))
          .as("seed %d, round %d: %s", seed, round, query)
          .isSortedAccordingTo(order);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void countValues_countsTheTextsOfEachGroup(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      Data data = Data.random(random);
      String query = "count_values by (g) (\"v\", m)";
      List<Map<Labels, Double>> actual = range(query, data);
      for (int step = 0; step < STEPS; step++) {
        Map<Labels, Double> expected = new HashMap<>();
        data.groups(step, List.of("g"))
            .forEach((group, samples) -> samples
                .values()
                .forEach(value -> expected.merge(group.with("v", text(value)), 1.0, Double::sum)));
        checkEqual(actual.get(step), expected, "seed " + seed + ", round " + round);
      }
    }
  }

  private static String text(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void limitRatio_andItsComplementAreAllSamples(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      Data data = Data.random(random);
      double ratio = random.nextInt(1, 64) / 64.0;
      List<Map<Labels, Double>> share = range("limit_ratio(" + ratio + ", m)", data);
      List<Map<Labels, Double>> rest = range("limit_ratio(" + (ratio - 1) + ", m)", data);
      List<Map<Labels, Double>> all = range("m", data);
      for (int step = 0; step < STEPS; step++) {
        Map<Labels, Double> both = new HashMap<>(share.get(step));
        both.putAll(rest.get(step));
        String context = "seed " + seed + ", round " + round + ", ratio " + ratio;
        assertThat(both).as(context).isEqualTo(all.get(step));
        assertThat(share.get(step).size() + rest.get(step).size())
            .as(context)
            .isEqualTo(both.size());
      }
    }
  }

  private List<Map<Labels, Double>> range(String query, Data data) {
    long end = (STEPS - 1) * STEP_MILLIS;
    QueryResult result =
        engine.range(query, 0, end, STEP_MILLIS, data.source(), QueryLimits.unlimited());
    List<Map<Labels, Double>> steps = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      steps.add(new HashMap<>());
    }
    for (Series series : ((QueryValue.Matrix) result.value()).series()) {
      for (int i = 0; i < series.size(); i++) {
        int step = (int) (series.timestampMillis(i) / STEP_MILLIS);
        steps.get(step).put(series.labels(), series.value(i));
      }
    }
    return steps;
  }

  private static void checkEqual(
      Map<Labels, Double> actual, Map<Labels, Double> expected, String context) {
    assertThat(actual.keySet()).as(context).isEqualTo(expected.keySet());
    expected.forEach((labels, value) -> {
      if (value.isNaN() || value.isInfinite()) {
        assertThat(actual.get(labels)).as(context).isEqualTo(value);
      } else {
        double tolerance = 1e-9 * Math.max(1, Math.abs(value));
        assertThat(actual.get(labels)).as(context).isCloseTo(value, within(tolerance));
      }
    });
  }
}
