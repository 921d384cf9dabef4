// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestToSelfTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    join(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "0.0.0.0:0"})
  void send_asksAsJaegerDoes(String bound) throws Exception {
    Endpoint endpoint = Endpoint.parse(bound);
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server = join(vertx
        .createHttpServer()
        .requestHandler(request -> {
          asked.add(
              request.method() + " " + request.path() + " " + request.getHeader("accept-encoding"));
          request.response().end("{}");
        })
        .listen(0, endpoint.host()));

    assertThat(join(RequestToSelf.send(vertx, endpoint, server.actualPort()))).isTrue();
    assertThat(asked).containsExactly("POST /api/v1/query_range gzip");
  }

  @Test
  void send_toleratesThatNobodyListens() throws Exception {
    HttpServer server =
        join(vertx.createHttpServer().requestHandler(request -> {}).listen(0, "127.0.0.1"));
    int port = server.actualPort();
    join(server.close());

    Endpoint endpoint = new Endpoint("127.0.0.1", port);
    assertThat(join(RequestToSelf.send(vertx, endpoint, port))).isFalse();
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
