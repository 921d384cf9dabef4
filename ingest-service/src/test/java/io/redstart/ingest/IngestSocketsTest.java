// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.Http2Socket.PREFACE;
import static io.redstart.ingest.TestSender.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.redstart.config.SettingsReader;
import io.redstart.connection.GuardedTransport;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that are no connection of HTTP, on the ports of the whole service; gRPC has TLS. */
class IngestSocketsTest {
  private static final int TRICKLE_MILLIS = 20;

  /** The beginning of a TLS record of 512 bytes and of a ClientHello in it. */
  private static final String HELLO = "\26\3\1\2\0\1\0\1\374\3\3";

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @TempDir
  private Path folder;

  private IngestService service;

  record Spans(SpanMetricsConfig spanmetrics) {}

  private void start(String receiveTimeout, int connectionsMax) throws Exception {
    X509Bundle bundle = new CertificateBuilder()
        .subject("CN=localhost")
        .setIsCertificateAuthority(true)
        .addSanDnsName("localhost")
        .buildSelfSigned();
    Path cert = Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePEM());
    Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
    IngestConfig config =
        TestConfigs.ingest("""
        {receive_timeout: %1$s, otlp: {protocols: {
          grpc: {endpoint: 'localhost:0', max_connections: %2$d,
                 auth: {bearer: {token: hush}}, tls: {cert_file: '%3$s', key_file: '%4$s'}},
          http: {endpoint: 'localhost:0', max_connections: %2$d}}}}
        """.formatted(receiveTimeout, connectionsMax, cert, key));
    service = await(IngestService.start(
        vertx,
        config,
        SettingsReader.defaults(Spans.class).spanmetrics(),
        TestMemory.plan(),
        new Telemetry(meters, new Health())));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    Awaitility.await().until(() -> open("http") + open("grpc") == 0);
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        PREFACE,
        // A SETTINGS frame of 600 bytes.
        PREFACE + "\0\2\130\4\0\0\0\0\0",
        "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
      })
  void cleartextThatTrickles_isClosed(String bytes) throws Exception {
    start("300ms", 20);

    trickle(service.httpPort(), bytes.getBytes(ISO_8859_1));

    assertThat(closed("http", "slow")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", HELLO})
  void handshakeThatTrickles_isClosed(String bytes) throws Exception {
    start("300ms", 20);

    trickle(service.grpcPort(), bytes.getBytes(ISO_8859_1));

    assertThat(closed("grpc", "slow")).isEqualTo(1);
  }

  /** Sends all but the last few bytes slowly, then more of the last, until the socket is closed. */
  private static void trickle(int port, byte[] bytes) throws Exception {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(TRICKLE_MILLIS);
      for (int i = 0; i < 500; i++) {
        // Nothing at all where there is nothing to begin with.
        if (bytes.length > 0) {
          socket.getOutputStream().write(i < bytes.length ? bytes[i] : 'x');
        }
        if (isEnded(socket)) {
          return;
        }
      }
    } catch (IOException reset) {
      return;
    }
    throw new AssertionError("still open after " + 500 * TRICKLE_MILLIS + " ms");
  }

  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException silent) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({"http", "grpc"})
  void silentSocketsBeyondTheLimit_areClosedAtOnce(String port) throws Exception {
    start("20s", 3);
    int number = port.equals("http") ? service.httpPort() : service.grpcPort();
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sockets.add(new Socket("localhost", number));
    }
    Awaitility.await().untilAsserted(() -> assertThat(closed(port, "limit")).isEqualTo(2));

    assertThat(open(port)).isEqualTo(3);
    for (Socket socket : sockets) {
      socket.close();
    }
    assertThat(closed(port, "slow")).isZero();
  }

  @Test
  void senderWhoIsKnown_isLetInOverTls() throws Exception {
    start("20s", 20);

    assertThat(grpcStatus("Bearer hush")).isEqualTo("0");
    assertThat(grpcStatus("Bearer other")).isEqualTo("16");
  }

  private String grpcStatus(String authorization) throws Exception {
    HttpClientOptions options = new HttpClientOptions();
    options.setSsl(true).setTrustAll(true).setUseAlpn(true);
    options.setProtocolVersion(HttpVersion.HTTP_2);
    var client = vertx.createHttpClient(options);
    return await(client
        .request(HttpMethod.POST, service.grpcPort(), "localhost", TestSender.EXPORT)
        .compose(request -> request
            .putHeader("content-type", "application/grpc")
            .putHeader("authorization", authorization)
            .send(Buffer.buffer(new byte[5])))
        .compose(response -> response.end().map(ended -> {
          String inHeaders = response.getHeader("grpc-status");
          return inHeaders == null ? response.getTrailer("grpc-status") : inHeaders;
        }))
        .onComplete(done -> client.close()));
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
