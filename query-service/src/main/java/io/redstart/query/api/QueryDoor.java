// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.auth.AuthHandler;
import io.redstart.query.api.meter.ApiMeters;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/** Refuses requests without credentials as Prometheus does: with 401 and a line of text. */
final class QueryDoor implements AuthHandler.Door {
  private final Handler<HttpServerRequest> next;
  private final ApiMeters meters;

  QueryDoor(Handler<HttpServerRequest> next, ApiMeters meters) {
    this.next = next;
    this.meters = meters;
  }

  @Override
  public void handle(HttpServerRequest request) {
    next.handle(request);
  }

  /** A browser asks without credentials whether a script of another origin may send some. */
  @Override
  public boolean isOpenTo(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS);
  }

  @Override
  public void deny(HttpServerRequest request, String why) {
    meters.denied(why);
    end(request, 401, "Unauthorized: " + why);
  }

  @Override
  public void refuse(HttpServerRequest request, String why, long retryAfterMillis) {
    meters.refused(why);
    long seconds = TimeUnit.MILLISECONDS.toSeconds(retryAfterMillis + 999);
    request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    end(request, 503, why);
  }

  /** Ends the connection, too: the rest of the request is not read. */
  private static void end(HttpServerRequest request, int status, String text) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    PlainText.send(request, status, text);
  }
}
