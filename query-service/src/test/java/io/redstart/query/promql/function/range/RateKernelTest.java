// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.CustomBuckets;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import org.junit.jupiter.api.Test;

class RateKernelTest {
  private static Histogram exponential(int schema, double... counts) {
    double count = 0;
    for (double one : counts) {
      count += one;
    }
    return Histogram.with(ExponentialBuckets.of(schema))
        .count(count)
        .sum(count)
        .positive(1, counts)
        .build();
  }

  private static Histogram custom(double... counts) {
    return Histogram.with(CustomBuckets.of(1, 2))
        .count(3)
        .sum(3)
        .positive(0, counts)
        .build();
  }

  @Test
  void increase_goesToNearEdges() {
    assertThat(
            RangeCall.on(TestSeries.of(100, 110, 120, 130, 140, 150)).at(60_000).number("increase"))
        .isCloseTo(60, within(1e-12));
  }

  @Test
  void increase_goesHalfADistanceToFarEdges() {
    assertThat(
            RangeCall.on(TestSeries.of(100, 110, 120)).at(70_000).range(100_000).number("increase"))
        .isCloseTo(30, within(1e-12));
  }

  @Test
  void increase_stopsWhereTheCounterWasZero() {
    assertThat(RangeCall.on(TestSeries.of(2, 12, 22)).at(30_000).range(25_000).number("increase"))
        .isCloseTo(22, within(1e-12));
  }

  @Test
  void increase_countsFromAStartInTheRange() {
    Series born = TestSeries.started(new long[] {6_000, 6_000}, 4, 10);
    RangeCall call = RangeCall.on(born).at(20_000).withStartTimestamps();
    assertThat(call.number("increase")).isEqualTo(10);
    assertThat(RangeCall.on(born).at(20_000).number("increase")).isCloseTo(9, within(1e-12));
    assertThat(RangeCall.on(TestSeries.started(new long[] {6_000}, 4))
            .at(10_000)
            .withStartTimestamps()
            .number("increase"))
        .isEqualTo(4);
    assertThat(RangeCall.on(TestSeries.of(4)).at(10_000).number("increase")).isNull();
  }

  @Test
  void overlappingStarts_areCounted() {
    Series series = TestSeries.started(new long[] {1_000, 2_000, 2_000}, 1, 2, 3);
    RangeCall call = RangeCall.on(series).withStartTimestamps();
    call.at(new Steps(20_000, 10_000, 2)).vectors("rate");
    assertThat(call.warnings())
        .containsExactly("PromQL warning: sample has start time that overlaps with previous sample"
            + " timestamp for metric \"calls_total\" (2 occurrences) (1:1)");
  }

  @Test
  void names_areCheckedOfNumbersOnly() {
    Labels gauge = Labels.of(Labels.METRIC_NAME, "load");
    RangeCall call = RangeCall.on(TestSeries.of(gauge, 1, 2)).at(20_000);
    call.number("rate");
    assertThat(call.infos())
        .containsExactly("PromQL info: metric might not be a counter, name does not end in"
            + " _total/_sum/_count/_bucket: \"load\" (1:1)");
    RangeCall delta = RangeCall.on(TestSeries.of(gauge, 1, 2)).at(20_000);
    delta.number("delta");
    assertThat(delta.infos()).isEmpty();
  }

  @Test
  void mixedSamples_haveNoRate() {
    Histogram[] histograms = {null, exponential(0, 1)};
    RangeCall call =
        RangeCall.on(TestSeries.mixed(new double[] {1, 0}, histograms)).at(20_000);
    assertThat(call.number("rate")).isNull();
    assertThat(call.histogram("rate")).isNull();
    assertThat(call.warnings())
        .containsExactly("PromQL warning: encountered a mix of histograms and floats for metric"
            + " name \"calls_total\" (1:1)");
  }

  @Test
  void histograms_startAgainAfterAReset() {
    Series series = TestSeries.of(
        exponential(0, 5, 5), exponential(0, 6, 8), exponential(0, 1, 1), exponential(0, 2, 2));
    Histogram increase = RangeCall.on(series).at(40_000).range(40_000).histogram("increase");
    // 4 up to the reset, and all 4 afterwards, in 30 of 40 s.
    assertThat(increase.count()).isCloseTo(8 * 4.0 / 3, within(1e-9));
    assertThat(increase.hint()).isEqualTo(ResetHint.GAUGE);
  }

  @Test
  void histograms_takeTheCoarsestSchema() {
    Series series = TestSeries.of(exponential(1, 1, 1), exponential(0, 2), exponential(0, 4));
    Histogram increase = RangeCall.on(series).at(30_000).range(30_000).histogram("increase");
    assertThat(increase.layout()).isEqualTo(ExponentialBuckets.of(0));
  }

  @Test
  void histogramsOfTwoKinds_haveNoRate() {
    RangeCall call = RangeCall.on(
            TestSeries.of(custom(1, 1, 1), exponential(0, 3), custom(2, 2, 2)))
        .at(30_000);
    assertThat(call.histogram("rate")).isNull();
    assertThat(call.warnings()).singleElement().asString().contains("exponential and custom");
  }

  @Test
  void gauges_areNotCounters() {
    Histogram gauge = exponential(0, 3).withHint(ResetHint.GAUGE);
    RangeCall rate = RangeCall.on(TestSeries.of(gauge, gauge)).at(20_000);
    assertThat(rate.histogram("rate")).isNotNull();
    assertThat(rate.warnings()).singleElement().asString().contains("is not a counter");
    RangeCall delta = RangeCall.on(TestSeries.of(gauge, exponential(0, 4))).at(20_000);
    assertThat(delta.histogram("delta").count()).isPositive();
    assertThat(delta.warnings()).singleElement().asString().contains("is not a gauge");
  }
}
