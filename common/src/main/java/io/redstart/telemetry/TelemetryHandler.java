// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /metrics}, {@code /health/live} and {@code /health/ready}. */
final class TelemetryHandler implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetryHandler.class);

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";
  private static final String OPEN_METRICS = OPEN_METRICS_TYPE + "; version=1.0.0; charset=utf-8";

  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;
  private final Health health;

  TelemetryHandler(Vertx vertx, PrometheusMeterRegistry meters, Health health) {
    this.vertx = vertx;
    this.meters = meters;
    this.health = health;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      answerText(request, 405, "only GET and HEAD are supported");
      return;
    }
    String path = request.path() == null ? "" : request.path();
    switch (path) {
      case "/metrics" -> answerMetrics(request);
      case "/health/live" -> answerJson(request, 200, new JsonObject().put("live", true));
      case "/health/ready" -> answerReady(request);
      default -> answerText(request, 404, "try /metrics, /health/live or /health/ready");
    }
  }

  /** Scrapes on a worker thread, because gauges can be slow and numerous. */
  private void answerMetrics(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    String format = accept != null && accept.contains(OPEN_METRICS_TYPE) ? OPEN_METRICS : TEXT;
    vertx
        .executeBlocking(() -> scrape(format))
        .onSuccess(body -> {
          request.response().putHeader(HttpHeaders.CONTENT_TYPE, format);
          answer(request, 200, body);
        })
        .onFailure(failure -> {
          LOG.warn("cannot collect metrics", failure);
          answerText(request, 500, "cannot collect metrics: " + failure);
        });
  }

  private Buffer scrape(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 * 1024);
    meters.scrape(bytes, format);
    return Buffer.buffer(bytes.toByteArray());
  }

  private void answerReady(HttpServerRequest request) {
    List<String> problems = health.problems();
    answerJson(
        request,
        problems.isEmpty() ? 200 : 503,
        new JsonObject().put("ready", problems.isEmpty()).put("problems", new JsonArray(problems)));
  }

  private static void answerJson(HttpServerRequest request, int status, JsonObject body) {
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    answer(request, status, body.toBuffer().appendString("\n"));
  }

  static void answerText(HttpServerRequest request, int status, String text) {
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    answer(request, status, Buffer.buffer(text + "\n"));
  }

  private static void answer(HttpServerRequest request, int status, Buffer body) {
    HttpServerResponse response = request.response().setStatusCode(status);
    if (request.method().equals(HttpMethod.HEAD)) {
      response
          .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
          .end();
    } else {
      response.end(body);
    }
  }
}
