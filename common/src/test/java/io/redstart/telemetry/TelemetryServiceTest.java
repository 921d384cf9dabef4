// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.connection.GuardedTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryServiceTest {
  private static final Duration RECEIVE_TIMEOUT = Duration.ofMillis(300);

  private final HttpClient client = HttpClient.newHttpClient();
  private final TelemetryService service = TelemetryService.create();
  private final Vertx vertx =
      GuardedTransport.on(service.observe(Vertx.builder(), new VertxOptions())).build();

  @BeforeEach
  void listen() throws Exception {
    await(service.listen(vertx, config(0)));
  }

  private record Root(TelemetryConfig telemetry) {}

  private static TelemetryConfig config(int port) {
    return config(port, "{}");
  }

  private static TelemetryConfig config(int port, String auth) {
    try {
      return SettingsReader.read(Root.class, SettingsSource.yaml("test", """
                  telemetry:
                    endpoint: 127.0.0.1:%d
                    http: {max_connections: 3, receive_timeout: %dms, idle_timeout: 1m}
                    auth: %s
                  """.formatted(
                  port, RECEIVE_TIMEOUT.toMillis(), auth)))
          .value()
          .telemetry();
    } catch (SettingsException e) {
      throw new IllegalArgumentException(auth, e);
    }
  }

  @AfterEach
  void close() throws Exception {
    await(service.stop());
    await(vertx.close());
  }

  @Test
  void metrics_areTextByDefault() throws Exception {
    service.telemetry().meters().counter("redstart.test.spans", "reason", "bad").increment(3);
    HttpResponse<String> answer = get("/metrics", "*/*");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body()).contains("redstart_test_spans_total{reason=\"bad\"} 3.0");
  }

  @Test
  void metrics_needCredentials_ifSet_andHealthDoesNot() throws Exception {
    TelemetryService guarded = TelemetryService.create();
    await(guarded.listen(vertx, config(0, "{bearer: {token: secret}}")));
    String url = "http://127.0.0.1:" + guarded.port();

    assertThat(send(HttpRequest.newBuilder(URI.create(url + "/metrics"))).statusCode())
        .isEqualTo(401);
    assertThat(send(HttpRequest.newBuilder(URI.create(url + "/health/live"))).statusCode())
        .isEqualTo(200);
    HttpRequest.Builder allowed = HttpRequest.newBuilder(URI.create(url + "/metrics"))
        .header("authorization", "Bearer secret");
    assertThat(send(allowed).body()).contains("redstart_telemetry_denied_total 1.0");
    await(guarded.stop());
  }

  @Test
  void metrics_areOpenMetrics_ifAskedFor() throws Exception {
    HttpResponse<String> answer = get("/metrics", "application/openmetrics-text; version=1.0.0");
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(answer.body()).endsWith("# EOF\n");
  }

  @Test
  void metrics_includeVertx_andTheJvmOnceStarted() throws Exception {
    assertThat(get("/metrics", "*/*").body()).doesNotContain("jvm_memory_used_bytes");
    await(service.started(vertx));
    assertThat(get("/metrics", "*/*").body())
        .contains("vertx_http_server_requests_total", "jvm_memory_used_bytes", "process_uptime");
  }

  @Test
  void ready_isRefused_untilStarted() throws Exception {
    HttpResponse<String> answer = get("/health/ready", "*/*");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo("{\"ready\":false,\"problems\":[\"start: not all parts have started\"]}\n");
    assertThat(get("/health/live", "*/*").statusCode()).isEqualTo(200);
  }

  @Test
  void ready_followsTheChecks() throws Exception {
    await(service.started(vertx));
    assertThat(get("/health/ready", "*/*").body()).isEqualTo("{\"ready\":true,\"problems\":[]}\n");
    service.telemetry().health().check("store", () -> Optional.of("disk full"));
    HttpResponse<String> answer = get("/health/ready", "*/*");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"store: disk full\"");
  }

  @Test
  void otherPathsAndMethods_areRefused() throws Exception {
    assertThat(get("/", "*/*").statusCode()).isEqualTo(404);
    HttpRequest post =
        request("/metrics").POST(HttpRequest.BodyPublishers.ofString("x")).build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(405);
    HttpRequest head =
        request("/metrics").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    assertThat(client.send(head, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void listen_fails_whereThePortIsTaken() {
    TelemetryConfig taken = config(service.port());
    assertThatThrownBy(() -> await(TelemetryService.create().listen(vertx, taken)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BindException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /metrics HTTP/1.1\r\nX-Slow: ",
        "POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"
      })
  void socketThatStops_isClosed(String begin) throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(begin.getBytes(StandardCharsets.ISO_8859_1));
      // To its end, which is the point; a timeout would throw.
      socket.getInputStream().readAllBytes();
    }
    assertThat(closed("slow")).isEqualTo(1);
  }

  @Test
  void socketBeyondTheLimit_waits() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sockets.add(connect());
      assertThat(live(sockets.get(i))).doesNotContain("connection: close");
    }
    Socket waiting = connect();
    send(waiting, "GET /health/live HTTP/1.0\r\n\r\n");
    Socket first = sockets.get(0);
    // Only while a socket waits.
    Awaitility.await().until(() -> live(first).contains("connection: close"));

    first.close();
    assertThat(new String(waiting.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
        .startsWith("HTTP/1.0 200 OK");
    assertThat(closed("limit")).isZero();
    sockets.add(waiting);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Asks on a connection that stays open. */
  private static String live(Socket socket) throws IOException {
    send(socket, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
    StringBuilder text = new StringBuilder();
    while (text.indexOf("}\n") < 0) {
      int read = socket.getInputStream().read();
      assertThat(read).as(text.toString()).isNotNegative();
      text.append((char) read);
    }
    return text.toString();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket("127.0.0.1", service.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private double closed(String reason) {
    return service
        .telemetry()
        .meters()
        .counter("redstart.telemetry.connections.closed", "reason", reason)
        .count();
  }

  private HttpResponse<String> get(String path, String accept) throws Exception {
    return send(request(path).header("Accept", accept));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
