// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.query.push.otlp.OtlpExportConfig;
import io.redstart.query.push.otlp.OtlpPush;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends to a gRPC receiver behind TLS. */
class ReceiverTest {
  private record Root(OtlpExportConfig otlp, SpanMetricsConfig spanmetrics) {}

  @TempDir
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String status = "0";

  @BeforeEach
  void listen() throws Exception {
    X509Bundle certificate = new CertificateBuilder()
        .subject("CN=localhost")
        .addSanDnsName("localhost")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Files.writeString(folder.resolve("ca.pem"), certificate.getCertificatePathPEM());
    HttpServerOptions options = new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(certificate.getCertificatePathPEM()))
            .setKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM())));
    server =
        await(vertx.createHttpServer(options).requestHandler(this::answer).listen(0, "localhost"));
  }

  private void answer(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      received.add(request.version() + " " + request.path() + " "
          + request.getHeader("content-type") + " " + request.getHeader("api-key") + " "
          + body.getByte(0) + " " + body.getInt(1) + " " + body.getString(5, body.length()));
      request.response().setChunked(true).putTrailer("grpc-status", status).end();
    });
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private SendResult send(String tls) throws Exception {
    String yaml = """
        otlp: {endpoint: "https://localhost:%d", headers: {api-key: s3cret}, tls: %s}
        spanmetrics: {}
        """.formatted(server.actualPort(), tls);
    Root settings =
        SettingsReader.read(Root.class, SettingsSource.yaml("test", yaml)).value();
    OtlpPush protocol = new OtlpPush(
        settings.otlp, settings.spanmetrics, Duration.ofSeconds(5), () -> Instant.EPOCH);
    PushMeters meters = new PushMeters(new SimpleMeterRegistry(), "otlp");
    Receiver receiver = new Receiver(vertx, settings.otlp, protocol, meters);
    Buffer body = Buffer.buffer(protocol.encode(new byte[] {'h', 'i'}));
    return await(receiver.send(new StampReader.Message(body, 1, StampReader.Place.START)));
  }

  private String trusted() {
    return "{ca_file: '" + folder.resolve("ca.pem") + "'}";
  }

  @Test
  void send_callsTheServiceOverHttp2() throws Exception {
    assertThat(send(trusted())).isEqualTo(new SendResult.Delivered(0, ""));
    assertThat(received)
        .containsExactly("HTTP_2 /opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
            + " application/grpc s3cret 0 2 hi");
  }

  @Test
  void send_readsTheStatusFromTheTrailers() throws Exception {
    status = "14";
    assertThat(send(trusted())).isEqualTo(new SendResult.Failed("gRPC status 14", 0));
    status = "3";
    assertThat(send(trusted())).isEqualTo(new SendResult.Refused("gRPC status 3"));
  }

  @Test
  void send_failsWithoutTrust() throws Exception {
    assertThat(send("{}")).isInstanceOf(SendResult.Failed.class);
    assertThat(received).isEmpty();
    assertThat(send("{insecure_skip_verify: true}")).isEqualTo(new SendResult.Delivered(0, ""));
  }
}
