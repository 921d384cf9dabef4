// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.redstart.config.SettingsException;
import io.redstart.history.Slots;
import io.redstart.telemetry.TelemetryService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole Redstart in this process that has counted spans of a shop, some of them failed, and has
 * kept two minutes of its own metrics. The clock of its own metrics is ten minutes late and moved
 * by hand.
 */
public final class ObservedRedstart implements AutoCloseable {
  private static final int SLOTS = 8;
  private static final int SPANS = 30;

  private final AtomicLong clockMillis = new AtomicLong(
      Slots.millis(Slots.of(System.currentTimeMillis() - Duration.ofMinutes(10).toMillis())));
  private final LocalRedstart redstart;

  private ObservedRedstart(Path store) throws SettingsException {
    redstart = LocalRedstart.start(
        LocalRedstart.settings(
            store,
            "namespace: traces.span.metrics",
            "store.retention=[{window: 1s, for: 1h}, {window: 1m, for: 7d}]"),
        TelemetryService.create(() -> Instant.ofEpochMilli(clockMillis.get())));
  }

  /** Starts one, and waits until its counts and own metrics can be queried. */
  public static ObservedRedstart start(Path store) throws SettingsException {
    ObservedRedstart observed = new ObservedRedstart(store);
    for (int slot = 0; slot < SLOTS; slot++) {
      observed.redstart.send(spans());
      observed.clockMillis.addAndGet(Slots.SLOT_MILLIS);
      observed.awaitSample();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            observed.query("sum(calls_total)", false).at("/0/value/1").asInt() == SLOTS * SPANS);
    return observed;
  }

  /** Waits until the process has looked at its clock, as it does each second. */
  private void awaitSample() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> query("max(timestamp(redstart_build_info) or vector(0))", true)
                .at("/0/value/1")
                .asDouble()
            == clockMillis.get() / 1e3);
  }

  /** Returns spans of two operations of a shop; a fifth of them failed. */
  static ExportTraceServiceRequest spans() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    long nowNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    for (int i = 0; i < SPANS; i++) {
      scope.addSpans(Span.newBuilder()
          .setTraceId(ByteString.copyFrom(
              new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte) (i + 1)}))
          .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) (i + 1)}))
          .setName(i % 2 == 0 ? "GET /cart" : "POST /order")
          .setKind(Span.SpanKind.SPAN_KIND_SERVER)
          .setStartTimeUnixNano(nowNanos - (i + 1) * 1_000_000L)
          .setEndTimeUnixNano(nowNanos)
          .setStatus(Status.newBuilder()
              .setCode(
                  i % 5 == 0
                      ? Status.StatusCode.STATUS_CODE_ERROR
                      : Status.StatusCode.STATUS_CODE_UNSET)));
    }
    ResourceSpans.Builder resource = ResourceSpans.newBuilder().addScopeSpans(scope);
    resource
        .getResourceBuilder()
        .addAttributes(KeyValue.newBuilder()
            .setKey("service.name")
            .setValue(AnyValue.newBuilder().setStringValue("shop")));
    return ExportTraceServiceRequest.newBuilder().addResourceSpans(resource).build();
  }

  /**
   * Returns the result of an instant query; fails if it fails or has warnings or infos.
   *
   * @param own whether it asks about Redstart itself, by the late clock
   */
  public JsonNode query(String promql, boolean own) {
    JsonNode answer = redstart
        .query()
        .post(
            "/api/v1/query",
            "query=" + PrometheusClient.encode(promql)
                + (own ? "&time=" + clockMillis.get() / 1e3 : ""));
    for (String kind : List.of("warnings", "infos")) {
      if (answer.has(kind)) {
        throw new AssertionError(promql + ": " + answer.path(kind));
      }
    }
    return answer.path("data").path("result");
  }

  /** Returns the values of a label in the series that a selector matches. */
  public JsonNode labelValues(String label, String selector) {
    return redstart
        .query()
        .get("/api/v1/label/" + label + "/values?match[]=" + PrometheusClient.encode(selector))
        .path("data");
  }

  /** Returns the address of the query service. */
  public URI url() {
    return URI.create(redstart.query().url());
  }

  /** Returns the address of the telemetry port. */
  public URI telemetryUrl() {
    return URI.create("http://" + redstart.endpoint("telemetry"));
  }

  @Override
  public void close() {
    redstart.close();
  }
}
