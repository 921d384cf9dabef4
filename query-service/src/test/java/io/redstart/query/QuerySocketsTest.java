// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.StoreConfig;
import io.redstart.connection.GuardedTransport;
import io.redstart.query.page.TestPageFacts;
import io.redstart.query.source.TestConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the query port with clients that are slow, too many, too large, or disconnect. */
class QuerySocketsTest {
  private static final int HELD_MAX_BYTES = 1 << 20;
  private static final int CONNECTIONS_MAX = 12;
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Socket> sockets = new ArrayList<>();
  private QueryService service;

  @BeforeEach
  void start() {
    QueryConfig config = TestQueryConfig.of(
        "{http: {max_connections: %d, receive_timeout: 500ms}, max_request_bytes_in_flight: %d}"
            .formatted(CONNECTIONS_MAX, HELD_MAX_BYTES));
    StoreConfig store = new StoreConfig(
        "unused",
        List.of(new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(6))),
        true,
        0);
    Telemetry telemetry = new Telemetry(meters, new Health());
    service = join(QueryService.start(
        vertx, config, TestConfig.spanMetrics(), store, TestPageFacts.NONE, telemetry));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    Awaitility.await()
        .untilAsserted(() -> assertThat(gauge("redstart.query.connections")).isZero());
    assertThat(heldBytes()).isZero();
    join(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /api/v1/query?query=1 HT", "POST /api/v1/query HTTP/1.1\r\nX: "})
  void socketThatStops_isClosed(String begin) throws Exception {
    assertThat(readToEnd(send(connect(), begin))).isEmpty();

    assertThat(closed("slow")).isEqualTo(1);
  }

  @Test
  void formThatStops_isAnswered_andItsConnectionEnds() throws Exception {
    Socket socket = send(connect(), head("Content-Length: 100") + "query=");

    assertThat(readToEnd(socket))
        .startsWith("HTTP/1.1 408 ")
        .endsWith("{\"status\":\"error\",\"errorType\":\"timeout\","
            + "\"error\":\"body not received within 500 ms\"}");
    assertThat(closed("slow")).isEqualTo(1);
  }

  @Test
  void socketsBeyondTheLimit_wait() throws Exception {
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
      assertThat(health(connect())).doesNotContain("connection: close");
    }
    Socket first = sockets.get(0);
    String get = "GET /api/v1/query?query=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    Socket next = send(connect(), get);
    // Only while a socket waits.
    Awaitility.await().until(() -> health(first).contains("connection: close"));

    first.close();
    assertThat(readToEnd(next)).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(closed("limit")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"query, query=1%2B1", "labels, match[]=calls_total", "series, match[]=calls_total"})
  void formThatIsWithheld_isAskedForAtOnce(String endpoint, String form) throws Exception {
    String head = head("Expect: 100-continue", "Content-Length: " + form.length());
    Socket socket = send(connect(), head.replace("/query ", "/" + endpoint + " "));
    assertThat(read(socket, CONTINUE.length())).isEqualTo(CONTINUE);

    assertThat(readToEnd(send(socket, form))).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 99999999, 413",
    "Content-Type: text/plain, 400",
  })
  void formThatIsRefusedByItsHeaders_isNotAskedFor(String header, int status) throws Exception {
    String head = head("Expect: 100-continue", header);
    if (header.startsWith("Content-Type")) {
      head = head.replace("Content-Type: application/x-www-form-urlencoded\r\n", "")
          .replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\n");
    }

    // The connection ends with the answer, because the form will not arrive.
    assertThat(readToEnd(send(connect(), head))).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void anotherExpectation_isRefused() throws Exception {
    Socket socket = send(connect(), head("Expect: 200-ok", "Content-Length: 7") + "query=1");

    assertThat(readToEnd(socket)).startsWith("HTTP/1.1 417 ");
  }

  @Test
  void clientOfHttp10_isNotToldToContinue() throws Exception {
    String head = head("Expect: 100-continue", "Content-Length: 7").replace("/1.1", "/1.0");

    assertThat(readToEnd(send(connect(), head + "query=1"))).startsWith("HTTP/1.0 200 OK\r\n");
  }

  @Test
  void clientThatLeaves_isCountedAsCanceled() throws Exception {
    Socket socket = send(connect(), head("Content-Length: 100") + "query=");
    Awaitility.await().until(() -> heldBytes() > 0);
    socket.setSoLinger(true, 0);
    socket.close();

    Awaitility.await().untilAsserted(() -> assertThat(requests("canceled")).isEqualTo(1));
    assertThat(requests("internal")).isZero();
  }

  @Test
  void formsThatAreHalfSent_doNotAddUpBeyondTheLimit() throws Exception {
    String half = head("Content-Length: 500000") + "query=" + "1".repeat(300_000);
    List<Socket> halves = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      halves.add(send(connect(), half));
    }

    Awaitility.await().untilAsserted(() -> assertThat(requests("unavailable")).isPositive());
    assertThat(heldBytes()).isBetween(300_000.0, (double) HELD_MAX_BYTES);
    long refused = halves.stream()
        .map(QuerySocketsTest::readToEnd)
        .filter(answer -> answer.startsWith("HTTP/1.1 503 ")
            && answer.contains("retry-after: 1\r\n")
            && answer.contains(" of at most 1048576 bytes (query.max_request_bytes_in_flight)"))
        .count();
    assertThat(refused).isBetween(7L, 9L);
    assertThat(requests("unavailable")).isEqualTo(refused);
    assertThat(requests("timeout")).as("those that had room").isEqualTo(10 - refused);
    String whole = head("Content-Length: 7") + "query=1";
    assertThat(readToEnd(send(connect(), whole))).startsWith("HTTP/1.1 200 OK\r\n");
  }

  private static String head(String... headers) {
    return "POST /api/v1/query HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", service.port());
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static Socket send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return socket;
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
  }

  /** Asks on a connection that stays open. */
  private static String health(Socket socket) throws IOException {
    send(socket, "GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\n");
    StringBuilder text = new StringBuilder();
    while (text.indexOf("healthy.\n") < 0) {
      int read = socket.getInputStream().read();
      assertThat(read).as(text.toString()).isNotNegative();
      text.append((char) read);
    }
    return text.toString();
  }

  /** Returns everything that arrives until the server closes the connection. */
  private static String readToEnd(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError("the connection does not end", e);
    }
  }

  private double heldBytes() {
    return gauge("redstart.query.request.bytes.held");
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private double closed(String reason) {
    return meters.counter("redstart.query.connections.closed", "reason", reason).count();
  }

  private long requests(String outcome) {
    Timer timer = meters.find("redstart.query.requests").tag("outcome", outcome).timer();
    return timer == null ? 0 : timer.count();
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
