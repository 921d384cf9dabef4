// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.Http2Socket.ACK;
import static io.redstart.ingest.Http2Socket.RST_STREAM;
import static io.redstart.ingest.Http2Socket.SETTINGS;
import static io.redstart.ingest.TestSender.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsReader;
import io.redstart.connection.GuardedTransport;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection may do and how long it lasts, on the ports of the whole service. */
class IngestStreamsTest {
  private static final int REFUSED_STREAM = 7;

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestSender sender = new TestSender(vertx);

  @TempDir
  private Path folder;

  private IngestService service;

  record Spans(SpanMetricsConfig spanmetrics) {}

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("htpasswd"), "ada:old\n");
    IngestConfig config = TestConfigs.ingest("""
        {otlp: {protocols: {
          grpc: {endpoint: 'localhost:0', max_concurrent_streams: 2,
                 keepalive: {server_parameters: {max_connection_age: 1s}}},
          http: {endpoint: 'localhost:0',
                 auth: {reload_interval: 20ms, basic: {htpasswd: {file: '%s'}}}}}}}
        """.formatted(folder.resolve("htpasswd")));
    service = await(IngestService.start(
        vertx,
        config,
        SettingsReader.defaults(Spans.class).spanmetrics(),
        TestMemory.plan(),
        new Telemetry(meters, new Health())));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callBeyondTheLimit_isRefused(boolean acknowledges) throws Exception {
    try (Http2Socket socket = new Http2Socket(service.grpcPort())) {
      if (acknowledges) {
        socket.send(SETTINGS, ACK, 0, new byte[0]);
      }
      for (int stream = 1; stream <= 5; stream += 2) {
        socket.beginExport(stream);
      }

      byte[] reset = socket.awaitFrame(RST_STREAM, 5);
      assertThat(reset[3]).isEqualTo((byte) REFUSED_STREAM);
    }
  }

  @Test
  void oldConnection_isClosed_andTheNextCallIsAnswered() throws Exception {
    sender.call(service.grpcPort(), TestSender.EXPORT, TestSender.NO_SPANS);
    Awaitility.await().until(() -> closed("age") >= 1);

    sender.callUntilOk(service.grpcPort());
  }

  @Test
  void connectionThatIsUpgraded_isAnsweredAndCloses() throws Exception {
    HttpClientOptions options = new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(true)
        .setHttp2ClearTextUpgradeWithPreflightRequest(false);
    HttpClient client = vertx.createHttpClient(options);
    String status = await(client
        .request(HttpMethod.POST, service.grpcPort(), "localhost", TestSender.EXPORT)
        .compose(request ->
            request.putHeader("content-type", "application/grpc").send(TestSender.NO_SPANS))
        .compose(response -> response
            .end()
            .map(ended -> response.version() + " " + response.getTrailer("grpc-status"))));

    assertThat(status).isEqualTo("HTTP_2 0");
    Awaitility.await().until(() -> closed("age") >= 1);
    await(client.close());
  }

  @Test
  void timeoutOfEver_isNotOver() throws Exception {
    assertThat(sender
            .call(
                service.grpcPort(),
                TestSender.EXPORT,
                TestSender.NO_SPANS,
                "grpc-timeout",
                "99999999H")
            .header("grpc-status"))
        .isEqualTo("0");
  }

  @Test
  void passwordThatChanges_isTakenWithoutARestart() throws Exception {
    assertThat(status("ada:old")).isEqualTo(200);
    Files.writeString(folder.resolve("htpasswd"), "ada:new\n");

    Awaitility.await().until(() -> status("ada:new") == 200);
    Awaitility.await().until(() -> status("ada:old") == 401);
    Files.writeString(folder.resolve("htpasswd"), "not a line of it\n");
    assertThat(status("ada:new")).isEqualTo(200);
  }

  private int status(String pair) throws Exception {
    String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes());
    return sender
        .post(service.httpPort(), Buffer.buffer(), "authorization", basic)
        .status();
  }

  private double closed(String reason) {
    return meters
        .counter("redstart.ingest.connections.closed", "port", "grpc", "reason", reason)
        .count();
  }
}
