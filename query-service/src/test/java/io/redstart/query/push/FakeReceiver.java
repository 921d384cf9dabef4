// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A receiver on a free port that keeps the requests that it accepts. */
final class FakeReceiver {
  /**
   * An accepted request.
   *
   * @param headers content type, encoding and version
   */
  record Received(List<String> headers, byte[] body) {}

  /** Keeps a request, and closes the connection instead of answering. */
  private static final Consumer<HttpServerResponse> LOSE_ANSWER = HttpServerResponse::reset;

  private final Vertx vertx;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Consumer<HttpServerResponse>> next = new ArrayList<>();
  private HttpServer server;
  private int port;

  FakeReceiver(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Starts on any port, or on the same as before. */
  FakeReceiver start() {
    server = vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    port = server.actualPort();
    return this;
  }

  /** Closes its port. */
  void stop() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Answers a later request with a status, and does not keep it. */
  synchronized FakeReceiver thenAnswer(int status, int times) {
    return thenAnswer(response -> response.setStatusCode(status).end("no"), times);
  }

  /** Accepts a later request. */
  synchronized FakeReceiver thenAccept() {
    next.add(null);
    return this;
  }

  /** Accepts a later request, but its sender gets no answer. */
  synchronized FakeReceiver thenLoseTheAnswer() {
    next.add(LOSE_ANSWER);
    return this;
  }

  synchronized FakeReceiver thenAnswer(Consumer<HttpServerResponse> answer, int times) {
    for (int i = 0; i < times; i++) {
      next.add(answer);
    }
    return this;
  }

  private void answer(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      Consumer<HttpServerResponse> answer = take();
      if (answer != null && answer != LOSE_ANSWER) {
        answer.accept(request.response());
        return;
      }
      received.add(new Received(
          List.of(
              request.getHeader("content-type"),
              String.valueOf(request.getHeader("content-encoding")),
              String.valueOf(request.getHeader("x-prometheus-remote-write-version")),
              String.valueOf(request.getHeader("authorization"))),
          body.getBytes()));
      if (answer != null) {
        answer.accept(request.response());
        return;
      }
      // No label set here has more than two samples in a request.
      request
          .response()
          .putHeader("x-prometheus-remote-write-samples-written", "2")
          .end();
    });
  }

  private synchronized Consumer<HttpServerResponse> take() {
    return next.isEmpty() ? null : next.remove(0);
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }
}
