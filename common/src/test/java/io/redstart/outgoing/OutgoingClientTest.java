// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.redstart.tls.ClientTlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingClientTest {
  private static final ClientTlsConfig NO_TLS =
      new ClientTlsConfig(false, false, "", "", "", "", Duration.ZERO, "1.2");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private HttpServer listen(Handler<HttpServerRequest> handler) {
    return await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"));
  }

  private OutgoingClient client(int port, boolean withHttp2, Duration timeout) {
    OutgoingTarget target = new OutgoingTarget(new Endpoint("127.0.0.1", port), false, "/in");
    return new OutgoingClient(
        vertx,
        new OutgoingConnection("test", target, withHttp2, Map.of(), NO_TLS, timeout, 1),
        System::nanoTime);
  }

  private SendResult send(int port, boolean withHttp2, Duration timeout) {
    return await(send(client(port, withHttp2, timeout)));
  }

  private static Future<SendResult> send(OutgoingClient client) {
    return client.send(
        Buffer.buffer("hi"),
        request -> request.putHeader("content-type", "text/plain"),
        answer -> new SendResult.Refused(answer.status() + answer.shownBody()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answer_isJudged(boolean withHttp2) {
    HttpServer server = listen(request -> request.response().setStatusCode(418).end("no"));
    assertThat(send(server.actualPort(), withHttp2, Duration.ofSeconds(10)))
        .isEqualTo(new SendResult.Refused("418: no"));
  }

  @Test
  void longAnswer_isCut() {
    HttpServer server = listen(request -> request.response().end("a".repeat(1 << 20)));
    assertThat(send(server.actualPort(), false, Duration.ofSeconds(10)))
        .isInstanceOfSatisfying(
            SendResult.Refused.class, refused -> assertThat(refused.why()).hasSizeBetween(5, 300));
  }

  @Test
  void refusedConnection_cannotHaveArrived() {
    HttpServer server = listen(request -> {});
    int port = server.actualPort();
    await(server.close());
    assertThat(send(port, false, Duration.ofSeconds(10)))
        .isInstanceOfSatisfying(
            SendResult.Failed.class,
            failed -> assertThat(failed.mayHaveArrived()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestWithoutAnAnswer_mayHaveArrived(boolean withHttp2) {
    HttpServer server = listen(request -> {});
    assertThat(send(server.actualPort(), withHttp2, Duration.ofMillis(300)))
        .isEqualTo(new SendResult.Failed("no answer within 300 ms", 0, true));
  }

  @Test
  void lostConnection_mayHaveArrived() {
    HttpServer server =
        listen(request -> request.body().onSuccess(body -> request.connection().close()));
    assertThat(send(server.actualPort(), false, Duration.ofSeconds(10)))
        .isInstanceOfSatisfying(
            SendResult.Failed.class,
            failed -> assertThat(failed.mayHaveArrived()).isTrue());
  }

  @Test
  void closedClient_fails() {
    OutgoingClient client = client(1, false, Duration.ofSeconds(10));
    await(client.close());
    assertThat(await(send(client))).isInstanceOf(SendResult.Failed.class);
  }
}
