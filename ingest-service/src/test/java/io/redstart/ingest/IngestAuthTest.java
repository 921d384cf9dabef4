// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.TestSender.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsText;
import io.redstart.connection.GuardedTransport;
import io.redstart.ingest.TestSender.Got;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Authentication of the whole service; without an aggregator, authorized requests are to be retried.
 */
class IngestAuthTest {
  private static final String ADA =
      "Basic " + Base64.getEncoder().encodeToString("ada:sesame".getBytes());

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final TestSender sender = new TestSender(vertx);
  private final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry(), new Health());

  @TempDir
  private Path folder;

  private IngestConfig config;
  private IngestService service;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("tokens"), "from-file\n");
    config = TestConfigs.ingest("""
        {otlp: {protocols: {
          grpc: {endpoint: 'localhost:0', auth: {bearer: {token: hush1, tokens: [hush2]}}},
          http: {endpoint: 'localhost:0', cors: {allowed_origins: ['*']},
                 auth: {reload_interval: 20ms, bearer: {filename: '%s'},
                        basic: {htpasswd: {inline: 'ada:sesame'}}}}}}}
        """.formatted(folder.resolve("tokens")));
    service = await(start(config));
  }

  private io.vertx.core.Future<IngestService> start(IngestConfig settings) {
    return IngestService.start(
        vertx,
        settings,
        SettingsReader.defaults(Spans.class).spanmetrics(),
        TestMemory.plan(),
        telemetry);
  }

  record Spans(SpanMetricsConfig spanmetrics) {}

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void http_refusesStrangers() throws Exception {
    Got got = sender.post(service.httpPort(), Buffer.buffer(), "origin", "https://a.example");
    Got wrong = sender.post(service.httpPort(), Buffer.buffer(), "authorization", "Bearer x");
    Got json = sender.send(
        HttpVersion.HTTP_2,
        HttpMethod.POST,
        service.httpPort(),
        "/v1/traces",
        Buffer.buffer("{}"),
        "content-type",
        "application/json");

    assertThat(got.status()).isEqualTo(401);
    assertThat(got.header("www-authenticate")).startsWith("Bearer, Basic realm=");
    assertThat(got.header("access-control-allow-origin")).isEqualTo("*");
    Status status = Status.parseFrom(got.body().getBytes());
    assertThat(status.getCode()).isEqualTo(16);
    assertThat(status.getMessage()).isEqualTo("no authorization header");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(json.status()).isEqualTo(401);
    assertThat(json.body().toJsonObject().getInteger("code")).isEqualTo(16);
    assertThat(telemetry
            .meters()
            .counter("redstart.ingest.requests", "protocol", "http", "answer", "unauthenticated")
            .count())
        .isEqualTo(2);
  }

  @Test
  void http_letsInWhoIsKnown() throws Exception {
    assertThat(sender
            .post(service.httpPort(), Buffer.buffer(), "authorization", ADA)
            .status())
        .isEqualTo(200);
    assertThat(sender
            .post(service.httpPort(), Buffer.buffer(), "authorization", "Bearer from-file")
            .status())
        .isEqualTo(200);
  }

  @Test
  void http_asksOnlyThoseWhoAreKnownForTheBody() throws Exception {
    assertThat(firstLine("Authorization: Bearer x")).isEqualTo("HTTP/1.1 401 Unauthorized");
    assertThat(firstLine("Authorization: " + ADA)).isEqualTo("HTTP/1.1 100 Continue");
  }

  private String firstLine(String authorization) throws IOException {
    try (Socket socket = new Socket("localhost", service.httpPort())) {
      socket.setSoTimeout(10_000);
      String head = "POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          + "Content-Length: 2\r\nExpect: 100-continue\r\n" + authorization + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
          .readLine();
    }
  }

  @Test
  void http_letsPreflightRequestsThrough() throws Exception {
    Got got = sender.send(
        HttpVersion.HTTP_1_1,
        HttpMethod.OPTIONS,
        service.httpPort(),
        "/v1/traces",
        Buffer.buffer(),
        "origin",
        "https://a.example",
        "access-control-request-method",
        "POST");

    assertThat(got.status()).isEqualTo(204);
  }

  @Test
  void http_takesANewTokenWithoutARestart() throws Exception {
    Files.writeString(folder.resolve("tokens"), "fresh\n");
    await()
        .until(() -> sender
                .post(service.httpPort(), Buffer.buffer(), "authorization", "Bearer fresh")
                .status()
            == 200);
    await()
        .until(() -> sender
                .post(service.httpPort(), Buffer.buffer(), "authorization", "Bearer from-file")
                .status()
            == 401);
  }

  @Test
  void grpc_refusesStrangers_andLetsInWhoIsKnown() throws Exception {
    Got got = sender.call(service.grpcPort(), TestSender.EXPORT, TestSender.NO_SPANS);
    Got metrics = sender.call(
        service.grpcPort(),
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        TestSender.NO_SPANS);
    Got known = sender.call(
        service.grpcPort(),
        TestSender.EXPORT,
        TestSender.NO_SPANS,
        "authorization",
        "Bearer hush2");

    assertThat(got.header("grpc-status")).isEqualTo("16");
    assertThat(got.header("grpc-message")).isEqualTo("no authorization header");
    assertThat(metrics.header("grpc-status")).isEqualTo("16");
    assertThat(known.header("grpc-status")).isEqualTo("0");
  }

  @Test
  void grpc_tellsItsHealthToEverybody() throws Exception {
    Got got = sender.call(service.grpcPort(), "/grpc.health.v1.Health/Check", TestSender.NO_SPANS);

    assertThat(got.header("grpc-status")).isEqualTo("0");
  }

  @Test
  void settings_areShownWithoutSecrets() {
    assertThat(SettingsText.of(config)).contains("[REDACTED]").doesNotContain("hush", "sesame");
    assertThat(config.toString()).doesNotContain("hush", "sesame");
  }

  @Test
  void start_withAnEmptyFile_namesItsSetting() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "# nobody yet\n");
    IngestConfig nobody = TestConfigs.ingest(
        "{otlp: {protocols: {grpc: {auth: {basic: {htpasswd: {file: '%s'}}}}}}}".formatted(empty));

    assertThatThrownBy(() -> await(start(nobody)))
        .hasMessageContaining("ingest.otlp.protocols.grpc.auth.basic.htpasswd.file: " + empty
            + ": contains no passwords");
  }

  @Test
  void start_withoutTheFile_namesItsSetting() throws Exception {
    IngestConfig missing =
        TestConfigs.ingest("{otlp: {protocols: {grpc: {auth: {bearer: {filename: /no/such}}}}}}");

    assertThatThrownBy(() -> await(start(missing)))
        .hasMessageContaining(
            "ingest.otlp.protocols.grpc.auth.bearer.filename: cannot read /no/such");
  }
}
