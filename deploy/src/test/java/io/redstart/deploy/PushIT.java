// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.redstart.config.Endpoint;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pushes to a real Prometheus, which is stopped for a while. Afterwards it must have the same series
 * as Redstart, with the same values at the same stamps, and none may be missing. Pushes to a real
 * Collector, too, in all forms. Needs {@code prometheus} on the PATH or in REDSTART_TEST_PROMETHEUS,
 * and {@code jaeger} or REDSTART_TEST_JAEGER, which contains a Collector.
 */
class PushIT {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String REDSTART = """
      ingest: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}}
      store: {path: "%1$s/store", retention: [{window: 1s, for: 1h}]}
      query:
        endpoint: "127.0.0.1:0"
        scrape: {endpoint: "127.0.0.1:0"}
        warm_up: 0s
        export: {%2$s, path: "%1$s/export", interval: 1s}}
      telemetry: {endpoint: "127.0.0.1:0"}
      """;
  private static final String SERIES =
      "{__name__=~\"traces_span_metrics_.+_(total|bucket|sum|count)\"}";

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "remote_write: {url: 'http://%s/api/v1/write', samples_max: 20",
        "remote_write: {url: 'http://%s/api/v1/write', protocol: '2.0', histograms: both",
        "otlp: {endpoint: 'http://%s/api/v1/otlp', protocol: http"
      })
  void prometheus_hasTheSameSamplesAfterAnOutage(String export) throws Exception {
    PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    Endpoint endpoint = new Endpoint("127.0.0.1", FreePort.find());
    Path data = Files.createDirectories(folder.resolve("prometheus"));
    RedstartConfig settings = settings(export.formatted(endpoint));
    try (LocalRedstart redstart = LocalRedstart.start(settings)) {
      try (LocalPrometheus prometheus = LocalPrometheus.receiver(data, endpoint)) {
        send(redstart);
        await().atMost(LONGEST).until(() -> !samples(prometheus.query(), SERIES).isEmpty());
      }
      for (int i = 0; i < 3; i++) {
        double before = calls(redstart.query());
        send(redstart);
        await().atMost(LONGEST).until(() -> calls(redstart.query()) > before);
      }
      try (LocalPrometheus prometheus = LocalPrometheus.receiver(data, endpoint)) {
        double calls = calls(redstart.query());
        await().atMost(LONGEST).until(() -> calls(prometheus.query()) == calls);
        assertEqual(redstart.query(), prometheus.query());
      }
    }
  }

  private RedstartConfig settings(String export) throws Exception {
    return SettingsReader.read(
            RedstartConfig.class, SettingsSource.yaml("test", REDSTART.formatted(folder, export)))
        .value();
  }

  /** The receiver adds them up again; it starts after the first ones were counted. */
  @Test
  void deltas_areTheSameTotalsInAPrometheus() throws Exception {
    PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    Endpoint endpoint = new Endpoint("127.0.0.1", FreePort.find());
    Path data = Files.createDirectories(folder.resolve("prometheus"));
    String export = "otlp: {endpoint: 'http://%s/api/v1/otlp', protocol: http, temporality: delta";
    try (LocalRedstart redstart = LocalRedstart.start(settings(export.formatted(endpoint)))) {
      await().until(() -> Files.exists(folder.resolve("export/otlp.position")));
      for (int i = 1; i <= 3; i++) {
        double before = calls(redstart.query());
        send(redstart);
        await().atMost(LONGEST).until(() -> calls(redstart.query()) > before);
      }
      try (LocalPrometheus prometheus =
          LocalPrometheus.receiver(data, endpoint, "--enable-feature=otlp-deltatocumulative")) {
        awaitSameTotals(redstart, prometheus);
        send(redstart);
        awaitSameTotals(redstart, prometheus);
      }
    }
  }

  private static void awaitSameTotals(LocalRedstart redstart, LocalPrometheus prometheus) {
    for (String name : List.of("calls_total", "duration_milliseconds_bucket")) {
      String query = "sum by (service_name, le) (traces_span_metrics_" + name + ")";
      await()
          .atMost(LONGEST)
          .untilAsserted(() -> assertThat(prometheus.query().query(query).samples())
              .isNotEmpty()
              .isEqualTo(redstart.query().query(query).samples()));
    }
  }

  /** With deltas, only that it accepts them: it has nothing that adds them up over gaps. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "protocol: grpc",
        "protocol: grpc, compression: zstd, histogram: exponential",
        "protocol: grpc, compression: none, temporality: delta",
        "protocol: grpc, temporality: delta, histogram: exponential",
        "protocol: http",
        "protocol: http, compression: zstd, temporality: delta"
      })
  void collector_acceptsEveryForm(String form) throws Exception {
    int grpcPort = FreePort.find();
    int httpPort = FreePort.find();
    String endpoint = "http://127.0.0.1:" + (form.contains("grpc") ? grpcPort : httpPort);
    RedstartConfig settings = settings("otlp: {endpoint: '" + endpoint + "', " + form);
    try (LocalCollector collector = LocalCollector.start(folder, grpcPort, httpPort);
        LocalRedstart redstart = LocalRedstart.start(settings)) {
      await().until(() -> Files.exists(folder.resolve("export/otlp.position")));
      for (int i = 1; i <= 2; i++) {
        double before = calls(redstart.query());
        send(redstart);
        await().atMost(LONGEST).until(() -> calls(redstart.query()) > before);
        double calls = calls(redstart.query());
        // Its exporter begins anew after a gap between deltas.
        double least = form.contains("delta") ? 1 : calls;
        await()
            .atMost(LONGEST)
            .untilAsserted(() -> assertThat(collector.sum("traces_span_metrics_calls_total"))
                .isBetween(least, calls));
      }
    }
  }

  private static void send(LocalRedstart redstart) {
    SdkSender.send(
        KnownSpans.random(500, 4, 5, 7).spans(),
        SdkSender.httpGzip(redstart.endpoint("otlp/http")));
    sendInstance(redstart);
  }

  /** Sends a span of a resource with a namespace, an instance and an attribute of its own. */
  private static void sendInstance(LocalRedstart redstart) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ResourceSpans.Builder spans = request.addResourceSpansBuilder();
    Map.of(
            "service.namespace",
            "shop",
            "service.name",
            "cart",
            "service.instance.id",
            "1",
            "host.name",
            "pi")
        .forEach((key, value) -> spans
            .getResourceBuilder()
            .addAttributesBuilder()
            .setKey(key)
            .getValueBuilder()
            .setStringValue(value));
    spans
        .addScopeSpansBuilder()
        .addSpansBuilder()
        .setTraceId(
            ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}))
        .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
        .setName("GET /cart")
        .setStartTimeUnixNano(1)
        .setEndTimeUnixNano(5_000_001);
    redstart.send(request.build());
  }

  private static double calls(PrometheusClient client) {
    return client.query("sum(traces_span_metrics_calls_total)").samples().values().stream()
        .findFirst()
        .orElse(0.0);
  }

  private static void assertEqual(PrometheusClient redstart, PrometheusClient prometheus) {
    Map<String, Map<String, String>> theirs = samples(prometheus, SERIES);
    Map<String, Map<String, String>> ours = samples(redstart, SERIES);
    assertThat(theirs.keySet()).isEqualTo(ours.keySet());
    theirs.forEach((labels, samples) -> {
      Map<String, String> own = ours.get(labels);
      assertThat(own).as(labels).containsAllEntriesOf(samples);
      List<String> stamps = new ArrayList<>(own.keySet());
      List<String> sent = new ArrayList<>(samples.keySet());
      int first = stamps.indexOf(sent.get(0));
      assertThat(sent)
          .as("%s without gaps", labels)
          .isEqualTo(stamps.subList(first, first + sent.size()));
    });
    assertThat(samples(prometheus, "target_info").keySet())
        .isNotEmpty()
        .isEqualTo(samples(redstart, "target_info").keySet());
  }

  /** Returns values by labels and stamp. */
  private static Map<String, Map<String, String>> samples(
      PrometheusClient client, String selector) {
    JsonNode answer =
        client.post("/api/v1/query", "query=" + PrometheusClient.encode(selector + "[10m]"));
    Map<String, Map<String, String>> samples = new TreeMap<>();
    for (JsonNode series : answer.path("data").path("result")) {
      Map<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      Map<String, String> values = new TreeMap<>();
      series
          .path("values")
          .forEach(value -> values.put(value.path(0).asText(), value.path(1).asText()));
      samples.put(labels.toString(), values);
    }
    return samples;
  }
}
