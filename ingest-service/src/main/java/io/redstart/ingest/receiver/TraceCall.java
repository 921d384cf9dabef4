// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.connection.Expectation;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.body.BodyLimits;
import io.redstart.ingest.body.InboundBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Handles one request of either protocol: collects the body, passes it to the intake and sends one
 * answer. Every call ends, with an answer or because the sender went away; timers limit how long it
 * waits.
 */
final class TraceCall {
  /** An id that no timer has: Vert.x numbers timers from 0. */
  private static final long NO_TIMER = -1;

  /** HTTP/2's error code NO_ERROR. */
  private static final long NO_ERROR = 0;

  private final Vertx vertx;
  private final Protocol protocol;
  private final HttpServerRequest request;
  private final InboundBody body;
  private final TraceIntake intake;
  private final BodyLimits limits;
  private final Reply reply;
  private final long timer;
  private final long senderTimer;
  private boolean receiving = true;
  private boolean answered;

  private TraceCall(
      Vertx vertx,
      Protocol protocol,
      HttpServerRequest request,
      InboundBody body,
      TraceIntake intake,
      BodyLimits limits,
      long senderTimeoutMillis,
      Reply reply) {
    this.vertx = vertx;
    this.protocol = protocol;
    this.request = request;
    this.body = body;
    this.intake = intake;
    this.limits = limits;
    this.reply = reply;
    this.timer = vertx.setTimer(limits.receiveTimeoutMillis(), due -> tooSlow());
    this.senderTimer = senderTimeoutMillis == GrpcTimeout.NONE
        ? NO_TIMER
        : vertx.setTimer(senderTimeoutMillis, due -> senderGivesUp(senderTimeoutMillis));
  }

  /**
   * Receives a request.
   *
   * @param senderTimeoutMillis the time until the sender gives up, or {@link GrpcTimeout#NONE}
   * @param reply sends the answer and returns a future that completes once it is written; called at
   *     most once, and not at all if the sender has gone away
   */
  static void receive(
      Vertx vertx,
      Protocol protocol,
      HttpServerRequest request,
      InboundBody body,
      TraceIntake intake,
      BodyLimits limits,
      long senderTimeoutMillis,
      Reply reply) {
    if (!intake.backlog().admit()) {
      intake.answered(protocol, Backlog.OVERLOADED);
      body.release();
      OverloadedCall.receive(vertx, request, intake.backlog(), limits, reply);
      return;
    }
    Expectation.sendContinue(request);
    TraceCall call =
        new TraceCall(vertx, protocol, request, body, intake, limits, senderTimeoutMillis, reply);
    request.handler(call::chunk);
    request.endHandler(ended -> call.end());
    request.exceptionHandler(gone -> call.senderIsGone());
  }

  private void chunk(Buffer chunk) {
    if (receiving) {
      settle(body.take(chunk));
    }
  }

  private void tooSlow() {
    settle(ExportAnswer.of(
        ExportAnswer.Kind.TOO_SLOW,
        "body not received within " + limits.receiveTimeoutMillis() + " ms"));
  }

  /** Answers at the sender's deadline. Spans already submitted can still be counted. */
  private void senderGivesUp(long senderTimeoutMillis) {
    String after = "deadline of " + senderTimeoutMillis + " ms";
    if (receiving) {
      settle(ExportAnswer.of(ExportAnswer.Kind.TOO_SLOW, "body not received within its " + after));
    } else {
      answer(ExportAnswer.of(ExportAnswer.Kind.DEADLINE, "not acknowledged within its " + after));
    }
  }

  private void senderIsGone() {
    vertx.cancelTimer(senderTimer);
    stopReceiving(false);
  }

  private void end() {
    if (!receiving) {
      return;
    }
    ExportAnswer early = body.end();
    if (early != null) {
      settle(early);
      return;
    }
    intake
        .accept(protocol, body.array(), body.length(), body.encoding(), limits.maxBytes())
        .onSuccess(this::answer);
    stopReceiving(true);
  }

  private void settle(@Nullable ExportAnswer early) {
    if (early != null) {
      stopReceiving(false);
      answer(early);
    }
  }

  private void answer(ExportAnswer answer) {
    if (answered) {
      return;
    }
    answered = true;
    vertx.cancelTimer(senderTimer);
    intake.answered(protocol, answer);
    if (!request.response().closed()) {
      discardRest(request, reply.send(answer));
    }
  }

  private void stopReceiving(boolean whole) {
    if (receiving) {
      receiving = false;
      intake.backlog().ended(whole);
      vertx.cancelTimer(timer);
      body.release();
    }
  }

  /**
   * Discards the rest of a request that is already answered. In HTTP/2, a reset tells the sender
   * to stop (RFC 9113, 8.1). In HTTP/1.1, the rest is read and discarded, because a sender may read
   * the answer only after it has sent everything; the connection's guard limits how long that
   * takes.
   *
   * @param replied completes when the answer is written
   */
  static void discardRest(HttpServerRequest request, Future<Void> replied) {
    if (request.version() == HttpVersion.HTTP_2 && !request.isEnded()) {
      replied.onComplete(done -> request.response().reset(NO_ERROR));
    }
  }
}
