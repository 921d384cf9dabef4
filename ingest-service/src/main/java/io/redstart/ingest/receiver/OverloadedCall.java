// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.connection.Expectation;
import io.redstart.ingest.body.BodyLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Refuses a request that the backlog does not admit. Discards its bytes as they come, and answers
 * after the retry delay: most of a request is under way when it is refused, and discarding it costs
 * about a third of accepting it, so senders that retry at once would leave no time for other
 * requests.
 */
final class OverloadedCall {
  private final Vertx vertx;
  private final HttpServerRequest request;
  private final BodyLimits limits;
  private final Reply reply;
  private long timer;

  private OverloadedCall(Vertx vertx, HttpServerRequest request, BodyLimits limits, Reply reply) {
    this.vertx = vertx;
    this.request = request;
    this.limits = limits;
    this.reply = reply;
  }

  /**
   * Receives a request like {@link TraceCall#receive}; answers at once if too many are held back.
   */
  static void receive(
      Vertx vertx, HttpServerRequest request, Backlog backlog, BodyLimits limits, Reply reply) {
    OverloadedCall call = new OverloadedCall(vertx, request, limits, reply);
    if (backlog.hold()) {
      call.hold(backlog);
    } else {
      call.refuse();
    }
  }

  private void hold(Backlog backlog) {
    // The body of a sender that waits for 100-continue will not come.
    timer = vertx.setTimer(
        Expectation.isContinueAwaited(request)
            ? Backlog.OVERLOADED.retryAfterMillis()
            : limits.receiveTimeoutMillis(),
        due -> refuse());
    request.endHandler(ended -> {
      // False if it was already refused because its body took too long.
      if (vertx.cancelTimer(timer)) {
        timer = vertx.setTimer(Backlog.OVERLOADED.retryAfterMillis(), due -> refuse());
      }
    });
    // Also called when the sender goes away.
    request.response().endHandler(ended -> {
      vertx.cancelTimer(timer);
      backlog.letGo();
    });
  }

  private void refuse() {
    TraceCall.discardRest(request, reply.send(Backlog.OVERLOADED));
  }
}
