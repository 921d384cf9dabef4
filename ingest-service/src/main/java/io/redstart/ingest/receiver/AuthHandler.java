// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.auth.Authenticator;
import io.redstart.ingest.auth.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets requests through to the next handler whose senders may send, and refuses the others by that
 * handler's own kind of answer. A request whose password is being checked is not read meanwhile.
 *
 * <p>Health checks of gRPC pass without: those who make them mostly cannot show anything, and they
 * learn only whether this server is ready.
 */
public final class AuthHandler implements Handler<HttpServerRequest> {
  private static final String HEALTH_PREFIX = "/grpc.health.v1.Health/";

  /** When to come back if too many passwords are being checked. */
  private static final long RETRY_AFTER_MILLIS = 1_000;

  /** Handles requests, and can refuse them without reading them. */
  interface Door extends Handler<HttpServerRequest> {
    void refuse(HttpServerRequest request, Answer answer);
  }

  private final Authenticator authenticator;
  private final Door next;

  private AuthHandler(Authenticator authenticator, Door next) {
    this.authenticator = authenticator;
    this.next = next;
  }

  /** Guards OTLP/gRPC. */
  public static AuthHandler before(GrpcTraceHandler next, Authenticator authenticator) {
    return new AuthHandler(authenticator, next);
  }

  /** Guards OTLP/HTTP. */
  public static AuthHandler before(HttpTraceHandler next, Authenticator authenticator) {
    return new AuthHandler(authenticator, next);
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (next instanceof GrpcTraceHandler && isHealthCheck(request)) {
      next.handle(request);
      return;
    }
    Future<Verdict> verdict = authenticator.check(request.getHeader("authorization"));
    if (verdict.isComplete()) {
      go(request, verdict.result());
      return;
    }
    request.pause();
    verdict.onSuccess(late -> {
      if (!request.response().closed()) {
        go(request, late);
        request.resume();
      }
    });
  }

  private static boolean isHealthCheck(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.startsWith(HEALTH_PREFIX);
  }

  private void go(HttpServerRequest request, Verdict verdict) {
    switch (verdict) {
      case ALLOWED -> next.handle(request);
      case DENIED -> {
        request.response().putHeader("www-authenticate", authenticator.challenge());
        next.refuse(
            request,
            Answer.of(
                Answer.Kind.UNAUTHENTICATED,
                request.getHeader("authorization") == null
                    ? "no authorization header"
                    : "authorization is not that of a sender who is known here"));
      }
      case BUSY ->
        next.refuse(
            request, Answer.refused("too many passwords are being checked", RETRY_AFTER_MILLIS));
    }
  }
}
