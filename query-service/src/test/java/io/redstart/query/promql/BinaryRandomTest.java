// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.number.StaleMarker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares operators between random vectors with a naive search for partners at each step. */
class BinaryRandomTest {
  private static final int STEPS = 5;
  private static final long STEP_MILLIS = 10_000;

  private final PromqlEngine engine = new PromqlEngine(new EngineConfig(
      Duration.ofMinutes(5), Duration.ofMinutes(1), SyntaxConfig.ALL, false, false, false));

  /** One seed that stays, and one that is new in every run. */
  static LongStream seeds() {
    return LongStream.of(4_711, new SplittableRandom().nextLong());
  }

  /** Series with gaps: many{g, i}, one{g, t}, by series and step; null for no sample. */
  private record Data(Map<Labels, Double[]> samples, TestSeriesSource source) {
    static Data random(SplittableRandom random) {
      Data data = new Data(new HashMap<>(), new TestSeriesSource());
      for (int g = 0; g < 4; g++) {
        for (int i = 0; i < random.nextInt(4); i++) {
          data.add(random, Labels.of(Labels.METRIC_NAME, "many", "g", "" + g, "i", "" + i));
        }
        if (random.nextInt(3) > 0) {
          data.add(random, Labels.of(Labels.METRIC_NAME, "one", "g", "" + g, "t", "t" + g));
        }
      }
      return data;
    }

    private void add(SplittableRandom random, Labels labels) {
      Double[] values = new Double[STEPS];
      for (int step = 0; step < STEPS; step++) {
        values[step] = random.nextInt(4) == 0 ? null : (double) random.nextInt(-3, 4);
        double stale = Double.longBitsToDouble(StaleMarker.BITS);
        source.add(labels, step * STEP_MILLIS, values[step] == null ? stale : values[step]);
      }
      samples.put(labels, values);
    }

    Map<Labels, Double> at(String name, int step) {
      Map<Labels, Double> vector = new HashMap<>();
      samples.forEach((labels, values) -> {
        if (labels.get(Labels.METRIC_NAME).equals(name) && values[step] != null) {
          vector.put(labels, values[step]);
        }
      });
      return vector;
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void groupLeftAndRight_equalANaiveSearch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      Data data = Data.random(random);
      boolean right = random.nextBoolean();
      boolean includes = random.nextBoolean();
      boolean compares = random.nextBoolean();
      boolean fills = random.nextBoolean();
      String op = compares ? ">" : "-";
      String modifiers = " on (g) " + (right ? "group_right" : "group_left")
          + (includes ? " (t)" : "") + (fills ? " fill_right (1) " : " ");
      String query = right ? "one " + op + modifiers + "many" : "many " + op + modifiers + "one";
      List<Map<Labels, Double>> actual = range(query, data);
      for (int step = 0; step < STEPS; step++) {
        Map<Labels, Double> expected = new HashMap<>();
        Map<Labels, Double> ones = data.at("one", step);
        for (Map.Entry<Labels, Double> many : data.at("many", step).entrySet()) {
          String g = many.getKey().get("g");
          Map.Entry<Labels, Double> partner = ones.entrySet().stream()
              .filter(one -> one.getKey().get("g").equals(g))
              .findFirst()
              .orElse(fills ? Map.entry(Labels.empty(), 1.0) : null);
          if (partner != null) {
            double l = right ? partner.getValue() : many.getValue();
            double r = right ? many.getValue() : partner.getValue();
            Labels labels =
                compares ? many.getKey() : many.getKey().without(Set.of(Labels.METRIC_NAME));
            labels = includes ? labels.with("t", partner.getKey().get("t")) : labels;
            if (!compares || l > r) {
              expected.put(labels, compares ? l : l - r);
            }
          }
        }
        assertThat(actual.get(step))
            .as("seed %d, round %d: %s at step %d", seed, round, query, step)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void setOperators_equalANaiveSearch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      Data data = Data.random(random);
      String op = List.of("and", "or", "unless").get(random.nextInt(3));
      String query = "many " + op + " on (g) one";
      List<Map<Labels, Double>> actual = range(query, data);
      for (int step = 0; step < STEPS; step++) {
        Map<Labels, Double> many = data.at("many", step);
        Map<Labels, Double> one = data.at("one", step);
        Map<Labels, Double> expected = new HashMap<>();
        many.forEach((labels, value) -> {
          if (op.equals("or") || hasPartner(labels, one) == op.equals("and")) {
            expected.put(labels, value);
          }
        });
        one.forEach((labels, value) -> {
          if (op.equals("or") && !hasPartner(labels, many)) {
            expected.put(labels, value);
          }
        });
        assertThat(actual.get(step))
            .as("seed %d, round %d: %s at step %d", seed, round, query, step)
            .isEqualTo(expected);
      }
    }
  }

  private static boolean hasPartner(Labels labels, Map<Labels, Double> others) {
    return others.keySet().stream().anyMatch(other -> other.get("g").equals(labels.get("g")));
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
}
