// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a port, over sockets that keep to nothing. */
class GuardedServerTest {
  private static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);
  private static final String GET = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Promise<Void> late = Promise.promise();
  private int port;

  /** Answers {@code /now} before the body came, {@code /late} when the test says, others after it. */
  private void handle(HttpServerRequest request) {
    switch (request.path()) {
      case "/now" -> request.response().end("ok");
      case "/late" -> late.future().onSuccess(now -> request.response().end("ok"));
      default -> {
        Expectation.sendContinue(request);
        request.body().onSuccess(body -> request.response().end("ok"));
      }
    }
  }

  private void start(int max, long receiveMillis, long idleMillis) throws Exception {
    start(ConnectionLimits.ageless(max, receiveMillis, idleMillis));
  }

  private void start(ConnectionLimits limits) throws Exception {
    RefusalLog refusals = new RefusalLog(System::nanoTime, reason -> "", log::add);
    ConnectionMeters connections =
        new ConnectionMeters(meters, "test", Tags.empty(), "the port", refusals);
    HttpServerOptions options = new HttpServerOptions()
        .setHost(ANY_PORT.host())
        .setPort(GuardedServer.portOf(ANY_PORT))
        .setHttp2ClearTextEnabled(false);
    await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<HttpServer> start() {
        return GuardedServer.create(
                vertx,
                options,
                limits,
                connections,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                GuardedServerTest.this::handle)
            .listen()
            .onSuccess(listening -> port = listening.actualPort());
      }
    }));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    Awaitility.await().until(() -> open() == 0);
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "GET /now HT", "GET /now HTTP/1.1\r\nHost: a\r\nX-Slow: "})
  void socketThatStops_isClosed(String begin) throws Exception {
    start(10, 200, 60_000);
    try (RawSocket socket = new RawSocket(port)) {
      assertThat(socket.send(begin).readToEnd()).isEmpty();
    }
    assertThat(closed("slow")).isEqualTo(1);
    assertThat(log)
        .containsExactly("1 connection not accepted (slow): the port: no request within 200 ms");
  }

  @Test
  void headersThatTrickle_areCutOff() throws Exception {
    start(10, 300, 60_000);
    try (RawSocket socket = new RawSocket(port)) {
      socket.trickle("GET /now HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    }
    assertThat(closed("slow")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked"})
  void bodyThatTrickles_isCutOff(String length) throws Exception {
    start(10, 300, 60_000);
    String body = length.startsWith("C") ? "" : "ffff\r\n";
    for (String path : List.of("/body", "/now")) {
      try (RawSocket socket = new RawSocket(port)) {
        socket.send("POST %s HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n%s".formatted(path, length, body));
        socket.trickle("");
      }
    }
    assertThat(closed("slow")).isEqualTo(2);
    assertThat(log).first().asString().endsWith("the port: no whole request within 300 ms");
  }

  @Test
  void bodyThatStops_isCutOff() throws Exception {
    start(10, 200, 60_000);
    try (RawSocket socket = new RawSocket(port)) {
      socket.send("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
      assertThat(socket.readToEnd()).isEmpty();
    }
    assertThat(closed("slow")).isEqualTo(1);
  }

  @Test
  void socketsBeyondTheLimit_areClosedAtOnce() throws Exception {
    start(3, 60_000, 60_000);
    List<RawSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sockets.add(new RawSocket(port));
    }
    Awaitility.await().until(() -> open() == 3);

    try (RawSocket fourth = new RawSocket(port)) {
      assertThat(fourth.trickle("")).isEmpty();
    }
    assertThat(closed("limit")).isEqualTo(1);
    assertThat(log)
        .containsExactly(
            "1 connection not accepted (limit): the port: max_connections (3) reached");
    for (RawSocket socket : sockets) {
      assertThat(socket.send(GET).readTo("ok")).isEqualTo(ANSWER);
      socket.close();
    }
    Awaitility.await().until(() -> open() == 0);
    try (RawSocket next = new RawSocket(port)) {
      assertThat(next.send(GET).readTo("ok")).isEqualTo(ANSWER);
    }
  }

  @Test
  void socketsBeyondTheLimit_wait() throws Exception {
    start(new ConnectionLimits(1, true, 60_000, 60_000, 0, 0));
    List<RawSocket> sockets = new ArrayList<>();
    sockets.add(new RawSocket(port).send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n"));
    Awaitility.await().until(() -> open() == 1);
    for (int i = 0; i < 40; i++) {
      sockets.add(new RawSocket(port).send(GET));
    }
    Awaitility.await().until(() -> !log.isEmpty());
    late.complete();

    for (RawSocket socket : sockets.subList(0, 39)) {
      assertThat(socket.readTo("ok")).endsWith("ok");
      socket.close();
    }
    // Even the last one, although the client does not close the connection before it.
    assertThat(sockets.get(39).readToEnd()).endsWith("ok");
    assertThat(sockets.get(40).readTo("ok")).isEqualTo(ANSWER);
    for (RawSocket socket : sockets) {
      socket.close();
    }
    assertThat(closed("limit")).isZero();
    assertThat(log).allMatch(line -> line.endsWith("reached, it waits for another one to end"));
  }

  @Test
  void connection_servesOneMoreRequest_whileSocketsWait() throws Exception {
    start(new ConnectionLimits(1, true, 60_000, 60_000, 0, 0));
    try (RawSocket first = new RawSocket(port).send(GET)) {
      assertThat(first.readTo("ok")).isEqualTo(ANSWER);
      try (RawSocket waiting = new RawSocket(port).send(GET)) {
        Awaitility.await().until(() -> !log.isEmpty());
        assertThat(first.send(GET).readToEnd()).contains("connection: close").endsWith("ok");
        assertThat(waiting.readTo("ok")).isEqualTo(ANSWER);
      }
    }
    assertThat(closed("idle")).isZero();
  }

  @Test
  void idleConnection_yieldsToSocketsThatWait() throws Exception {
    start(new ConnectionLimits(1, true, 60_000, 60_000, 0, 0));
    try (RawSocket idle = new RawSocket(port).send(GET)) {
      assertThat(idle.readTo("ok")).isEqualTo(ANSWER);
      try (RawSocket waiting = new RawSocket(port).send(GET)) {
        assertThat(waiting.readTo("ok")).isEqualTo(ANSWER);
      }
      assertThat(idle.readToEnd()).isEmpty();
    }
    assertThat(closed("idle")).isEqualTo(1);
  }

  @Test
  void idleConnection_isClosed() throws Exception {
    start(10, 60_000, 300);
    try (RawSocket idle = new RawSocket(port)) {
      assertThat(idle.send(GET).readToEnd()).isEqualTo(ANSWER);
    }
    assertThat(closed("idle")).isEqualTo(1);
    assertThat(log).isEmpty();
  }

  @Test
  void nextHeadersThatTrickle_areCutOff() throws Exception {
    start(10, 60_000, 500);
    try (RawSocket trickling = new RawSocket(port)) {
      trickling.send(GET).readTo("ok");
      trickling.trickle("GET /now HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    }
    assertThat(closed("idle")).isEqualTo(1);
  }

  @Test
  void connectionThatAwaitsItsAnswer_isNotIdle() throws Exception {
    start(10, 60_000, 200);
    try (RawSocket waiting = new RawSocket(port)) {
      waiting.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        try (RawSocket next = new RawSocket(port)) {
          assertThat(next.send(GET).readToEnd()).isEqualTo(ANSWER);
        }
      }
      late.complete();
      assertThat(waiting.readToEnd()).isEqualTo(ANSWER);
    }
  }

  private double open() {
    return meters.get("redstart.test.connections").gauge().value();
  }

  private double closed(String reason) {
    return meters.counter("redstart.test.connections.closed", "reason", reason).count();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
