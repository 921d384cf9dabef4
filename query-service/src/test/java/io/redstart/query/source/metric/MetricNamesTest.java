// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.source.SourceConfig.Views;
import io.redstart.query.source.TestConfig;
import io.redstart.query.source.metric.MetricView.Part;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricNamesTest {
  private final MetricNames names = new MetricNames(TestConfig.spanMetrics(), Views.DEFAULT);

  @Test
  void listed_isWhatTheConnectorMakes() {
    assertThat(names.listed())
        .containsOnlyKeys(
            "traces_span_metrics_calls_total",
            "traces_span_metrics_duration_milliseconds_bucket",
            "traces_span_metrics_duration_milliseconds_sum",
            "traces_span_metrics_duration_milliseconds_count",
            "target_info");
  }

  @Test
  void listed_followsNamespaceAndUnit() {
    SpanMetricsConfig config = TestConfig.spanMetrics("", Unit.S);
    assertThat(new MetricNames(config, Views.DEFAULT).listed())
        .containsOnlyKeys(
            "calls_total",
            "duration_seconds_bucket",
            "duration_seconds_sum",
            "duration_seconds_count",
            "target_info");
  }

  @Test
  void listed_isWhatIsEnabled() {
    MetricNames all = new MetricNames(TestConfig.spanMetrics(), new Views(false, true, true, 0));
    assertThat(all.listed())
        .containsOnlyKeys(
            "traces_span_metrics_calls_total",
            "traces_span_metrics_events_total",
            "traces_span_metrics_self_time_milliseconds_bucket",
            "traces_span_metrics_self_time_milliseconds_sum",
            "traces_span_metrics_self_time_milliseconds_count",
            "target_info");
  }

  @ParameterizedTest
  @CsvSource({
    "calls, CALLS, CALLS, MS",
    "calls_total, CALLS, CALLS, MS",
    "traces_span_metrics_calls, CALLS, CALLS, MS",
    "duration_bucket, DURATION, BUCKET, MS",
    "duration, DURATION, HISTOGRAM, MS",
    "duration_milliseconds, DURATION, HISTOGRAM, MS",
    "traces_span_metrics_duration_seconds, DURATION, HISTOGRAM, S",
    "self_time_milliseconds, SELF_TIME, HISTOGRAM, MS",
    "duration_seconds_bucket, DURATION, BUCKET, S",
    "traces_span_metrics_duration_milliseconds_sum, DURATION, SUM, MS",
    "traces_span_metrics_duration_seconds_sum, DURATION, SUM, S",
    "traces_span_metrics_duration_count, DURATION, COUNT, MS",
    "events, EVENTS, CALLS, MS",
    "traces_span_metrics_events_total, EVENTS, CALLS, MS",
    "self_time_bucket, SELF_TIME, BUCKET, MS",
    "traces_span_metrics_self_time_seconds_sum, SELF_TIME, SUM, S"
  })
  void answered_knowsEverySpelling(String name, Family family, Part part, Unit unit) {
    assertThat(names.answered(name)).contains(new MetricView(family, part, unit));
  }

  @Test
  void answered_withoutUnitIsInTheConfiguredOne() {
    MetricNames own = new MetricNames(TestConfig.spanMetrics("shop.red", Unit.S), Views.DEFAULT);
    assertThat(own.answered("shop_red_duration_bucket"))
        .contains(new MetricView(Family.DURATION, Part.BUCKET, Unit.S));
    assertThat(own.answered("duration_milliseconds_bucket"))
        .contains(new MetricView(Family.DURATION, Part.BUCKET, Unit.MS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "up", "duration_total", "duration_minutes", "calls_total_total", "x_calls"})
  void answered_knowsNothingElse(String name) {
    assertThat(names.answered(name)).isEmpty();
  }
}
