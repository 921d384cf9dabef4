// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.model.Labels;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends 100,000 spans of known durations, from 10 µs to 1 h, in 2,000 label sets, with the
 * OpenTelemetry SDK's exporters, and then queries them in every way.
 */
class ExactCountsIT {
  private static final int SPANS = 100_000;
  private static final KnownSpans KNOWN = KnownSpans.random(SPANS, 20, 100, 42);
  private static RedstartProcess redstart;
  private static Counted counted;

  @BeforeAll
  static void send() {
    redstart = RedstartProcess.start("exact-counts-it", List.of());
    List<KnownSpans.Known> spans = KNOWN.spans();
    SdkSender.send(spans.subList(0, SPANS / 2), SdkSender.grpc(redstart.grpc()));
    SdkSender.send(spans.subList(SPANS / 2, SPANS), SdkSender.httpGzip(redstart.http()));
    counted = new Counted(redstart.query(), KNOWN);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(redstart.query().query("sum(calls_total)").samples())
                .containsEntry(Labels.empty(), (double) SPANS));
  }

  @AfterAll
  static void stop() {
    redstart.close();
  }

  @Test
  void truth_has2000LabelSets() {
    assertThat(KNOWN.durationsNanos()).hasSize(2_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calls",
        "calls_total",
        "traces_span_metrics_calls",
        "traces_span_metrics_calls_total",
        "duration_milliseconds_count",
        "duration_count",
        "duration_seconds_count",
        "traces_span_metrics_duration_milliseconds_count",
        "traces_span_metrics_duration_seconds_count",
        "traces_span_metrics_duration_count"
      })
  void calls_areExact(String metric) {
    counted.assertCalls(metric);
  }

  @ParameterizedTest
  @CsvSource({
    "duration_milliseconds_sum, 1e6",
    "duration_sum, 1e6",
    "duration_seconds_sum, 1e9",
    "traces_span_metrics_duration_milliseconds_sum, 1e6",
    "traces_span_metrics_duration_seconds_sum, 1e9",
    "traces_span_metrics_duration_sum, 1e6"
  })
  void sums_areExact(String metric, double nanosPerUnit) {
    counted.assertSums(metric, nanosPerUnit);
  }

  @ParameterizedTest
  @CsvSource({
    "duration_milliseconds_bucket, 1e6",
    "duration_bucket, 1e6",
    "duration_seconds_bucket, 1e9",
    "traces_span_metrics_duration_milliseconds_bucket, 1e6",
    "traces_span_metrics_duration_seconds_bucket, 1e9",
    "traces_span_metrics_duration_bucket, 1e6"
  })
  void buckets_areExact(String metric, double nanosPerUnit) {
    counted.assertBuckets(metric, nanosPerUnit);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.95, 0.99})
  void quantiles_areWithinOnePercent(double phi) {
    counted.assertQuantile(phi, "duration_milliseconds_bucket", 1e6);
    counted.assertQuantile(phi, "rate(duration_seconds_bucket[5m])", 1e9);
  }

  @Test
  void listing_showsConfiguredNamesOnly() {
    assertThat(redstart
            .query()
            .query("count by (__name__) ({service_name=\"service-1\"})")
            .samples())
        .containsOnlyKeys(
            Labels.of("__name__", "traces_span_metrics_calls_total"),
            Labels.of("__name__", "traces_span_metrics_duration_milliseconds_bucket"),
            Labels.of("__name__", "traces_span_metrics_duration_milliseconds_count"),
            Labels.of("__name__", "traces_span_metrics_duration_milliseconds_sum"));
  }
}
