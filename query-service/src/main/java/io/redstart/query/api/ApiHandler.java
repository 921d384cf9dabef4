// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.micrometer.core.instrument.Timer;
import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import io.redstart.query.api.answer.AnswerSender;
import io.redstart.query.api.answer.Encoding;
import io.redstart.query.api.answer.JsonAnswer;
import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.StreamedAnswer;
import io.redstart.query.api.endpoint.ApiEndpoint;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.api.pool.QueryPool.Query;
import io.redstart.query.api.request.Form;
import io.redstart.query.api.request.FormReader;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.limit.PromqlException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the requests of one endpoint: reads the parameters, runs the endpoint on a query thread
 * and sends the answer. Every failure becomes a response here.
 */
final class ApiHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);

  /** When a client should retry if there is no room; queries and forms are short. */
  private static final String RETRY_AFTER_SECONDS = "1";

  /** Longer forms are decoded beside the event loop: 10 MB take longer than others may wait. */
  private static final int LARGE_FORM_LENGTH = 64 << 10;

  private static final String TIMED_OUT =
      "query timed out in query execution (query.timeout, or the timeout of the request)";

  /** Begins an answer with an error. */
  interface Errors {
    StreamedAnswer begin(ErrorType type, String message, Encoding encoding) throws IOException;
  }

  private final String name;
  private final ApiEndpoint.Choice choice;
  private final FormReader forms;
  private final QueryPool pool;
  private final AnswerSender sender;
  private final ApiMeters meters;
  private final long timeoutMillis;
  private final Errors errors;

  /**
   * Makes a handler.
   *
   * @param name the endpoint's name in metrics
   * @param choice chooses the endpoint, on the event loop
   */
  ApiHandler(
      String name,
      ApiEndpoint.Choice choice,
      FormReader forms,
      QueryPool pool,
      AnswerSender sender,
      ApiMeters meters,
      long timeoutMillis) {
    this(name, choice, forms, pool, sender, meters, timeoutMillis, JsonAnswer::error);
  }

  /** Makes a handler that writes errors in another form. */
  ApiHandler(
      String name,
      ApiEndpoint.Choice choice,
      FormReader forms,
      QueryPool pool,
      AnswerSender sender,
      ApiMeters meters,
      long timeoutMillis,
      Errors errors) {
    this.name = name;
    this.choice = choice;
    this.forms = forms;
    this.pool = pool;
    this.sender = sender;
    this.meters = meters;
    this.timeoutMillis = timeoutMillis;
    this.errors = errors;
  }

  @Override
  public void handle(RoutingContext context) {
    Timer.Sample start = meters.start();
    Encoding encoding = Encoding.accepted(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
    forms
        .read(context.request())
        .compose(form -> parameters(context, form))
        .compose(parameters -> begin(context, encoding, parameters))
        .onSuccess(begun -> {
          meters.end(start, name, "success");
          begun.send(context);
        })
        .onFailure(failure -> {
          Failure told = Failure.of(failure);
          if (told.type == ErrorType.UNAVAILABLE) {
            meters.refused(told.message);
            context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
          }
          meters.end(start, name, told.type.text());
          sendError(told, encoding, context);
        });
  }

  /** An answer whose first chunk is ready. */
  private final class Begun {
    private final Query query;
    private final StreamedAnswer answer;
    private final StreamedAnswer.Chunk first;

    Begun(Query query, StreamedAnswer answer) throws IOException {
      this.query = query;
      this.answer = answer;
      this.first = answer.next();
    }

    void send(RoutingContext context) {
      query.answered();
      sender
          .send(answer, first, context.request(), query::run)
          .onFailure(gone -> log.debug("an answer was not sent: {}", gone.toString()))
          .onComplete(sent -> query.close());
    }
  }

  private Future<Begun> begin(RoutingContext context, Encoding encoding, Parameters parameters) {
    ApiEndpoint chosen = choice.endpointOf(context);
    Query query = pool.open(timeout(parameters), context.request().remoteAddress());
    context.response().closeHandler(closed -> query.cancel(Cancellation.Reason.CANCELED));
    return query
        .run(() -> {
          Reply reply = chosen.answer(parameters, query.limits());
          return new Begun(query, reply.begin(encoding, query.limits()));
        })
        .onFailure(failed -> query.close());
  }

  /** Reads the parameters; not on the event loop if decoding takes long enough to delay others. */
  private static Future<Parameters> parameters(RoutingContext context, Form form) {
    String query = query(context);
    return form.urlEncoded().length() < LARGE_FORM_LENGTH
        ? Future.succeededFuture(Parameters.of(query, form))
        : context.vertx().executeBlocking(() -> Parameters.of(query, form), false);
  }

  /** Returns the parameters in the URL. */
  static String query(RoutingContext context) {
    String query = context.request().query();
    return query == null ? "" : query;
  }

  private long timeout(Parameters parameters) {
    if (!parameters.has("timeout")) {
      return timeoutMillis;
    }
    long asked = parameters.durationMillis("timeout");
    if (asked <= 0) {
      throw new ApiException(ErrorType.TIMEOUT, TIMED_OUT);
    }
    return Math.min(timeoutMillis, asked);
  }

  private void sendError(Failure failure, Encoding encoding, RoutingContext context) {
    try {
      StreamedAnswer answer = errors.begin(failure.type, failure.message, encoding);
      sender
          .send(answer, answer.next(), context.request())
          .onFailure(gone -> log.debug("an error was not sent: {}", gone.toString()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory could not be written", e);
    }
  }

  /** A failure as the client sees it. */
  private record Failure(ErrorType type, String message) {
    static Failure of(Throwable failure) {
      String message = String.valueOf(failure.getMessage());
      if (failure instanceof ApiException api) {
        if (api.type() == ErrorType.CANCELED) {
          log.debug("a query was canceled: {}", message);
        }
        return new Failure(api.type(), message);
      }
      if (failure instanceof CancelledException cancelled) {
        boolean isLate = cancelled.reason() == Cancellation.Reason.TIMEOUT;
        return new Failure(ErrorType.of(cancelled.reason()), isLate ? TIMED_OUT : message);
      }
      if (failure instanceof PromqlException promql) {
        return new Failure(ErrorType.of(promql.kind()), message);
      }
      log.error("a query failed", failure);
      return new Failure(ErrorType.INTERNAL, "internal error: " + failure);
    }
  }
}
