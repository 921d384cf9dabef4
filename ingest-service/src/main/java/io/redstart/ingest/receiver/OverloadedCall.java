// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.connection.Expectation;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.body.BodyLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/**
 * A request that the backlog does not let in. Its bytes are discarded as they come, and its sender is
 * told after the time of the hint: most of a request is under way when it is refused, and costs about
 * a third of taking it, so that senders who come back at once would else leave no time for others.
 */
final class OverloadedCall {
  private final Vertx vertx;
  private final HttpServerRequest request;
  private final BodyLimits limits;
  private final Function<ExportAnswer, Future<Void>> reply;
  private long timer;

  private OverloadedCall(
      Vertx vertx,
      HttpServerRequest request,
      BodyLimits limits,
      Function<ExportAnswer, Future<Void>> reply) {
    this.vertx = vertx;
    this.request = request;
    this.limits = limits;
    this.reply = reply;
  }

  /** Receives a request as {@link TraceCall#receive} does; too many are refused at once. */
  static void receive(
      Vertx vertx,
      HttpServerRequest request,
      Backlog backlog,
      BodyLimits limits,
      Function<ExportAnswer, Future<Void>> reply) {
    OverloadedCall call = new OverloadedCall(vertx, request, limits, reply);
    if (backlog.hold()) {
      call.hold(backlog);
    } else {
      call.refuse();
    }
  }

  private void hold(Backlog backlog) {
    // A body that is withheld until it may be sent will not come.
    timer = vertx.setTimer(
        Expectation.isContinueAwaited(request)
            ? Backlog.OVERLOADED.retryAfterMillis()
            : limits.receiveTimeoutMillis(),
        due -> refuse());
    request.endHandler(ended -> {
      // Else it was refused because its body took too long.
      if (vertx.cancelTimer(timer)) {
        timer = vertx.setTimer(Backlog.OVERLOADED.retryAfterMillis(), due -> refuse());
      }
    });
    // Also when the sender goes away.
    request.response().endHandler(ended -> {
      vertx.cancelTimer(timer);
      backlog.letGo();
    });
  }

  private void refuse() {
    TraceCall.discardRest(request, reply.apply(Backlog.OVERLOADED));
  }
}
