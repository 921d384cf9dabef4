// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.QueryText;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.redstart.query.source.metric.Family;
import io.redstart.query.source.metric.MetricNames;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionSelectorsTest {
  private static final MetricNames NAMES =
      new MetricNames(TestConfig.spanMetrics(), new SourceConfig.Views(true, true, true, 0));

  private static DistributionSelectors of(String... selectors) {
    List<List<LabelMatcher>> matchers = Stream.of(selectors)
        .map(text ->
            Parser.parseSelector(new QueryText(text), QueryLimits.unlimited()).matchers())
        .toList();
    return DistributionSelectors.of(matchers, NAMES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{service_name=\"cart\"}",
        "duration",
        "duration_milliseconds{service_name=\"cart\"}",
        "traces_span_metrics_duration_seconds_bucket",
        "{__name__=~\".*duration.*\"}"
      })
  void durations_areAnsweredInAnySpelling(String selector) {
    assertThat(of(selector).family()).isEqualTo(Family.DURATION);
  }

  @Test
  void selfTimes_areDurationsToo() {
    assertThat(of("self_time_milliseconds").family()).isEqualTo(Family.SELF_TIME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "calls_total | calls_total has no durations",
        "target_info | target_info has no durations",
        "{__name__=~\".+\"} | _calls_total has no durations",
        "redstart_query_running | no durations have the name of [__name__=\"redstart_query_running\"]",
        "duration_bucket{le=\"100\"} | a distribution has all buckets: select no le",
        "{__name__=~\".*_milliseconds_sum\"} | selects durations and self times",
      })
  void others_areRefusedWithAReason(String selector, String message) {
    assertThatThrownBy(() -> of(selector))
        .isInstanceOfSatisfying(
            PromqlException.class,
            refused -> assertThat(refused.kind()).isEqualTo(PromqlException.Kind.BAD_DATA))
        .hasMessageContaining(message);
  }

  @Test
  void families_doNotMix() {
    assertThatThrownBy(() -> of("duration", "self_time"))
        .hasMessageContaining("durations and self times do not mix");
  }
}
