// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.auth.AuthHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/**
 * Refuses requests for metrics without credentials. Health is open to all: the probes of Kubernetes
 * have none.
 */
final class TelemetryDoor implements AuthHandler.Door {
  private static final String HEALTH = "/health/";

  private final Handler<HttpServerRequest> next;
  private final Counter denied;

  TelemetryDoor(Handler<HttpServerRequest> next, MeterRegistry registry) {
    this.next = next;
    this.denied = Counter.builder("redstart.telemetry.denied")
        .description("Requests for metrics without valid credentials")
        .register(registry);
  }

  @Override
  public void handle(HttpServerRequest request) {
    next.handle(request);
  }

  @Override
  public boolean isOpenTo(HttpServerRequest request) {
    return request.path() != null && request.path().startsWith(HEALTH);
  }

  @Override
  public void deny(HttpServerRequest request, String why) {
    denied.increment();
    TelemetryHandler.answerText(request, 401, "Unauthorized: " + why);
  }

  @Override
  public void refuse(HttpServerRequest request, String why, long retryAfterMillis) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(retryAfterMillis + 999);
    request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    TelemetryHandler.answerText(request, 503, why);
  }
}
