// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a real Prometheus that scrapes Redstart in all three formats. Its samples must equal
 * Redstart's at the same stamps. Needs {@code prometheus} on the PATH or in REDSTART_TEST_PROMETHEUS.
 */
class ScrapeIT {
  private static final int SPANS = 500;
  private static final KnownSpans KNOWN = KnownSpans.random(SPANS, 3, 4, 11);
  private static final String REDSTART = """
      ingest: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}}
      store: {path: "%s", retention: [{window: 1s, for: 1h}]}
      query:
        endpoint: "127.0.0.1:0"
        scrape: {endpoint: "127.0.0.1:0", zero_for: 15s}
        warm_up: 0s
      telemetry: {endpoint: "127.0.0.1:0"}
      spanmetrics: {exemplars: {enabled: true}}
      """;
  private static final String PROMETHEUS = """
      global: {scrape_interval: 1s, scrape_timeout: 1s}
      scrape_configs:
      """;
  private static final String JOB = """
      - job_name: %1$s
        honor_labels: true
        scrape_protocols: [%1$s]
        scrape_native_histograms: true
        always_scrape_classic_histograms: true
        static_configs: [{targets: ["%2$s"]}]
        metric_relabel_configs: [{target_label: format, replacement: %1$s}]
      """;
  private static final String[] FORMATS = {
    "PrometheusText0.0.4", "OpenMetricsText1.0.0", "PrometheusProto"
  };

  @TempDir
  private Path folder;

  @Test
  void prometheus_hasTheSamplesOfRedstart() throws Exception {
    PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    RedstartConfig settings = SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.yaml("test", REDSTART.formatted(folder.resolve("store"))))
        .value();
    try (LocalRedstart redstart = LocalRedstart.start(settings)) {
      StringBuilder config = new StringBuilder(PROMETHEUS);
      for (String format : FORMATS) {
        config.append(JOB.formatted(format, redstart.endpoint("scrape")));
      }
      try (LocalPrometheus prometheus = LocalPrometheus.start(folder, config.toString())) {
        SdkSender.send(KNOWN.spans(), SdkSender.grpc(redstart.endpoint("otlp/grpc")));
        for (String format : FORMATS) {
          await()
              .atMost(Duration.ofSeconds(60))
              .untilAsserted(() -> assertThat(total(
                      prometheus.query(),
                      "sum(traces_span_metrics_calls_total{format=\"%s\"})",
                      format))
                  .isEqualTo(SPANS));
          compare(redstart.query(), prometheus.query(), "traces_span_metrics_calls_total", format);
          compare(
              redstart.query(),
              prometheus.query(),
              "traces_span_metrics_duration_milliseconds_bucket",
              format);
          assertThat(total(
                  prometheus.query(),
                  "sum(max_over_time(traces_span_metrics_calls_total{format=\"%s\"}[1h])"
                      + " - min_over_time(traces_span_metrics_calls_total{format=\"%1$s\"}[1h]))",
                  format))
              .as("scraped as 0 first, %s", format)
              .isEqualTo(SPANS);
        }
        assertThat(total(
                prometheus.query(),
                "histogram_count(sum(traces_span_metrics_duration_milliseconds))%s",
                ""))
            .isEqualTo(SPANS);
      }
    }
  }

  private static double total(PrometheusClient client, String query, String format) {
    Map<?, Double> samples = client.query(query.formatted(format)).samples();
    return samples.isEmpty() ? Double.NaN : samples.values().iterator().next();
  }

  /** Compares what was scraped, once it was more than 0. */
  private static void compare(
      PrometheusClient redstart, PrometheusClient prometheus, String metric, String format) {
    JsonNode scraped = prometheus
        .post(
            "/api/v1/query",
            "query=" + PrometheusClient.encode(metric + "{format=\"" + format + "\"}[1m]"))
        .path("data")
        .path("result");
    assertThat(scraped).as(format).isNotEmpty();
    Map<String, Map<Map<String, String>, Double>> ours = new HashMap<>();
    for (JsonNode series : scraped) {
      for (JsonNode sample : series.path("values")) {
        double value = PrometheusClient.value(sample.path(1).asText());
        if (value > 0) {
          Map<Map<String, String>, Double> expected =
              ours.computeIfAbsent(sample.path(0).asText(), stamp -> at(redstart, metric, stamp));
          assertThat(expected).as(format).containsEntry(labels(series), value);
        }
      }
    }
    assertThat(ours).as(format).isNotEmpty();
  }

  private static Map<Map<String, String>, Double> at(
      PrometheusClient redstart, String metric, String stamp) {
    Map<Map<String, String>, Double> values = new HashMap<>();
    JsonNode answer = redstart.post("/api/v1/query", "query=" + metric + "&time=" + stamp);
    for (JsonNode series : answer.path("data").path("result")) {
      values.put(
          labels(series), PrometheusClient.value(series.path("value").path(1).asText()));
    }
    return values;
  }

  /** Returns the labels with {@code le} as a number: Prometheus writes 2 as 2.0. */
  private static Map<String, String> labels(JsonNode series) {
    Map<String, String> labels = new TreeMap<>();
    series.path("metric").properties().forEach(label -> {
      String value = label.getValue().asText();
      if (!label.getKey().equals("format")) {
        labels.put(
            label.getKey(),
            label.getKey().equals("le") ? "" + PrometheusClient.value(value) : value);
      }
    });
    return labels;
  }
}
