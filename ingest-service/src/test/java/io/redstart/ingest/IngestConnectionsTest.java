// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.Http2Socket.DATA;
import static io.redstart.ingest.Http2Socket.END_STREAM;
import static io.redstart.ingest.Http2Socket.PREFACE;
import static io.redstart.ingest.Http2Socket.RST_STREAM;
import static io.redstart.ingest.TestSender.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsReader;
import io.redstart.connection.GuardedTransport;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.Socket;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of connections, on the ports of the whole service. */
class IngestConnectionsTest {
  private static final String NO_SETTINGS = "\0\0\0\4\0\0\0\0\0";

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestSender sender = new TestSender(vertx);
  private IngestService service;

  record Spans(SpanMetricsConfig spanmetrics) {}

  @BeforeEach
  void start() throws Exception {
    IngestConfig config = TestConfigs.ingest("""
        {receive_timeout: 200ms, ack_timeout: 200ms, otlp: {protocols: {
          grpc: {endpoint: 'localhost:0', max_header_bytes: 2048,
                 keepalive: {server_parameters: {max_connection_idle: 500ms}}},
          http: {endpoint: 'localhost:0', max_header_bytes: 2048,
                 idle_timeout: 500ms}}}}
        """);
    service = await(IngestService.start(
        vertx,
        config,
        SettingsReader.defaults(Spans.class).spanmetrics(),
        TestMemory.plan(),
        new Telemetry(meters, new Health())));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertThat(new TestSender(vertx).post(service.httpPort(), Buffer.buffer()).status())
        .isEqualTo(200);
    assertThat(new TestSender(vertx)
            .call(service.grpcPort(), TestSender.EXPORT, TestSender.NO_SPANS)
            .header("grpc-status"))
        .isEqualTo("0");
    Awaitility.await().until(() -> open("http") + open("grpc") == 0);
    assertThat(meters.get("redstart.ingest.request.bytes.held").gauge().value()).isZero();
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        PREFACE,
        PREFACE + NO_SETTINGS,
        // A HEADERS frame of 100 bytes that ends after 3.
        PREFACE + NO_SETTINGS + "\0\0\144\1\4\0\0\0\1abc",
        "POST /v1/tr",
        "POST /v1/traces HTTP/1.1\r\nHost: local",
      })
  void senderThatStops_isClosed(String bytes) throws Exception {
    try (Socket grpc = new Socket("localhost", service.grpcPort());
        Socket http = new Socket("localhost", service.httpPort())) {
      for (Socket socket : List.of(grpc, http)) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      }
      // To their ends, which is the point; a timeout would throw.
      grpc.getInputStream().readAllBytes();
      http.getInputStream().readAllBytes();
    }
  }

  @Test
  void idleConnection_isClosed_andTheNextRequestIsAnswered() throws Exception {
    sender.call(service.grpcPort(), TestSender.EXPORT, TestSender.NO_SPANS);
    Awaitility.await().until(() -> closed("grpc", "idle") == 1);

    sender.callUntilOk(service.grpcPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TestSender.EXPORT,
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
      })
  void callThatIsAnsweredEarly_endsItsStreamAndNothingElse(String path) throws Exception {
    byte[] beginOfTooMuch = {0, 127, 0, 0, 0};
    try (Http2Socket socket = new Http2Socket(service.grpcPort())) {
      // More than streams at a time, and than resets that Netty allows unless it is told to.
      for (int stream = 1; stream < 600; stream += 2) {
        socket.beginCall(stream, path);
        socket.send(DATA, 0, stream, beginOfTooMuch);
        assertThat(socket.awaitFrame(RST_STREAM, stream)).as("NO_ERROR").isEqualTo(new byte[4]);
        socket.send(DATA, 0, stream, new byte[100]);
      }

      socket.beginExport(601);
      socket.send(DATA, END_STREAM, 601, TestSender.NO_SPANS.getBytes());
      socket.awaitFrame(DATA, 601);
    }
  }

  @Test
  void headersBeyondTheLimit_areRefused() throws Exception {
    String huge = "x".repeat(3_000);

    assertThat(sender.post(service.httpPort(), Buffer.buffer(), "x-huge", huge).status())
        .isEqualTo(431);
    assertThatThrownBy(() ->
            sender.call(service.grpcPort(), TestSender.EXPORT, TestSender.NO_SPANS, "x-huge", huge))
        .isNotNull();
    assertThatThrownBy(() -> sender.send(
            HttpVersion.HTTP_2,
            HttpMethod.POST,
            service.httpPort(),
            "/v1/traces",
            Buffer.buffer(),
            "x-huge",
            huge))
        .isNotNull();
  }

  private double open(String port) {
    return meters.get("redstart.ingest.connections").tag("port", port).gauge().value();
  }

  private double closed(String port, String reason) {
    return meters
        .counter("redstart.ingest.connections.closed", "port", port, "reason", reason)
        .count();
  }
}
