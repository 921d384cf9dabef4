// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import io.redstart.config.Secret;
import io.redstart.process.FatalErrors;
import io.redstart.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends requests to a receiver, each once. Used on one Vert.x context. */
public final class OutgoingClient {
  /** What is read of an answer; more than the answers of receivers have. */
  private static final int ANSWER_MAX_BYTES = 64 << 10;

  /** HTTP/2's error code CANCEL. */
  private static final long CANCEL = 8;

  private static final int STREAM_WINDOW_BYTES = 1 << 16;

  private final Vertx vertx;
  private final long timeoutMillis;
  private final LongSupplier nanoClock;
  private final HttpClientAgent client;
  private final RequestOptions options;
  private long answeredNanos;

  /**
   * Makes a client, which connects when the first request is sent, and reloads its certificates on
   * the current context.
   *
   * @param nanoClock a clock for durations
   */
  public OutgoingClient(Vertx vertx, OutgoingConnection connection, LongSupplier nanoClock) {
    this.vertx = vertx;
    this.timeoutMillis = connection.timeout().toMillis();
    this.nanoClock = nanoClock;
    this.answeredNanos = nanoClock.getAsLong();
    ClientTls tls = new ClientTls(connection.tls(), connection.setting() + ".tls");
    this.client = vertx
        .httpClientBuilder()
        .with(clientOptions(connection, tls))
        .with(new PoolOptions().setHttp1MaxSize(connection.connectionsMax()).setHttp2MaxSize(1))
        // Its attempts report what ends a connection; without a handler Vert.x logs it, too.
        .withConnectHandler(made -> made.exceptionHandler(FatalErrors::check))
        .build();
    this.options = requestOptions(connection);
    if (connection.target().isTls()) {
      tls.keepFresh(vertx, client, connection.withHttp2());
    }
  }

  private static HttpClientOptions clientOptions(OutgoingConnection connection, ClientTls tls) {
    boolean withHttp2 = connection.withHttp2();
    HttpClientOptions options = new HttpClientOptions()
        .setProtocolVersion(withHttp2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
        .setHttp2ClearTextUpgrade(false)
        .setConnectTimeout(
            (int) Math.min(Integer.MAX_VALUE, connection.timeout().toMillis()))
        .setTcpKeepAlive(true);
    options.getInitialSettings().setInitialWindowSize(STREAM_WINDOW_BYTES);
    if (connection.target().isTls()) {
      tls.addTo(options, withHttp2);
    }
    return options;
  }

  private static RequestOptions requestOptions(OutgoingConnection connection) {
    String host = connection.target().address().host();
    int port = connection.target().address().port();
    String name = connection.tls().serverNameOverride();
    RequestOptions options = new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(port, host))
        .setHost(name.isEmpty() ? host : name)
        .setPort(port)
        .setURI(connection.target().path());
    for (Map.Entry<String, Secret> header : connection.headers().entrySet()) {
      options.addHeader(
          header.getKey().toLowerCase(Locale.ROOT), header.getValue().reveal());
    }
    return options;
  }

  /**
   * Sends a request. The future never fails.
   *
   * @param head adds the headers of the protocol
   * @param judge judges the answer
   */
  public Future<SendResult> send(
      Buffer body, Consumer<HttpClientRequest> head, Function<Answer, SendResult> judge) {
    Attempt attempt = new Attempt(head, judge);
    // A closed client throws; composed, that is a failure, too.
    Future.succeededFuture(new RequestOptions(options))
        .compose(client::request)
        .compose(request -> attempt.send(request, body))
        .onSuccess(attempt::end)
        .onFailure(FatalErrors::check)
        .onFailure(cause -> attempt.fail(describe(cause)));
    return attempt.result.future();
  }

  private static String describe(Throwable cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = root.getMessage();
    return why == null || message.contains(why) ? message : message + ": " + why;
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return client.close();
  }

  /** One attempt. It ends once, with an answer, an error or its timeout. */
  private final class Attempt {
    final Promise<SendResult> result = Promise.promise();
    private final Consumer<HttpClientRequest> head;
    private final Function<Answer, SendResult> judge;
    private final long startNanos = nanoClock.getAsLong();
    private final long timer = vertx.setTimer(timeoutMillis, due -> timeOut());
    private @Nullable HttpClientRequest request;
    private boolean isEnded;

    Attempt(Consumer<HttpClientRequest> head, Function<Answer, SendResult> judge) {
      this.head = head;
      this.judge = judge;
    }

    Future<SendResult> send(HttpClientRequest sending, Buffer body) {
      if (isEnded) {
        sending.reset(CANCEL);
        return Future.failedFuture("timed out before there was a connection");
      }
      request = sending;
      head.accept(sending);
      return sending.send(body.slice()).compose(this::read);
    }

    private Future<SendResult> read(HttpClientResponse response) {
      Buffer start = Buffer.buffer();
      response.handler(chunk -> {
        if (start.length() + chunk.length() <= ANSWER_MAX_BYTES) {
          start.appendBuffer(chunk);
        }
      });
      return response.end().map(ended -> {
        answeredNanos = nanoClock.getAsLong();
        return judge.apply(
            new Answer(response.statusCode(), response.headers(), response.trailers(), start));
      });
    }

    private void timeOut() {
      HttpClientRequest sending = request;
      fail("no answer within " + timeoutMillis + " ms");
      if (sending == null) {
        return;
      }
      sending.reset(CANCEL);
      // Nothing was answered meanwhile: the connection may be dead, which TCP would notice late.
      if (answeredNanos - startNanos < 0) {
        sending.connection().close();
      }
    }

    /** Ends it without an answer: once there was a connection, the request may have arrived. */
    void fail(String why) {
      end(new SendResult.Failed(why, 0, request != null));
    }

    void end(SendResult how) {
      if (!isEnded) {
        isEnded = true;
        vertx.cancelTimer(timer);
        result.complete(how);
      }
    }
  }
}
