// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private int port;

  /** Reads a body unless the path says that it is refused. */
  private static void handle(HttpServerRequest request) {
    if (Expectation.isUnknown(request)) {
      request.response().setStatusCode(417).end();
    } else if ("/refused".equals(request.path())) {
      request.response().setStatusCode(403).end();
    } else {
      Expectation.sendContinue(request);
      request.body().onSuccess(body -> request.response().end(body));
    }
  }

  @BeforeEach
  void listen() throws Exception {
    HttpServer server = vertx
        .createHttpServer(new HttpServerOptions())
        .requestHandler(Expectation.before(ExpectationTest::handle));
    port = await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"100-continue", "100-Continue", " 100-continue "})
  void body_isAskedForAtOnce(String expected) throws Exception {
    try (RawSocket socket = new RawSocket(port)) {
      String head = "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: " + expected;
      assertThat(socket.send(head + "\r\n\r\n").readTo("\r\n\r\n")).isEqualTo(CONTINUE);

      assertThat(socket.send("body").readTo("body")).startsWith("HTTP/1.1 200 OK\r\n");
      // The connection goes on.
      socket.send("GET /read HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void chunkedBody_isAskedForAtOnce() throws Exception {
    try (RawSocket socket = new RawSocket(port)) {
      socket.send("POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
          + "Expect: 100-continue\r\n\r\n");
      assertThat(socket.readTo("\r\n\r\n")).isEqualTo(CONTINUE);

      assertThat(socket.send("4\r\nbody\r\n0\r\n\r\n").readTo("body")).contains("200 OK");
    }
  }

  @Test
  void refusedRequest_isAnsweredWithout_andEndsTheConnection() throws Exception {
    try (RawSocket socket = new RawSocket(port)) {
      socket.send("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
          + "Expect: 100-continue\r\n\r\n");
      assertThat(socket.readToEnd())
          .startsWith("HTTP/1.1 403 Forbidden\r\n")
          .containsIgnoringCase("connection: close");
    }
  }

  @Test
  void clientOfHttp10_isNotTold() throws Exception {
    try (RawSocket socket = new RawSocket(port)) {
      socket.send("POST /read HTTP/1.0\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody");
      assertThat(socket.readToEnd()).startsWith("HTTP/1.0 200 OK\r\n").endsWith("body");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"200-ok", "100-continue, 200-ok"})
  void anotherExpectation_isUnknown(String expected) throws Exception {
    try (RawSocket socket = new RawSocket(port)) {
      socket.send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n"
          + "Expect: " + expected + "\r\n\r\n");
      assertThat(socket.readToEnd()).startsWith("HTTP/1.1 417 Expectation Failed\r\n");
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
