// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.micrometer.core.instrument.Timer;
import io.redstart.query.promql.PromqlException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of one endpoint: reads the parameters, has a query thread answer, and sends
 * what it wrote. Whatever goes wrong becomes a response here.
 */
final class ApiHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);

  /** When to come back if there is no room; queries and forms are short. */
  private static final String RETRY_AFTER_SECONDS = "1";

  private final String name;
  private final Function<RoutingContext, Endpoint> endpoint;
  private final FormReader forms;
  private final QueryPool pool;
  private final ApiMeters meters;
  private final long timeoutMillis;

  /**
   * Makes a handler.
   *
   * @param name of the endpoint, for metrics
   * @param endpoint chosen on the event loop
   */
  ApiHandler(
      String name,
      Function<RoutingContext, Endpoint> endpoint,
      FormReader forms,
      QueryPool pool,
      ApiMeters meters,
      long timeoutMillis) {
    this.name = name;
    this.endpoint = endpoint;
    this.forms = forms;
    this.pool = pool;
    this.meters = meters;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void handle(RoutingContext context) {
    Timer.Sample start = meters.start();
    Encoding encoding = Encoding.accepted(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
    forms
        .read(context.request())
        .compose(form -> {
          Parameters parameters = Parameters.of(query(context), form);
          Endpoint chosen = endpoint.apply(context);
          QueryPool.Running<Answer> running = pool.submit(
              () -> JsonAnswer.success(chosen.answer(parameters), encoding), timeout(parameters));
          context.response().closeHandler(closed -> running.cancel());
          return running.result();
        })
        .onSuccess(answer -> finish(context, start, answer, "success"))
        .onFailure(failure -> {
          Failure told = Failure.of(failure);
          if (told.type == ErrorType.UNAVAILABLE) {
            meters.refused(told.message);
            context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
          }
          finish(context, start, error(told, encoding), told.type.text());
        });
  }

  private static String query(RoutingContext context) {
    String query = context.request().query();
    return query == null ? "" : query;
  }

  private long timeout(Parameters parameters) {
    if (!parameters.has("timeout")) {
      return timeoutMillis;
    }
    long asked = parameters.durationMillis("timeout");
    if (asked <= 0) {
      throw new ApiException(ErrorType.TIMEOUT, "query timed out in query execution");
    }
    return Math.min(timeoutMillis, asked);
  }

  private void finish(RoutingContext context, Timer.Sample start, Answer answer, String outcome) {
    meters.end(start, name, outcome);
    AnswerSender.send(answer, context.response())
        .onFailure(gone -> log.debug("an answer could not be sent", gone));
  }

  private static Answer error(Failure failure, Encoding encoding) {
    try {
      return JsonAnswer.error(failure.type, failure.message, encoding);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory could not be written", e);
    }
  }

  /** What the client is told of a failure. */
  private record Failure(ErrorType type, String message) {
    static Failure of(Throwable failure) {
      String message = String.valueOf(failure.getMessage());
      if (failure instanceof ApiException api) {
        if (api.type() == ErrorType.CANCELED) {
          log.debug("a query was canceled: {}", message);
        }
        return new Failure(api.type(), message);
      }
      if (failure instanceof PromqlException promql) {
        return new Failure(ErrorType.of(promql.kind()), message);
      }
      log.error("a query failed", failure);
      return new Failure(ErrorType.INTERNAL, "internal error: " + failure);
    }
  }
}
