// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;

/** OTLP/HTTP: {@code POST /v1/traces} with a protobuf body. */
public final class HttpTraceHandler implements Handler<HttpServerRequest> {
  static final String TRACES_PATH = "/v1/traces";

  private static final String PROTOBUF = "application/x-protobuf";

  private final Vertx vertx;
  private final TraceIntake intake;
  private final BodyLimits limits;

  /**
   * Makes a handler.
   *
   * @param limits of a body
   */
  public HttpTraceHandler(Vertx vertx, TraceIntake intake, BodyLimits limits) {
    this.vertx = vertx;
    this.intake = intake;
    this.limits = limits;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String mediaType = mediaType(request);
    if (!TRACES_PATH.equals(request.path())) {
      refuse(request, Answer.of(Answer.Kind.NO_SUCH_PATH, "only " + TRACES_PATH + " is here"));
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader("allow", "POST");
      refuse(request, Answer.of(Answer.Kind.WRONG_METHOD, "only POST is allowed"));
    } else if (!PROTOBUF.equals(mediaType)) {
      String message = "content type \"" + mediaType + "\" is not " + PROTOBUF;
      refuse(request, Answer.of(Answer.Kind.UNKNOWN_ENCODING, message));
    } else if (contentLength(request) > limits.maxBytes()) {
      refuse(request, HttpBody.tooLarge(limits.maxBytes()));
    } else {
      receive(request);
    }
  }

  private void receive(HttpServerRequest request) {
    String encoding = request.getHeader("content-encoding");
    InboundBody body = new HttpBody(
        intake.pool(),
        encoding == null ? "identity" : encoding.toLowerCase(Locale.ROOT),
        (int) contentLength(request),
        limits.maxBytes());
    TraceCall.receive(
        vertx,
        Protocol.HTTP,
        request,
        body,
        intake,
        limits,
        answer -> reply(answer, request.response()));
  }

  private void refuse(HttpServerRequest request, Answer answer) {
    intake.answered(Protocol.HTTP, answer);
    reply(answer, request.response());
    TraceCall.discardRest(vertx, request, limits);
  }

  private static String mediaType(HttpServerRequest request) {
    String contentType = request.getHeader("content-type");
    if (contentType == null) {
      return "";
    }
    int semicolon = contentType.indexOf(';');
    String mediaType = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return mediaType.strip().toLowerCase(Locale.ROOT);
  }

  /** Returns 0 if it is not told, or is not a number; what arrives is counted anyway. */
  private static long contentLength(HttpServerRequest request) {
    String contentLength = request.getHeader("content-length");
    try {
      return contentLength == null ? 0 : Math.max(0, Long.parseLong(contentLength.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void reply(Answer answer, HttpServerResponse response) {
    response.putHeader("content-type", PROTOBUF).setStatusCode(answer.kind().httpStatus());
    if (answer.kind() == Answer.Kind.ACCEPTED) {
      response.end(Buffer.buffer(OtlpResponses.exported(answer)));
      return;
    }
    if (answer.retryAfterMillis() > 0) {
      long seconds = (answer.retryAfterMillis() + 999) / 1000;
      response.putHeader("retry-after", Long.toString(seconds));
    }
    response.end(Buffer.buffer(OtlpResponses.failed(answer)));
  }
}
