// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.redstart.limit.CancelledException;
import io.redstart.query.api.answer.StreamedAnswer.Chunk;
import io.redstart.query.api.meter.ApiMeters;
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
 * Sends answers. A single chunk goes out with its length; a longer answer goes out chunk by chunk,
 * each made after the socket has accepted the one before. The connection is reset if the client
 * reads nothing for a while, if the whole answer takes too long, or if the answer fails midway. So
 * no client mistakes a part for the whole. Used on the event loop of the connection.
 */
public final class AnswerSender {
  /** How many timeouts of a single chunk a client may take for the whole answer. */
  static final int TIMEOUTS_MAX = 10;

  private static final Logger log = LoggerFactory.getLogger(AnswerSender.class);

  /** Makes chunks on other threads; the results arrive on the event loop. */
  public interface Maker extends Function<Callable<Chunk>, Future<Chunk>> {}

  private final Vertx vertx;
  private final ApiMeters meters;
  private final Duration timeout;

  /**
   * Makes a sender.
   *
   * @param timeout how long a client may read nothing
   */
  public AnswerSender(Vertx vertx, ApiMeters meters, Duration timeout) {
    this.vertx = vertx;
    this.meters = meters;
    this.timeout = timeout;
  }

  /** Sends an answer that is a single chunk. */
  public Future<Void> send(StreamedAnswer answer, Chunk whole, HttpServerRequest request) {
    return send(answer, whole, request, more -> Future.failedFuture("there is one chunk"));
  }

  /**
   * Sends an answer whose first chunk is ready.
   *
   * @param maker makes the other chunks
   * @return succeeds when the socket has accepted the last byte; after a failure nothing more is
   *     sent
   */
  public Future<Void> send(
      StreamedAnswer answer, Chunk first, HttpServerRequest request, Maker maker) {
    if (request.response().closed() || request.response().ended()) {
      return Future.succeededFuture();
    }
    return new Sending(answer, request, maker).begin(first);
  }

  /** One answer that is being sent. */
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
      String encoding = answer.contentEncoding();
      if (encoding != null) {
        response.putHeader(HttpHeaders.CONTENT_ENCODING, encoding);
      }
      if (first.isLast()) {
        String length = Integer.toString(first.bytes().length());
        response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
      } else {
        response.setChunked(true);
      }
      Duration totalMax = timeout.multipliedBy(TIMEOUTS_MAX);
      long timer = vertx.setTimer(
          totalMax.toMillis(), late -> cutOff("has not read its answer in " + totalMax));
      // A write to a connection that closes at the same moment can stay without an answer.
      ChannelFuture closing = socket().closeFuture();
      ChannelFutureListener left = gone -> done.tryFail("the client has disconnected");
      closing.addListener(left);
      write(first);
      return done.future().onComplete(ended -> {
        vertx.cancelTimer(timer);
        closing.removeListener(left);
      });
    }

    private void write(Chunk chunk) {
      if (response.closed()) {
        done.tryFail("the client has disconnected");
        return;
      }
      long timer =
          vertx.setTimer(timeout.toMillis(), late -> cutOff("has read nothing for " + timeout));
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
        // HTTP/1.0 has no chunks: the end of the connection ends the answer.
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
      if (done.future().isComplete()) {
        return;
      }
      log.debug("client {} {}: connection reset", request.remoteAddress(), why);
      meters.cutOff("slow_client");
      reset();
      done.tryFail(new IOException("the client " + why));
    }

    /** Closes the connection now: Vert.x would first wait for the client to read the rest. */
    private void reset() {
      socket().config().setOption(ChannelOption.SO_LINGER, 0);
      ChannelFuture unused = socket().close();
    }

    private Channel socket() {
      return ((HttpServerConnection) request.connection())
          .channelHandlerContext()
          .channel();
    }
  }
}
