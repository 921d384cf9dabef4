// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.body.BodyLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverloadedCallTest {
  private static final BodyLimits LIMITS = new BodyLimits(1_000, 200);
  private static final String HEAD = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\n";
  private static final String REFUSED = "HTTP/1.1 503 Service Unavailable";

  private final Vertx vertx = Vertx.vertx();
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger received = new AtomicInteger();
  private final Backlog backlog = new Backlog(1, Integer.MAX_VALUE);
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    vertx.exceptionHandler(faults::add);
    server = vertx
        .createHttpServer()
        .requestHandler(this::receive)
        .listen(0, "localhost")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private void receive(HttpServerRequest request) {
    OverloadedCall.receive(
        vertx,
        request,
        backlog,
        LIMITS,
        answer -> request.response().setStatusCode(answer.kind().httpStatus()).end());
    received.incrementAndGet();
  }

  @AfterEach
  void everyHoldWasLetGo() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    for (int i = 0; i < Backlog.HELD_MAX; i++) {
      assertThat(backlog.hold()).isTrue();
    }
    assertThat(backlog.hold()).isFalse();
    assertThat(faults).isEmpty();
  }

  @Test
  void bodyThatComesLate_isDiscarded_andTheNextRequestIsAnswered() throws Exception {
    try (Socket socket = connect()) {
      send(socket, HEAD);
      assertThat(answer(socket)).as("after the receive timeout").isEqualTo(REFUSED);
      send(socket, "late" + HEAD + "next");
      assertThat(answer(socket)).isEqualTo(REFUSED);
    }
  }

  @Test
  void senderWhoGoesAway_isLetGo() throws Exception {
    try (Socket halfway = connect();
        Socket whole = connect()) {
      send(halfway, HEAD);
      send(whole, HEAD + "body");
      Awaitility.await().until(() -> received.get() == 2);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("localhost", server.actualPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** Reads an answer without a body; returns its first line. */
  private static String answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    String first = in.readLine();
    while (!"".equals(in.readLine())) {
      // Headers.
    }
    return first;
  }
}
