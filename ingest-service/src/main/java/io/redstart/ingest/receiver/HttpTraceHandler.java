// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.connection.Expectation;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.answer.OtlpResponses;
import io.redstart.ingest.body.BodyLimits;
import io.redstart.ingest.body.ContentCodings;
import io.redstart.ingest.body.HttpBody;
import io.redstart.ingest.body.InboundBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Handles OTLP/HTTP: a POST of spans in protobuf or JSON. The answer has the format of the request,
 * and is protobuf if the request is neither.
 */
public final class HttpTraceHandler implements TraceDoor {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final TraceIntake intake;
  private final BodyLimits limits;
  private final String tracesPath;

  /**
   * Makes a handler.
   *
   * @param limits the limits of a body
   * @param tracesPath the path of spans, {@code /v1/traces} by OTLP
   */
  public HttpTraceHandler(Vertx vertx, TraceIntake intake, BodyLimits limits, String tracesPath) {
    this.vertx = vertx;
    this.intake = intake;
    this.limits = limits;
    this.tracesPath = tracesPath;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String mediaType = mediaType(request);
    Protocol protocol = protocolOf(mediaType);
    if (!tracesPath.equals(request.path())) {
      refuse(
          protocol,
          request,
          ExportAnswer.of(ExportAnswer.Kind.NO_SUCH_PATH, noSuchPath(request.path())));
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader("allow", "POST");
      refuse(
          protocol,
          request,
          ExportAnswer.of(ExportAnswer.Kind.WRONG_METHOD, "only POST is allowed"));
    } else if (protocol == Protocol.HTTP && !PROTOBUF.equals(mediaType)) {
      String message = "content type \"" + mediaType + "\" is neither " + PROTOBUF + " nor " + JSON;
      refuse(protocol, request, ExportAnswer.of(ExportAnswer.Kind.UNKNOWN_ENCODING, message));
    } else if (Expectation.isUnknown(request)) {
      refuse(
          protocol,
          request,
          ExportAnswer.of(
              ExportAnswer.Kind.UNKNOWN_EXPECTATION, "only 100-continue can be expected"));
    } else if (contentLength(request) > limits.maxBytes()) {
      refuse(protocol, request, HttpBody.tooLarge(limits.maxBytes()));
    } else {
      receive(protocol, request);
    }
  }

  private void receive(Protocol protocol, HttpServerRequest request) {
    String encoding = request.getHeader("content-encoding");
    InboundBody body = new HttpBody(
        intake.pool(),
        encoding == null || encoding.isBlank()
            ? ContentCodings.IDENTITY
            : encoding.strip().toLowerCase(Locale.ROOT),
        (int) contentLength(request),
        limits.maxBytes());
    TraceCall.receive(vertx, protocol, request, body, intake, limits, GrpcTimeout.NONE, answer -> {
      if (answer.kind() == ExportAnswer.Kind.UNKNOWN_ENCODING) {
        request.response().putHeader("accept-encoding", ContentCodings.ACCEPTED);
      }
      return reply(protocol, answer, request.response());
    });
  }

  @Override
  public void refuse(HttpServerRequest request, ExportAnswer answer) {
    refuse(protocolOf(mediaType(request)), request, answer);
  }

  @Override
  public boolean isOpenTo(HttpServerRequest request) {
    return false;
  }

  private void refuse(Protocol protocol, HttpServerRequest request, ExportAnswer answer) {
    intake.answered(protocol, answer);
    TraceCall.discardRest(request, reply(protocol, answer, request.response()));
  }

  private String noSuchPath(@Nullable String path) {
    String only = "only " + tracesPath + " exists";
    return switch (path == null ? "" : path) {
      case "/v1/metrics" ->
        only + ": Redstart accepts traces, not metrics"
            + " (set OTEL_METRICS_EXPORTER=none or OTEL_EXPORTER_OTLP_METRICS_ENDPOINT)";
      case "/v1/logs" ->
        only + ": Redstart accepts traces, not logs"
            + " (set OTEL_LOGS_EXPORTER=none or OTEL_EXPORTER_OTLP_LOGS_ENDPOINT)";
      default -> only;
    };
  }

  private static Protocol protocolOf(String mediaType) {
    return JSON.equals(mediaType) ? Protocol.HTTP_JSON : Protocol.HTTP;
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

  /** Returns 0 if the length is missing or not a number; received bytes are counted anyway. */
  private static long contentLength(HttpServerRequest request) {
    String contentLength = request.getHeader("content-length");
    try {
      return contentLength == null ? 0 : Math.max(0, Long.parseLong(contentLength.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Future<Void> reply(
      Protocol protocol, ExportAnswer answer, HttpServerResponse response) {
    response
        .putHeader("content-type", protocol == Protocol.HTTP_JSON ? JSON : PROTOBUF)
        .setStatusCode(answer.kind().httpStatus());
    if (answer.retryAfterMillis() > 0) {
      long seconds = (answer.retryAfterMillis() + 999) / 1000;
      response.putHeader("retry-after", Long.toString(seconds));
    }
    return response.end(message(protocol, answer));
  }

  private static Buffer message(Protocol protocol, ExportAnswer answer) {
    if (answer.kind() == ExportAnswer.Kind.ACCEPTED) {
      return protocol == Protocol.HTTP_JSON
          ? OtlpResponses.exportedJson(answer)
          : Buffer.buffer(OtlpResponses.exported(answer));
    }
    return protocol == Protocol.HTTP_JSON
        ? OtlpResponses.failedJson(answer)
        : Buffer.buffer(OtlpResponses.failed(answer));
  }
}
