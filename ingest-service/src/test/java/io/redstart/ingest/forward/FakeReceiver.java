// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.TestSender;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A receiver of either protocol that keeps what it gets, and answers as a test says. */
final class FakeReceiver {
  /** A request as it arrived; of gRPC with its prefix. */
  record Got(String path, MultiMap headers, Buffer body) {}

  final List<Got> got = new CopyOnWriteArrayList<>();

  /** Answers the requests, which are numbered from 1. */
  volatile BiConsumer<HttpServerRequest, Integer> answers;

  private final Vertx vertx;
  private final HttpServerOptions options;
  private HttpServer server;
  private int port;

  FakeReceiver(Vertx vertx, HttpServerOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** Listens, at the second time on the same port. */
  FakeReceiver start() throws Exception {
    server = vertx.createHttpServer(options).requestHandler(this::receive);
    port = TestSender.await(server.listen(port, "localhost")).actualPort();
    return this;
  }

  void stop() throws Exception {
    TestSender.await(server.close());
  }

  int port() {
    return port;
  }

  private void receive(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      int number;
      synchronized (got) {
        got.add(new Got(request.path(), request.headers(), body));
        number = got.size();
      }
      answers.accept(request, number);
    });
  }

  Future<Void> close() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
