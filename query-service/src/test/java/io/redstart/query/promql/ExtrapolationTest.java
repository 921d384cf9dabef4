// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks how far {@code rate} and {@code increase} extrapolate, at 1 min over 1 min. */
class ExtrapolationTest {
  private final TestSeriesSource source = new TestSeriesSource();
  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));

  /** Adds a counter that grows by 1 a second. */
  private void addCounter(double first, int fromSecond, int throughSecond, int stepSeconds) {
    Labels labels = Labels.of(Labels.METRIC_NAME, "x_total");
    for (int second = fromSecond; second <= throughSecond; second += stepSeconds) {
      source.add(labels, second * 1_000L, first + second - fromSecond);
    }
  }

  private double value(String function) {
    QueryResult result =
        engine.instant(function + "(x_total[1m])", 60_000, source, QueryLimits.unlimited());
    List<QueryValue.Sample> samples = ((QueryValue.Vector) result.value()).samples();
    assertThat(samples).hasSize(1);
    return samples.get(0).value();
  }

  @Test
  void rate_goesToNearEdges() {
    addCounter(1_000, 5, 60, 5);
    assertThat(value("rate")).isCloseTo(1, within(1e-12));
  }

  @Test
  void increase_goesHalfADistanceToFarEdges() {
    addCounter(1_000, 20, 40, 10);
    assertThat(value("increase")).isCloseTo(30, within(1e-12));
  }

  @Test
  void increase_startsAtAFirstSampleOfZero() {
    addCounter(0, 5, 60, 5);
    assertThat(value("increase")).isEqualTo(55);
  }

  @Test
  void increase_stopsWhereTheCounterWasZero() {
    addCounter(2, 5, 60, 5);
    assertThat(value("increase")).isCloseTo(57, within(1e-12));
  }
}
