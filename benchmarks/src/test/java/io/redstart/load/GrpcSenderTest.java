// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcSenderTest {
  private static final String UNAVAILABLE = "14";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void unavailableWithDetails_isRefused() throws Exception {
    assertThat(answerTo(response -> response
            .putHeader("grpc-status", UNAVAILABLE)
            .putHeader("grpc-status-details-bin", "")
            .end()))
        .isEqualTo(Receipt.REFUSED);
  }

  @Test
  void unavailableWithoutDetails_isUnknown() throws Exception {
    assertThat(
            answerTo(response -> response.putHeader("grpc-status", UNAVAILABLE).end()))
        .isEqualTo(Receipt.UNKNOWN);
  }

  @Test
  void okWithAnEmptyMessage_isAcknowledged() throws Exception {
    assertThat(answerTo(
            response -> response.putTrailer("grpc-status", "0").end(Buffer.buffer(new byte[5]))))
        .isEqualTo(Receipt.ACKNOWLEDGED);
  }

  @Test
  void responseThatBreaksOff_isUnknown() throws Exception {
    assertThat(answerTo(response -> {
          response.write(Buffer.buffer(new byte[5]));
          response.reset();
        }))
        .isEqualTo(Receipt.UNKNOWN);
  }

  private Receipt answerTo(Consumer<HttpServerResponse> server) throws Exception {
    HttpServer listening = await(vertx
        .createHttpServer()
        .requestHandler(request -> request.end().onSuccess(ended -> {
          request.response().putHeader("content-type", "application/grpc");
          server.accept(request.response());
        }))
        .listen(0, "127.0.0.1"));
    GrpcSender sender = new GrpcSender(vertx, config(listening.actualPort()));
    return await(sender.send(new Workload.Body(new byte[0], 1, Map.of()))).answer();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(10, TimeUnit.SECONDS);
  }

  private static LoadConfig config(int port) {
    Duration timeout = Duration.ofSeconds(5);
    return new LoadConfig(
        Protocol.GRPC,
        "127.0.0.1",
        port,
        false,
        1,
        1,
        "test-",
        1,
        1,
        1,
        0,
        timeout,
        timeout,
        0,
        timeout,
        1);
  }
}
