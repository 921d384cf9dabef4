// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a real Prometheus that has no samples of its own and reads Redstart's: as chunks, and as
 * samples. Its queries must have Redstart's answers, and its rules must work. Needs {@code prometheus}
 * on the PATH or in REDSTART_TEST_PROMETHEUS.
 */
class RemoteReadIT {
  private static final long SEED = Long.getLong("seed", new SplittableRandom().nextLong());
  private static final long HISTORY_SECONDS = 3_600;
  private static final String REDSTART = """
      ingest: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}}
      store: {path: "%s", retention: [{window: 5s, for: 20m}, {window: 1m, for: 3h}]}
      query: {endpoint: "127.0.0.1:0", scrape: {endpoint: "127.0.0.1:0"}, quantile_buckets: configured}
      telemetry: {endpoint: "127.0.0.1:0"}
      """;
  private static final String PROMETHEUS = """
      global: {evaluation_interval: 1s}
      remote_read: [{url: "%s", read_recent: true}]
      rule_files: [rules.yml]
      """;
  private static final String RECORDED = "sum(rate(calls_total[5m] offset 2m))";
  private static final String RULES = """
      groups:
        - name: redstart
          rules:
            - {record: "calls:rate5m", expr: "%s"}
            - {alert: Busy, expr: "sum by (service_name) (rate(calls_total[5m] offset 2m)) > 0"}
      """.formatted(RECORDED);

  private static final List<String> QUERIES = List.of(
      "calls_total",
      "rate(calls_total[5m])",
      "sum by (service_name) (increase(traces_span_metrics_calls_total[10m]))",
      "duration_milliseconds_sum",
      "sum(rate(duration_seconds_sum[5m])) / sum(rate(duration_seconds_count[5m]))",
      "sum by (le) (rate(duration_milliseconds_bucket[5m]))",
      "duration_milliseconds_bucket{le=\"100\"}",
      "histogram_quantile(0.9, sum by (le) (rate(duration_milliseconds_bucket[5m])))",
      "histogram_quantile(0.9, sum(rate(duration_milliseconds[5m])))",
      "histogram_quantile(0.5, rate(duration_seconds[10m]))",
      "histogram_count(rate(duration_milliseconds[5m]))",
      "histogram_sum(duration_milliseconds)",
      "histogram_fraction(0, 100, increase(duration_milliseconds[15m] offset 7m))",
      "max_over_time(rate(calls_total[1m])[10m:30s])",
      "count by (__name__) ({__name__=~\".+\", __name__!~\"redstart.*|target_info|up\"})",
      "sum by (span_name) (resets(calls_total[30m]) + calls_total)");

  @TempDir
  private Path folder;

  @Test
  void prometheus_readsChunksAndSamples() throws Exception {
    PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    RedstartConfig settings = SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.yaml("test", REDSTART.formatted(folder.resolve("store"))))
        .value();
    long end = Instant.now().getEpochSecond() - 60;
    RandomHistory.fill(
        settings.store(),
        settings.spanmetrics().layout(),
        Instant.ofEpochSecond(end - HISTORY_SECONDS),
        Instant.ofEpochSecond(end),
        new SplittableRandom(SEED));
    try (LocalRedstart redstart = LocalRedstart.start(settings);
        SamplesProxy proxy = new SamplesProxy(redstart.endpoint("query"))) {
      String url = redstart.query().url() + "/api/v1/read";
      for (String from : List.of(url, proxy.url())) {
        try (LocalPrometheus prometheus = start(from)) {
          compare(redstart.query(), prometheus.query(), end);
          awaitRules(redstart.query(), prometheus.query());
        }
      }
    }
  }

  private LocalPrometheus start(String url) throws Exception {
    Path own = Files.createTempDirectory(folder, "prometheus");
    Files.writeString(own.resolve("rules.yml"), RULES);
    return LocalPrometheus.start(own, PROMETHEUS.formatted(url));
  }

  private static void compare(PrometheusClient redstart, PrometheusClient prometheus, long end) {
    for (String query : QUERIES) {
      String text = "query=" + PrometheusClient.encode(query);
      compare(redstart, prometheus, "/api/v1/query", text + "&time=" + (end - 1));
      compare(redstart, prometheus, "/api/v1/query", text + "&time=" + (end - 2_402.5));
      compare(
          redstart,
          prometheus,
          "/api/v1/query_range",
          text + "&start=" + (end - 2_500) + "&end=" + end + "&step=77");
    }
  }

  private static void compare(
      PrometheusClient redstart, PrometheusClient prometheus, String path, String form) {
    JsonNode ours = redstart.post(path, form);
    JsonNode theirs = prometheus.post(path, form);
    assertThat(theirs.path("data").path("result")).as(form).isNotEmpty();
    assertThat(theirs.path("warnings")).as(form).isEmpty();
    assertThat(AnswerDifference.of(ours, theirs)).as("%s, seed %d", form, SEED).isEmpty();
  }

  private static void awaitRules(PrometheusClient redstart, PrometheusClient prometheus) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      assertThat(prometheus.query("ALERTS{alertstate=\"firing\"}").samples()).hasSizeGreaterThan(1);
      assertThat(prometheus.query("calls:rate5m").samples()).hasSize(1);
    });
    JsonNode recorded = prometheus
        .post("/api/v1/query", "query=" + PrometheusClient.encode("calls:rate5m[1m]"))
        .path("data")
        .path("result")
        .path(0)
        .path("values");
    assertThat(recorded).isNotEmpty();
    for (JsonNode sample : recorded) {
      String form = "query=" + PrometheusClient.encode(RECORDED) + "&time=" + sample.path(0);
      JsonNode ours = redstart
          .post("/api/v1/query", form)
          .path("data")
          .path("result")
          .path(0)
          .path("value");
      double expected = PrometheusClient.value(ours.path(1).asText());
      assertThat(PrometheusClient.value(sample.path(1).asText()))
          .as(form)
          .isPositive()
          .isCloseTo(expected, within(1e-12 * expected));
    }
  }
}
