// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.CustomBuckets;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverTimeTest {
  private static final Histogram ONE = histogram(1);

  private static Histogram histogram(double count) {
    return Histogram.with(ExponentialBuckets.of(0))
        .count(count)
        .sum(count)
        .positive(1, count)
        .build();
  }

  private static RangeCall mixed() {
    Histogram[] histograms = {null, ONE, null};
    return RangeCall.on(TestSeries.mixed(new double[] {3, 0, 5}, histograms)).at(30_000);
  }

  @Test
  void sum_keepsWhatAdditionsLose() {
    assertThat(RangeCall.on(TestSeries.of(1e100, 1, -1e100)).at(30_000).number("sum_over_time"))
        .isEqualTo(1);
  }

  @Test
  void mean_doesNotOverflow() {
    assertThat(RangeCall.on(TestSeries.of(1e308, 1e308, 1e308)).at(30_000).number("avg_over_time"))
        .isCloseTo(1e308, within(1e295));
  }

  @Test
  void histograms_areAddedAndAveraged() {
    Series series = TestSeries.of(histogram(2), histogram(4));
    assertThat(RangeCall.on(series).at(20_000).histogram("sum_over_time").count())
        .isEqualTo(6);
    assertThat(RangeCall.on(series).at(20_000).histogram("avg_over_time").count())
        .isEqualTo(3);
  }

  @Test
  void contradictingHints_areNoted() {
    RangeCall call = RangeCall.on(
            TestSeries.of(ONE.withHint(ResetHint.RESET), ONE.withHint(ResetHint.NOT_RESET)))
        .at(20_000);
    call.histogram("sum_over_time");
    assertThat(call.warnings())
        .containsExactly(
            "PromQL warning: conflicting counter resets during histogram aggregation (1:1)");
  }

  @Test
  void bounds_areReconciled() {
    Histogram fine =
        Histogram.with(CustomBuckets.of(1, 2)).count(3).positive(0, 1, 2).build();
    Histogram coarse =
        Histogram.with(CustomBuckets.of(2)).count(3).positive(0, 3).build();
    RangeCall call = RangeCall.on(TestSeries.of(fine, coarse)).at(20_000);
    assertThat(call.histogram("avg_over_time").layout()).isEqualTo(CustomBuckets.of(2));
    assertThat(call.infos())
        .containsExactly(
            "PromQL info: mismatched custom buckets were reconciled during aggregation (1:1)");
    RangeCall kinds = RangeCall.on(TestSeries.of(fine, ONE)).at(20_000);
    assertThat(kinds.histogram("sum_over_time")).isNull();
    assertThat(kinds.warnings()).singleElement().asString().contains("exponential and custom");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum_over_time", "avg_over_time"})
  void mixedSamples_haveNoTotal(String function) {
    RangeCall call = mixed();
    assertThat(call.number(function)).isNull();
    assertThat(call.warnings()).singleElement().asString().contains("mix of histograms and floats");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "min_over_time",
        "max_over_time",
        "stddev_over_time",
        "stdvar_over_time",
        "mad_over_time",
        "ts_of_min_over_time",
        "ts_of_max_over_time",
        "deriv"
      })
  void histograms_areIgnoredBesideNumbers(String function) {
    RangeCall call = mixed();
    assertThat(call.number(function)).isNotNull();
    assertThat(call.infos())
        .containsExactly("PromQL info: ignored histograms in a range containing both floats and"
            + " histograms for metric name \"calls_total\" (1:1)");
    assertThat(RangeCall.on(TestSeries.of(ONE, ONE)).at(20_000).number(function))
        .isNull();
  }

  @Test
  void edges_areOfAnyKind() {
    RangeCall call = mixed();
    assertThat(call.number("count_over_time")).isEqualTo(3);
    assertThat(call.number("first_over_time")).isEqualTo(3);
    assertThat(call.number("last_over_time")).isEqualTo(5);
    assertThat(call.number("changes")).isEqualTo(2);
    assertThat(call.number("resets")).isEqualTo(2);
    assertThat(call.at(20_000).histogram("last_over_time")).isEqualTo(ONE);
  }

  @Test
  void quantile_outsideOfZeroToOneIsInfinite() {
    RangeCall call = RangeCall.on(TestSeries.of(1, 2)).at(20_000);
    assertThat(call.number("quantile_over_time", -1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(call.number("quantile_over_time", 1.5)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(call.warnings())
        .contains("PromQL warning: quantile value should be between 0 and 1, got 1.5 (1:1)");
  }

  @Test
  void absent_isOneWhereNothingIsPresent() {
    List<StepVector> steps = RangeCall.on(TestSeries.of(1), TestSeries.of(1, 2))
        .at(new Steps(5_000, 5_000, 8))
        .range(10_000)
        .vectors("absent_over_time");
    assertThat(steps.stream().map(step -> step.has(0)))
        .containsExactly(true, false, false, false, false, true, true, true);
  }

  @Test
  void smoothing_followsALine() {
    RangeCall call = RangeCall.on(TestSeries.of(1, 2, 3, 4)).at(40_000);
    assertThat(call.number("double_exponential_smoothing", 0.5, 0.5)).isCloseTo(4, within(1e-12));
    assertThatThrownBy(() -> call.number("double_exponential_smoothing", 1, 0.5))
        .hasMessage("invalid smoothing factor. Expected: 0 < sf < 1, got: 1.000000");
    assertThatThrownBy(
            () -> call.number("double_exponential_smoothing", 0.5, Double.POSITIVE_INFINITY))
        .hasMessage("invalid trend factor. Expected: 0 < tf < 1, got: +Inf");
  }

  @Test
  void constantInfinity_hasNoSlope() {
    double infinity = Double.POSITIVE_INFINITY;
    RangeCall call = RangeCall.on(TestSeries.of(infinity, infinity)).at(20_000);
    assertThat(call.number("deriv")).isNaN();
    assertThat(RangeCall.on(TestSeries.of(7, 7)).at(20_000).number("predict_linear", 60))
        .isEqualTo(7);
  }
}
