// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.outgoing.OutgoingClient;
import io.redstart.outgoing.SendResult;
import io.redstart.query.push.otlp.OtlpExportConfig;
import io.redstart.query.push.otlp.OtlpPush;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes to a gRPC receiver behind TLS. */
class PushConnectionTest {
  private static final SendResult.Delivered DELIVERED = new SendResult.Delivered(0, "");

  private record Root(OtlpExportConfig otlp, SpanMetricsConfig spanmetrics) {}

  @TempDir
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String status = "0";

  @BeforeEach
  void makeCertificates() throws Exception {
    for (String name : List.of("localhost", "client", "stranger")) {
      X509Bundle made = new CertificateBuilder()
          .subject("CN=" + name)
          .addSanDnsName(name)
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
      Files.writeString(folder.resolve(name + ".pem"), made.getCertificatePathPEM());
      Files.writeString(folder.resolve(name + ".key"), made.getPrivateKeyPEM());
    }
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void listen(boolean wantsOurCertificate) {
    HttpServerOptions options = new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(new PemKeyCertOptions()
            .setCertPath(file("localhost.pem"))
            .setKeyPath(file("localhost.key")));
    if (wantsOurCertificate) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertPath(file("client.pem")));
    }
    server =
        await(vertx.createHttpServer(options).requestHandler(this::answer).listen(0, "localhost"));
  }

  private void answer(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      received.add(request.version() + " " + request.path() + " "
          + request.getHeader("content-type") + " " + request.getHeader("api-key") + " "
          + request.getHeader("grpc-encoding") + " " + body.getByte(0) + " " + body.getInt(1) + " "
          + body.getString(5, body.length()));
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

  /** A client by the settings of an export. */
  private final class Push {
    private final OtlpPush protocol;
    private final OutgoingClient client;

    Push(String tls) throws Exception {
      String yaml = """
          otlp: {endpoint: "https://localhost:%d", headers: {api-key: s3cret}, tls: %s,
            compression: none}
          spanmetrics: {}
          """.formatted(server.actualPort(), tls);
      Root settings =
          SettingsReader.read(Root.class, SettingsSource.yaml("test", yaml)).value();
      protocol = new OtlpPush(
          settings.otlp, settings.spanmetrics, Duration.ofSeconds(5), () -> Instant.EPOCH);
      client = new OutgoingClient(vertx, settings.otlp.connection(), System::nanoTime);
    }

    SendResult send() {
      return await(client.send(
          protocol.encode(new byte[] {'h', 'i'}),
          protocol::head,
          answer -> protocol.judge(answer, 1)));
    }
  }

  private String trusted() {
    return "{ca_file: '" + file("localhost.pem") + "'}";
  }

  @Test
  void send_callsTheServiceOverHttp2() throws Exception {
    listen(false);
    assertThat(new Push(trusted()).send()).isEqualTo(DELIVERED);
    assertThat(received)
        .containsExactly("HTTP_2 /opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
            + " application/grpc s3cret null 0 2 hi");
  }

  @Test
  void send_readsTheStatusFromTheTrailers() throws Exception {
    listen(false);
    status = "14";
    assertThat(new Push(trusted()).send())
        .isEqualTo(new SendResult.Failed("UNAVAILABLE", 0, false));
    status = "3";
    assertThat(new Push(trusted()).send()).isEqualTo(new SendResult.Refused("INVALID_ARGUMENT"));
  }

  @Test
  void send_failsWithoutTrust() throws Exception {
    listen(false);
    assertThat(new Push("{}").send()).isInstanceOf(SendResult.Failed.class);
    assertThat(received).isEmpty();
    assertThat(new Push("{insecure_skip_verify: true}").send()).isEqualTo(DELIVERED);
  }

  @Test
  void ourCertificate_isReloadedWhenItsFilesChange() throws Exception {
    listen(true);
    copy("stranger");
    Push push = new Push("{ca_file: '%s', cert_file: '%s', key_file: '%s', reload_interval: 20ms}"
        .formatted(file("localhost.pem"), file("ours.pem"), file("ours.key")));
    assertThat(push.send()).isInstanceOf(SendResult.Failed.class);
    copy("client");
    Awaitility.await().untilAsserted(() -> assertThat(push.send()).isEqualTo(DELIVERED));
  }

  private void copy(String name) throws Exception {
    Files.copy(folder.resolve(name + ".pem"), folder.resolve("ours.pem"), REPLACE_EXISTING);
    Files.copy(folder.resolve(name + ".key"), folder.resolve("ours.key"), REPLACE_EXISTING);
  }
}
