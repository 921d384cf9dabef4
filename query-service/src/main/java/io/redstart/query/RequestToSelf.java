// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.redstart.config.Endpoint;
import io.redstart.process.FatalErrors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/**
 * Sends a query to this service's own port. The first request of a process loads HTTP's classes,
 * which takes longer than answering it; this way no person waits for that.
 */
final class RequestToSelf {
  private static final String FORM = "query=vector(1)&start=0&end=3600&step=60";

  private RequestToSelf() {}

  /** Completes after the answer, with false if there was none; it never fails. */
  static Future<Boolean> send(Vertx vertx, Endpoint endpoint, int port) {
    String host = endpoint.isAnyHost() ? "localhost" : endpoint.host();
    HttpClientAgent client = vertx.createHttpClient();
    return client
        .request(HttpMethod.POST, port, host, "/api/v1/query_range")
        .compose(RequestToSelf::ask)
        .compose(HttpClientResponse::body)
        .map(true)
        .otherwise(RequestToSelf::unanswered)
        .eventually(client::close);
  }

  private static boolean unanswered(Throwable failure) {
    FatalErrors.check(failure);
    return false;
  }

  private static Future<HttpClientResponse> ask(HttpClientRequest request) {
    return request
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
        .putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip")
        .send(FORM);
  }
}
