// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.SpanMetricsConfig;
import io.redstart.config.SpanMetricsConfig.Unit;
import io.redstart.query.source.MetricView.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricNamesTest {
  private final MetricNames names =
      new MetricNames(TestConfig.spanMetrics("traces.span.metrics", Unit.MS));

  @Test
  void listed_isWhatTheConnectorMakes() {
    assertThat(names.listed())
        .containsOnlyKeys(
            "traces_span_metrics_calls_total",
            "traces_span_metrics_duration_milliseconds_bucket",
            "traces_span_metrics_duration_milliseconds_sum",
            "traces_span_metrics_duration_milliseconds_count");
  }

  @Test
  void listed_followsNamespaceAndUnit() {
    SpanMetricsConfig config = TestConfig.spanMetrics("", Unit.S);
    assertThat(new MetricNames(config).listed())
        .containsOnlyKeys(
            "calls_total",
            "duration_seconds_bucket",
            "duration_seconds_sum",
            "duration_seconds_count");
  }

  @ParameterizedTest
  @CsvSource({
    "calls, CALLS, MS",
    "calls_total, CALLS, MS",
    "traces_span_metrics_calls, CALLS, MS",
    "duration_bucket, BUCKET, MS",
    "duration_seconds_bucket, BUCKET, S",
    "traces_span_metrics_duration_milliseconds_sum, SUM, MS",
    "traces_span_metrics_duration_seconds_sum, SUM, S",
    "traces_span_metrics_duration_count, COUNT, MS"
  })
  void answered_knowsEverySpelling(String name, Part part, Unit unit) {
    assertThat(names.answered(name)).contains(new MetricView(part, unit));
  }

  @Test
  void answered_withoutUnitIsInTheConfiguredOne() {
    MetricNames own = new MetricNames(TestConfig.spanMetrics("shop.red", Unit.S));
    assertThat(own.answered("shop_red_duration_bucket"))
        .contains(new MetricView(Part.BUCKET, Unit.S));
    assertThat(own.answered("duration_milliseconds_bucket"))
        .contains(new MetricView(Part.BUCKET, Unit.MS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "up", "duration", "duration_milliseconds", "calls_total_total", "x_calls"})
  void answered_knowsNothingElse(String name) {
    assertThat(names.answered(name)).isEmpty();
  }
}
