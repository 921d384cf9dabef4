// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final List<String> SERVICES =
      List.of("driver", "customer", "mysql", "redis", "frontend", "route", "ui");
  private static final List<String> FAILING = List.of("driver", "frontend", "ui", "redis");
  private static final String DEFAULTS = "";
  private static final String MONITOR_OF_5_MINUTES = "&lookback=300000&step=10000&ratePer=60000";

  @TempDir
  private Path folder;

  @Test
  void monitorTab_showsHotrod() throws Exception {
    PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    Path microsim = PeerProgram.find("microsim", "REDSTART_TEST_MICROSIM");
    try (RedstartProcess redstart = RedstartProcess.start("jaeger-it", List.of());
        JaegerPeer jaeger = new JaegerPeer("jaeger-it-jaeger", folder, redstart)) {
      feed(microsim, jaeger);
      for (String parameters : List.of(DEFAULTS, MONITOR_OF_5_MINUTES)) {
        await()
            .atMost(Duration.ofSeconds(90))
            .untilAsserted(() -> assertMonitorShowsEverything(jaeger, parameters));
      }
      assertThat(redstart
              .query()
              .query("count by (service_name) (calls_total)")
              .samples()
              .keySet())
          .extracting(labels -> labels.get("service_name"))
          .containsAll(SERVICES);
    }
  }

  private static void feed(Path microsim, JaegerPeer jaeger) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(
            microsim.toString(), "-c", "hotrod", "-w", "2", "-d", "45s", "-s", "100ms")
        .redirectErrorStream(true)
        .redirectOutput(new File("target/jaeger-it-microsim.log"));
    builder.environment().put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", jaeger.otlpUrl());
    Process process = builder.start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static void assertMonitorShowsEverything(JaegerPeer jaeger, String parameters)
      throws Exception {
    for (String service : SERVICES) {
      for (String grouping : List.of("", "&groupByOperation=true")) {
        String query = "?service=" + service + grouping + parameters;
        assertThat(positivePoints(jaeger, "/api/metrics/calls" + query))
            .as("calls " + query)
            .isPositive();
        assertThat(positivePoints(jaeger, "/api/metrics/latencies" + query + "&quantile=0.95"))
            .as("latencies " + query)
            .isPositive();
        assertThat(jaeger.metrics("/api/metrics/errors" + query))
            .as("errors " + query)
            .isNotEmpty();
      }
      long failing = positivePoints(jaeger, "/api/metrics/errors?service=" + service + parameters);
      if (FAILING.contains(service)) {
        assertThat(failing).as("errors of " + service).isPositive();
      } else {
        assertThat(failing).as("errors of " + service).isZero();
      }
    }
    assertThat(operations(jaeger, "redis", parameters))
        .containsExactly("/FindDriverIDs", "/GetDriver");
  }

  private static Set<String> operations(JaegerPeer jaeger, String service, String parameters)
      throws Exception {
    Set<String> operations = new TreeSet<>();
    String path = "/api/metrics/calls?groupByOperation=true&service=" + service + parameters;
    for (JsonNode metric : jaeger.metrics(path)) {
      for (JsonNode label : metric.path("labels")) {
        if (label.path("name").asText().equals("operation")) {
          operations.add(label.path("value").asText());
        }
      }
    }
    return operations;
  }

  private static long positivePoints(JaegerPeer jaeger, String path) throws Exception {
    long positive = 0;
    for (JsonNode metric : jaeger.metrics(path)) {
      for (JsonNode point : metric.path("metricPoints")) {
        if (point.path("gaugeValue").path("doubleValue").asDouble() > 0) {
          positive++;
        }
      }
    }
    return positive;
  }
}
