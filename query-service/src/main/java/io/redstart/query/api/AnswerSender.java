// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.redstart.limit.CancelledException;
import io.redstart.query.api.StreamedAnswer.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends answers: one of a single chunk with its length, a longer one chunk by chunk, the next made
 * when the socket has taken the one before. A client that takes nothing for a while, or too long
 * altogether, is cut off, and so is that of an answer which fails midway: its connection is reset,
 * so that nobody takes a part for the whole. Used on the event loop of the connection.
 */
final class AnswerSender {
  /** A client may take so many times as long for a whole answer as for one chunk. */
  static final int TIMEOUTS_MAX = 10;

  private static final Logger log = LoggerFactory.getLogger(AnswerSender.class);

  /** Has chunks made, on other threads; results come on the event loop. */
  interface Maker extends Function<Callable<Chunk>, Future<Chunk>> {}

  private final Vertx vertx;
  private final ApiMeters meters;
  private final Duration timeout;

  /**
   * Makes a sender.
   *
   * @param timeout how long a client may take nothing
   */
  AnswerSender(Vertx vertx, ApiMeters meters, Duration timeout) {
    this.vertx = vertx;
    this.meters = meters;
    this.timeout = timeout;
  }

  /** Sends an answer that is a single chunk. */
  Future<Void> send(StreamedAnswer answer, Chunk whole, HttpServerRequest request) {
    return send(answer, whole, request, more -> Future.failedFuture("there is no more"));
  }

  /**
   * Sends an answer whose first chunk is made.
   *
   * @param maker has the others made
   * @return succeeds when the socket has taken the last byte; if it fails nothing more is sent
   */
  Future<Void> send(StreamedAnswer answer, Chunk first, HttpServerRequest request, Maker maker) {
    if (request.response().closed() || request.response().ended()) {
      return Future.succeededFuture();
    }
    return new Sending(answer, request, maker).begin(first);
  }

  /** One answer on its way. */
  private final class Sending {
    private final StreamedAnswer answer;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Maker maker;
    private final Promise<Void> done = Promise.promise();

    Sending(StreamedAnswer answer, HttpServerRequest request, Maker maker) {
      this.answer = answer;
      this.request = request;
      this.response = request.response();
      this.maker = maker;
    }

    Future<Void> begin(Chunk first) {
      response.setStatusCode(answer.status());
      response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
      if (answer.encoding() != Encoding.IDENTITY) {
        response.putHeader(HttpHeaders.CONTENT_ENCODING, answer.encoding().text());
      }
      if (first.isLast()) {
        String length = Integer.toString(first.bytes().length());
        response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
      } else {
        response.setChunked(true);
      }
      Duration totalMax = timeout.multipliedBy(TIMEOUTS_MAX);
      long timer = vertx.setTimer(
          totalMax.toMillis(), late -> cutOff("has not taken its answer in " + totalMax));
      write(first);
      return done.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void write(Chunk chunk) {
      if (response.closed()) {
        done.tryFail("the client has left");
        return;
      }
      long timer =
          vertx.setTimer(timeout.toMillis(), late -> cutOff("takes nothing for " + timeout));
      Future<Void> written =
          chunk.isLast() ? response.end(chunk.bytes()) : response.write(chunk.bytes());
      written.onComplete(taken -> vertx.cancelTimer(timer));
      written.onSuccess(taken -> {
        if (chunk.isLast()) {
          end();
        } else {
          writeMore();
        }
      });
      written.onFailure(done::tryFail);
    }

    private void writeMore() {
      maker.apply(answer::next).onSuccess(this::write).onFailure(this::failMidway);
    }

    private void end() {
      boolean hasLength = response.headers().contains(HttpHeaders.CONTENT_LENGTH);
      if (request.version() == HttpVersion.HTTP_1_0 && !hasLength) {
        // It knows no chunks: such an answer ends with the connection.
        request.connection().close();
      }
      done.tryComplete();
    }

    private void failMidway(Throwable failure) {
      if (!(failure instanceof CancelledException)) {
        log.error("an answer failed midway", failure);
      }
      meters.cutOff("failure");
      reset();
      done.tryFail(failure);
    }

    private void cutOff(String why) {
      log.debug("client {} {}: cut off", request.remoteAddress(), why);
      meters.cutOff("slow_client");
      reset();
      done.tryFail(new IOException("the client " + why));
    }

    /** Closes the connection now: Vert.x would first wait for the client to take what is left. */
    private void reset() {
      ChannelHandlerContext socket =
          ((HttpServerConnection) request.connection()).channelHandlerContext();
      socket.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      ChannelFuture unused = socket.close();
    }
  }
}
