// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.StoreConfig;
import io.redstart.spanmetrics.HistogramConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Settings for tests: buckets at 2 ms, 100 ms and 1 s. */
public final class TestConfig {
  private TestConfig() {}

  /** Returns a configuration with a namespace and a unit. */
  public static SpanMetricsConfig spanMetrics(String namespace, Unit unit) {
    List<Duration> buckets =
        List.of(Duration.ofMillis(2), Duration.ofMillis(100), Duration.ofSeconds(1));
    return new SpanMetricsConfig(namespace, new HistogramConfig(unit, buckets), List.of());
  }

  /** Returns a configuration with the connector's namespace and unit. */
  public static SpanMetricsConfig spanMetrics() {
    return spanMetrics("traces.span.metrics", Unit.MS);
  }

  /** Returns settings for reading windows of 5 s that are kept for an hour. */
  public static SourceConfig source() {
    return new SourceConfig(
        spanMetrics(),
        SourceConfig.Views.DEFAULT,
        List.of(
            new StoreConfig.Tier(Duration.ofMillis(FakeStore.WINDOW_MILLIS), Duration.ofHours(1))),
        false,
        Set.of());
  }
}
