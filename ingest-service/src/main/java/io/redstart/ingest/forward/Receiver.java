// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.micrometer.core.instrument.Clock;
import io.redstart.config.Secret;
import io.redstart.ingest.forward.ForwardConfig.Compression;
import io.redstart.ingest.forward.ForwardConfig.Protocol;
import io.redstart.process.FatalErrors;
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
import org.jspecify.annotations.Nullable;

/** Sends requests to the receiver, each once. One event loop. */
final class Receiver {
  /** What is read of an answer; more than any OTLP answer has. */
  private static final int ANSWER_MAX_BYTES = 64 << 10;

  /** HTTP/2's error code CANCEL. */
  private static final long CANCEL = 8;

  private static final int STREAM_WINDOW_BYTES = 1 << 16;

  private final Vertx vertx;
  private final ForwardConfig config;
  private final OtlpWire wire;
  private final Clock clock;
  private final HttpClientAgent client;
  private final RequestOptions options;
  private long answeredNanos;

  private Receiver(Vertx vertx, ForwardConfig config, Clock clock) {
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
    boolean isGrpc = config.protocol() == Protocol.GRPC;
    ForwardTarget target = config.target();
    this.wire = isGrpc ? new GrpcWire() : new HttpWire();
    this.client = vertx
        .httpClientBuilder()
        .with(clientOptions(config, target))
        .with(new PoolOptions()
            .setHttp1MaxSize(config.sendingQueue().numConsumers())
            .setHttp2MaxSize(1))
        // Its attempts report what ends a connection; without a handler Vert.x logs it, too.
        .withConnectHandler(connection -> connection.exceptionHandler(FatalErrors::check))
        .build();
    this.options = requestOptions(config, target);
    this.answeredNanos = clock.monotonicTime();
    if (target.isTls()) {
      FreshCertificates.every(
          config.tls().reloadInterval().toMillis(),
          vertx,
          client,
          config.tls().clientTls(),
          isGrpc);
    }
  }

  /** Opens a client; connects when the first request is sent. */
  static Receiver open(Vertx vertx, ForwardConfig config, Clock clock) {
    return new Receiver(vertx, config, clock);
  }

  private static HttpClientOptions clientOptions(ForwardConfig config, ForwardTarget target) {
    boolean isGrpc = config.protocol() == Protocol.GRPC;
    HttpClientOptions options = new HttpClientOptions()
        .setProtocolVersion(isGrpc ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
        .setHttp2ClearTextUpgrade(false)
        .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, config.timeout().toMillis()))
        .setTcpKeepAlive(true);
    options.getInitialSettings().setInitialWindowSize(STREAM_WINDOW_BYTES);
    if (target.isTls()) {
      config.tls().clientTls().addTo(options, isGrpc);
    }
    return options;
  }

  private static RequestOptions requestOptions(ForwardConfig config, ForwardTarget target) {
    String host = target.address().host();
    int port = target.address().port();
    String name = config.tls().serverNameOverride();
    RequestOptions options = new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(port, host))
        .setHost(name.isEmpty() ? host : name)
        .setPort(port)
        .setURI(target.path());
    for (Map.Entry<String, Secret> header : config.headers().entrySet()) {
      options.addHeader(
          header.getKey().toLowerCase(Locale.ROOT), header.getValue().reveal());
    }
    return options;
  }

  /** Returns the body to send for a request, which can be sent several times. Blocks. */
  Buffer body(byte[] payload) {
    Compression compression = config.compression();
    return wire.body(Compressor.compress(payload, compression), compression);
  }

  /** Sends a body. The future never fails. */
  Future<SendResult> send(Buffer body) {
    Attempt attempt = new Attempt();
    client
        .request(new RequestOptions(options))
        .compose(request -> attempt.send(request, body))
        .onSuccess(attempt::end)
        .onFailure(FatalErrors::check)
        .onFailure(cause -> attempt.end(SendResult.failed(describe(cause))));
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

  Future<Void> close() {
    return client.close();
  }

  /** One attempt. It ends once, with an answer, an error or its timeout. */
  private final class Attempt {
    final Promise<SendResult> result = Promise.promise();
    private final long startNanos = clock.monotonicTime();
    private final long timer = vertx.setTimer(config.timeout().toMillis(), due -> timeOut());
    private @Nullable HttpClientRequest request;
    private boolean isEnded;

    Future<SendResult> send(HttpClientRequest sending, Buffer body) {
      request = sending;
      if (isEnded) {
        sending.reset(CANCEL);
        return Future.failedFuture("timed out before there was a connection");
      }
      wire.head(sending, config.compression());
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
        answeredNanos = clock.monotonicTime();
        return wire.judge(
            response.statusCode(),
            response.headers(),
            response.trailers(),
            start,
            clock.wallTime());
      });
    }

    private void timeOut() {
      HttpClientRequest sending = request;
      end(SendResult.failed("no answer within " + config.timeout().toMillis() + " ms"));
      if (sending == null) {
        return;
      }
      sending.reset(CANCEL);
      // Nothing was answered meanwhile: the connection may be dead, which TCP would notice late.
      if (answeredNanos - startNanos < 0) {
        sending.connection().close();
      }
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
