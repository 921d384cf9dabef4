// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeModifiersTest {
  private static RangeCall anchored(Series series, long atMillis) {
    return RangeCall.on(series).edges(Expr.Edges.ANCHORED).at(atMillis).range(20_000);
  }

  private static RangeCall smoothed(Series series, long atMillis) {
    return RangeCall.on(series).edges(Expr.Edges.SMOOTHED).at(atMillis).range(20_000);
  }

  private static Histogram histogram(double count) {
    return Histogram.with(ExponentialBuckets.of(0))
        .count(count)
        .sum(count)
        .positive(1, count)
        .build();
  }

  @Test
  void anchored_startsWithTheSampleBefore() {
    Series series = TestSeries.of(1, 2, 4, 8, 16);
    assertThat(anchored(series, 45_000).number("increase")).isEqualTo(6);
    assertThat(anchored(series, 45_000).number("rate")).isEqualTo(6 / 20.0);
    assertThat(anchored(series, 45_000).number("changes")).isEqualTo(2);
  }

  @Test
  void anchored_countsResets() {
    Series series = TestSeries.of(1, 5, 2, 3, 1);
    assertThat(anchored(series, 45_000).number("resets")).isEqualTo(1);
    assertThat(anchored(series, 45_000).number("increase")).isEqualTo(3);
    assertThat(anchored(series, 45_000).number("delta")).isEqualTo(-2);
  }

  @Test
  void anchored_needsASampleInTheRange() {
    Series series = TestSeries.of(1, 5);
    assertThat(anchored(series, 45_000).number("increase")).isNull();
    assertThat(anchored(series, 45_000).number("changes")).isNull();
  }

  @Test
  void smoothed_interpolatesAtBothEdges() {
    Series series = TestSeries.of(0, 10, 20, 40, 60);
    // From 15 at 25 s to 50 at 45 s.
    assertThat(smoothed(series, 45_000).number("increase")).isCloseTo(50 - 15, within(1e-12));
  }

  @Test
  void smoothed_startsAgainWithinADistance() {
    Series series = TestSeries.of(0, 10, 4, 8);
    // At 25 s, the counter has come from 0 to 2 since the reset.
    assertThat(smoothed(series, 45_000).number("increase")).isCloseTo(6, within(1e-12));
  }

  @Test
  void smoothedHistograms_areInterpolated() {
    Series series =
        TestSeries.of(histogram(0), histogram(10), histogram(20), histogram(40), histogram(60));
    assertThat(smoothed(series, 45_000).histogram("increase").count()).isCloseTo(35, within(1e-12));
  }

  @Test
  void otherFunctions_areRefused() {
    Series series = TestSeries.of(1, 2);
    assertThatThrownBy(() -> anchored(series, 20_000).number("sum_over_time"))
        .isInstanceOf(PromqlException.class)
        .hasMessage("anchored modifier can only be used with: changes, delta, increase, rate,"
            + " resets - not with sum_over_time");
    assertThatThrownBy(() -> smoothed(series, 20_000).number("resets"))
        .hasMessage("smoothed modifier can only be used with: delta, increase, rate - not with"
            + " resets");
  }

  @Test
  void samplesOfAnExtendedRange_areAtItsEdgesToo() {
    Series smoothed = smoothed(TestSeries.of(0, 10, 20, 40, 60), 45_000).samples();
    assertThat(smoothed.size()).isEqualTo(4);
    assertThat(smoothed.timestampMillis(0)).isEqualTo(25_000);
    assertThat(smoothed.value(0)).isEqualTo(15);
    assertThat(smoothed.timestampMillis(3)).isEqualTo(45_000);
    assertThat(smoothed.value(3)).isEqualTo(50);
    Series anchored = anchored(TestSeries.of(0, 10, 20, 40, 60), 45_000).samples();
    assertThat(anchored.value(0)).isEqualTo(10);
    assertThat(anchored.value(3)).isEqualTo(40);
    assertThatThrownBy(() -> anchored(TestSeries.of(histogram(1)), 20_000).samples())
        .hasMessage("anchored modifier is not supported with histograms");
  }

  @Test
  void smoothedSelector_interpolates() {
    RangeCall call = RangeCall.on(TestSeries.of(0, 10, 30)).at(new Steps(5_000, 10_000, 10));
    List<StepVector> vectors = call.smoothed();
    assertThat(vectors.get(0).has(0)).isFalse();
    assertThat(vectors.get(1).get(0)).isEqualTo(5);
    assertThat(vectors.get(2).get(0)).isEqualTo(20);
    assertThat(vectors.get(8).get(0)).isEqualTo(30);
    assertThat(vectors.get(9).has(0)).isFalse();
  }
}
