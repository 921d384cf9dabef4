// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a real Jaeger v2 with the README's file; microsim feeds it, and it forwards the spans to
 * Redstart. Skipped if neither the variables {@code REDSTART_TEST_JAEGER} and {@code
 * REDSTART_TEST_MICROSIM} nor {@code PATH} lead to the programs.
 */
class JaegerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SERVICES =
      List.of("driver", "customer", "mysql", "redis", "frontend", "route", "ui");
  private static final List<String> FAILING = List.of("driver", "frontend", "ui", "redis");
  private static final String DEFAULTS = "";
  private static final String MONITOR_OF_5_MINUTES = "&lookback=300000&step=10000&ratePer=60000";

  private final HttpClient http = HttpClient.newHttpClient();
  private final int queryPort = FreePort.find();
  private final int otlpHttpPort = FreePort.find();

  @TempDir
  private Path folder;

  @Test
  void monitorTab_showsHotrod() throws Exception {
    Path jaeger = PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    Path microsim = PeerProgram.find("microsim", "REDSTART_TEST_MICROSIM");
    try (RedstartProcess redstart = RedstartProcess.start("jaeger-it", List.of())) {
      Path file = Files.writeString(folder.resolve("jaeger.yaml"), Readme.jaegerFile());
      Path ports = Files.writeString(folder.resolve("ports.yaml"), freePorts(redstart));
      List<String> arguments = List.of("--config", file.toString(), "--config", ports.toString());
      Process running = PeerProgram.start("jaeger-it-jaeger", jaeger, arguments);
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> get("/api/v3/services").statusCode() == 200);
        feed(microsim);
        for (String parameters : List.of(DEFAULTS, MONITOR_OF_5_MINUTES)) {
          await()
              .atMost(Duration.ofSeconds(90))
              .untilAsserted(() -> assertMonitorShowsEverything(parameters));
        }
        assertThat(redstart
                .query()
                .query("count by (service_name) (calls_total)")
                .samples()
                .keySet())
            .extracting(labels -> labels.get("service_name"))
            .containsAll(SERVICES);
      } finally {
        running.destroyForcibly();
      }
    }
  }

  private void feed(Path microsim) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(
            microsim.toString(), "-c", "hotrod", "-w", "2", "-d", "45s", "-s", "100ms")
        .redirectErrorStream(true)
        .redirectOutput(new File("target/jaeger-it-microsim.log"));
    builder
        .environment()
        .put(
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "http://127.0.0.1:" + otlpHttpPort + "/v1/traces");
    Process process = builder.start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private void assertMonitorShowsEverything(String parameters) throws Exception {
    for (String service : SERVICES) {
      for (String grouping : List.of("", "&groupByOperation=true")) {
        String query = "?service=" + service + grouping + parameters;
        assertThat(positivePoints("/api/metrics/calls" + query))
            .as("calls " + query)
            .isPositive();
        assertThat(positivePoints("/api/metrics/latencies" + query + "&quantile=0.95"))
            .as("latencies " + query)
            .isPositive();
        assertThat(metrics("/api/metrics/errors" + query)).as("errors " + query).isNotEmpty();
      }
      long failing = positivePoints("/api/metrics/errors?service=" + service + parameters);
      if (FAILING.contains(service)) {
        assertThat(failing).as("errors of " + service).isPositive();
      } else {
        assertThat(failing).as("errors of " + service).isZero();
      }
    }
    assertThat(operations("redis", parameters)).containsExactly("/FindDriverIDs", "/GetDriver");
  }

  private Set<String> operations(String service, String parameters) throws Exception {
    Set<String> operations = new TreeSet<>();
    String path = "/api/metrics/calls?groupByOperation=true&service=" + service + parameters;
    for (JsonNode metric : metrics(path)) {
      for (JsonNode label : metric.path("labels")) {
        if (label.path("name").asText().equals("operation")) {
          operations.add(label.path("value").asText());
        }
      }
    }
    return operations;
  }

  private long positivePoints(String path) throws Exception {
    long positive = 0;
    for (JsonNode metric : metrics(path)) {
      for (JsonNode point : metric.path("metricPoints")) {
        if (point.path("gaugeValue").path("doubleValue").asDouble() > 0) {
          positive++;
        }
      }
    }
    return positive;
  }

  private List<JsonNode> metrics(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    List<JsonNode> metrics = new ArrayList<>();
    JSON.readTree(response.body()).path("metrics").forEach(metrics::add);
    return metrics;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + queryPort + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Returns overrides for the README's file with free ports, so that other programs may run. */
  private String freePorts(RedstartProcess redstart) {
    return """
        service: {telemetry: {metrics: {level: none}}}
        extensions:
          jaeger_storage: {metric_backends: {redstart: {prometheus: {endpoint: "%s"}}}}
          jaeger_query: {http: {endpoint: "127.0.0.1:%d"}, grpc: {endpoint: "127.0.0.1:%d"}}
        receivers:
          otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}, http: {endpoint: "127.0.0.1:%d"}}}
        exporters:
          otlp/redstart: {endpoint: "%s"}
        """.formatted(
            redstart.query().url(),
            queryPort,
            FreePort.find(),
            FreePort.find(),
            otlpHttpPort,
            redstart.grpc());
  }
}
