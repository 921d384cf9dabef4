// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.history.Slots;
import io.redstart.telemetry.TelemetryService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks a whole Redstart about itself over HTTP. The clock of its own metrics is ten minutes late and
 * moves only when a test moves it.
 */
class OwnMetricsTest {
  private static final int SPANS = 30;

  private final AtomicLong clockMillis = new AtomicLong(
      Slots.millis(Slots.of(System.currentTimeMillis() - Duration.ofMinutes(10).toMillis())));

  @TempDir
  Path store;

  private LocalRedstart redstart;
  private String instance;

  @BeforeEach
  void start() throws Exception {
    redstart = LocalRedstart.start(
        LocalRedstart.settings(store, "namespace: \"\""),
        TelemetryService.create(() -> Instant.ofEpochMilli(clockMillis.get())));
    instance = redstart.endpoint("telemetry").toString();
    awaitSample();
  }

  @AfterEach
  void stop() {
    redstart.close();
  }

  private JsonNode query(String promql) {
    return redstart
        .query()
        .post(
            "/api/v1/query",
            "query=" + PrometheusClient.encode(promql) + "&time=" + clockMillis.get() / 1000)
        .path("data")
        .path("result");
  }

  private static double value(JsonNode result) {
    assertThat(result).as("%s", result).hasSize(1);
    return result.path(0).path("value").path(1).asDouble();
  }

  /** Waits until the process has looked at its clock, as it does each second. */
  private void awaitSample() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> value(query("max(timestamp(redstart_build_info) or vector(0))")) * 1000
            == clockMillis.get());
  }

  private static ExportTraceServiceRequest spans() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < SPANS; i++) {
      scope.addSpans(Span.newBuilder()
          .setTraceId(ByteString.copyFrom(new byte[16]))
          .setName("operation")
          .setEndTimeUnixNano(1_000));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private String get(String path) throws Exception {
    URI uri = URI.create(redstart.query().url() + path);
    HttpResponse<String> answer = HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void queries_readOwnMetrics() {
    JsonNode up = query("up");
    assertThat(value(up)).isEqualTo(1);
    assertThat(up.path(0).path("metric").toString())
        .isEqualTo("{\"__name__\":\"up\",\"instance\":\"" + instance + "\",\"job\":\"redstart\"}");
    assertThat(
            query("redstart_build_info").path(0).path("metric").path("version").asText())
        .isNotEmpty();

    for (int slot = 1; slot <= 5; slot++) {
      redstart.send(spans());
      clockMillis.addAndGet(Slots.SLOT_MILLIS);
      awaitSample();
    }
    assertThat(value(query("sum(rate(redstart_ingest_spans_total[1m]))")))
        .isCloseTo((double) SPANS * 1000 / Slots.SLOT_MILLIS, within(1e-9));
    assertThat(value(query("sum(redstart_ingest_spans_total)"))).isEqualTo(5 * SPANS);
    assertThat(value(query("count_over_time(up[10m])"))).isEqualTo(6);
    assertThat(value(query("redstart_memory_max_bytes{part=\"history\"}"))).isPositive();
  }

  @Test
  void listings_haveOwnMetrics() throws Exception {
    JsonNode series = redstart.query().post("/api/v1/series", "match[]=up").path("data");
    assertThat(series.toString())
        .isEqualTo(
            "[{\"__name__\":\"up\",\"instance\":\"" + instance + "\",\"job\":\"redstart\"}]");
    assertThat(get("/api/v1/label/job/values")).contains("\"redstart\"");
    assertThat(get("/api/v1/label/__name__/values")).contains("\"up\"", "\"redstart_build_info\"");
    assertThat(get("/api/v1/metadata?metric=redstart_build_info"))
        .contains("\"type\":\"gauge\"", "\"help\":\"Version of Redstart\"");
  }

  @Test
  void federation_hasOwnMetrics() throws Exception {
    // Federation takes the newest samples, so the clock must be right.
    clockMillis.set(Slots.millis(Slots.of(System.currentTimeMillis())));
    awaitSample();
    long slot = Slots.of(clockMillis.get());
    // The query service has a clock of its own, which may be in the next slot by now.
    assertThat(get("/federate?match[]=up")).isIn(federated(slot), federated(slot + 1));
  }

  private String federated(long slot) {
    return "# TYPE up untyped\nup{instance=\"" + instance + "\",job=\"redstart\"} 1 "
        + Slots.millis(slot) + "\n";
  }
}
