// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Passes authorized requests to the next handler, which also writes the answers that refuse the
 * others. A request is not read while its password is being checked.
 */
public final class AuthHandler implements Handler<HttpServerRequest> {
  /** When to retry if too many passwords are being checked. */
  private static final long RETRY_AFTER_MILLIS = 1_000;

  /** Handles requests, and can refuse them unread. */
  public interface Door extends Handler<HttpServerRequest> {
    /** Refuses a request without valid credentials. */
    void deny(HttpServerRequest request, String why);

    /** Refuses a request that may be repeated after a while. */
    void refuse(HttpServerRequest request, String why, long retryAfterMillis);

    /** Returns whether a request needs no authorization. */
    boolean isOpenTo(HttpServerRequest request);
  }

  private final Authenticator authenticator;
  private final Door next;

  private AuthHandler(Authenticator authenticator, Door next) {
    this.authenticator = authenticator;
    this.next = next;
  }

  /** Puts authentication before a handler. */
  public static AuthHandler before(Door next, Authenticator authenticator) {
    return new AuthHandler(authenticator, next);
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (next.isOpenTo(request)) {
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

  private void go(HttpServerRequest request, Verdict verdict) {
    switch (verdict) {
      case ALLOWED -> next.handle(request);
      case DENIED -> {
        request.response().putHeader("www-authenticate", authenticator.challenge());
        next.deny(
            request,
            request.getHeader("authorization") == null
                ? "no authorization header"
                : "unknown credentials in the authorization header");
      }
      case BUSY -> next.refuse(request, "too many passwords are being checked", RETRY_AFTER_MILLIS);
    }
  }
}
