// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.micrometer.core.instrument.Timer;
import io.redstart.query.api.answer.AnswerSender;
import io.redstart.query.api.answer.Encoding;
import io.redstart.query.api.answer.JsonAnswer;
import io.redstart.query.api.answer.StreamedAnswer;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.request.Form;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.api.status.LightEndpoint;
import io.redstart.query.promql.limit.QueryLimits;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles requests that are answered at once, on the event loop, even while many queries wait. */
final class LightHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(LightHandler.class);

  private final String name;
  private final LightEndpoint endpoint;
  private final AnswerSender sender;
  private final ApiMeters meters;

  /**
   * Makes a handler.
   *
   * @param name the endpoint's name in metrics
   */
  LightHandler(String name, LightEndpoint endpoint, AnswerSender sender, ApiMeters meters) {
    this.name = name;
    this.endpoint = endpoint;
    this.sender = sender;
    this.meters = meters;
  }

  @Override
  public void handle(RoutingContext context) {
    Timer.Sample start = meters.start();
    Encoding encoding = Encoding.accepted(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
    try {
      StreamedAnswer answer = answer(context, encoding, start);
      sender
          .send(answer, answer.next(), context.request(), LightHandler::now)
          .onFailure(gone -> log.debug("an answer was not sent: {}", gone.toString()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory could not be written", e);
    }
  }

  private StreamedAnswer answer(RoutingContext context, Encoding encoding, Timer.Sample start)
      throws IOException {
    try {
      Parameters parameters = Parameters.of(ApiHandler.query(context), Form.NONE);
      StreamedAnswer answer = endpoint.answer(parameters).begin(encoding, QueryLimits.unlimited());
      meters.end(start, name, "success");
      return answer;
    } catch (ApiException e) {
      meters.end(start, name, e.type().text());
      return JsonAnswer.error(e.type(), String.valueOf(e.getMessage()), encoding);
    }
  }

  private static <T> Future<T> now(Callable<T> task) {
    try {
      return Future.succeededFuture(task.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }
}
