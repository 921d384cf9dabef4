// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.model.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Forwards to a real Jaeger v2. Skipped if neither the variable {@code REDSTART_TEST_JAEGER} nor
 * {@code PATH} leads to it.
 */
class ForwardIT {
  private static final int TRACES = 5;

  @TempDir
  private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int jaegerGrpc = FreePort.find();
  private final int jaegerHttp = FreePort.find();
  private final int jaegerQuery = FreePort.find();

  /** Jaeger starts last, and the first Redstart is killed before. */
  @ParameterizedTest
  @CsvSource({"grpc, gzip", "grpc, zstd", "http, gzip", "http, none"})
  void jaegerThatWasDown_getsTheTraces_evenOfAKilledProcess(String protocol, String compression)
      throws Exception {
    Path jaeger = PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    String name = "forward-it-" + protocol + "-" + compression;
    String store = "store.path=" + RedstartProcess.newStore(name);
    String[] settings = settings(protocol, compression, store);
    try (RedstartProcess first = RedstartProcess.start(name, List.of(), settings)) {
      send(first, 0);
      first.kill();
    }
    try (RedstartProcess second = RedstartProcess.start(name + "-again", List.of(), settings)) {
      send(second, TRACES);
      Process process = startJaeger(name, jaeger);
      try {
        for (int trace = 0; trace < 2 * TRACES; trace++) {
          awaitTrace(trace);
        }
      } finally {
        process.destroyForcibly();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(second.query().query("sum(calls_total)").samples())
                  .isEqualTo(Map.of(Labels.empty(), 2.0 * TRACES)));
    }
  }

  private String[] settings(String protocol, String compression, String store) {
    String endpoint =
        protocol.equals("grpc") ? "127.0.0.1:" + jaegerGrpc : "http://127.0.0.1:" + jaegerHttp;
    return new String[] {
      "--set",
      store,
      "--set",
      "ingest.forward.endpoint=" + endpoint,
      "--set",
      "ingest.forward.protocol=" + protocol,
      "--set",
      "ingest.forward.compression=" + compression,
      "--set",
      "ingest.forward.tls.insecure=true",
      "--set",
      "ingest.forward.retry_on_failure.initial_interval=100ms",
      "--set",
      "ingest.forward.retry_on_failure.max_interval=1s",
      "--set",
      "ingest.forward.sending_queue.path=" + folder.resolve("queue")
    };
  }

  private void send(RedstartProcess redstart, int from) {
    for (int trace = from; trace < from + TRACES; trace++) {
      LocalRedstart.assertAcknowledged(
          http, "http://" + redstart.http() + "/v1/traces", request(trace));
    }
  }

  private static byte[] traceId(int trace) {
    byte[] id = new byte[16];
    id[0] = 1;
    id[15] = (byte) trace;
    return id;
  }

  private static ExportTraceServiceRequest request(int trace) {
    long nowNanos = System.currentTimeMillis() * 1_000_000;
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder()
            .setResource(Resource.newBuilder()
                .addAttributes(KeyValue.newBuilder()
                    .setKey("service.name")
                    .setValue(AnyValue.newBuilder().setStringValue("checkout"))))
            .addScopeSpans(ScopeSpans.newBuilder()
                .addSpans(Span.newBuilder()
                    .setName("pay " + trace)
                    .setTraceId(ByteString.copyFrom(traceId(trace)))
                    .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
                    .setStartTimeUnixNano(nowNanos)
                    .setEndTimeUnixNano(nowNanos + 1_000_000))))
        .build();
  }

  private void awaitTrace(int trace) {
    String id = "01" + "00".repeat(14) + "%02x".formatted(trace);
    URI uri = URI.create("http://127.0.0.1:" + jaegerQuery + "/api/v3/traces/" + id);
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"pay " + trace + "\"");
    });
  }

  private Process startJaeger(String name, Path jaeger) throws IOException {
    Path file = Files.writeString(folder.resolve("jaeger.yaml"), """
        service:
          extensions: [jaeger_storage, jaeger_query]
          pipelines: {traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}}
          telemetry: {metrics: {level: none}}
        extensions:
          jaeger_storage: {backends: {some_store: {memory: {max_traces: 1000}}}}
          jaeger_query:
            storage: {traces: some_store}
            enable_tracing: false
            http: {endpoint: "127.0.0.1:%d"}
            grpc: {endpoint: "127.0.0.1:%d"}
        receivers:
          otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}, http: {endpoint: "127.0.0.1:%d"}}}
        exporters:
          jaeger_storage_exporter: {trace_storage: some_store}
        """.formatted(
            jaegerQuery, FreePort.find(), jaegerGrpc, jaegerHttp));
    return PeerProgram.start(name + "-jaeger", jaeger, List.of("--config", file.toString()));
  }
}
