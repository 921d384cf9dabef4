// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Lets scripts of any origin read the API, as Prometheus does by default; answers preflights. */
final class CrossOrigin implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    if (context.request().getHeader(HttpHeaders.ORIGIN) != null) {
      headers
          .set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
          .set(
              HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
              "Accept, Authorization, Content-Type, Origin")
          .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS")
          .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Date");
    }
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      context.response().setStatusCode(204).end();
    } else {
      context.next();
    }
  }
}
