// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.answer.OtlpResponses;
import io.redstart.ingest.body.BodyLimits;
import io.redstart.ingest.body.ContentCodings;
import io.redstart.ingest.body.GrpcBody;
import io.redstart.ingest.body.InboundBody;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Handles OTLP/gRPC: reads and answers the unary call {@code TraceService/Export}, and passes every
 * other call on the port to another handler (RATIONALE.md says why Export has its own handler).
 */
public final class GrpcTraceHandler implements TraceDoor {
  private static final String HEALTH_PREFIX = "/grpc.health.v1.Health/";
  private static final String OTLP_PREFIX = "/opentelemetry.proto.collector.";
  private static final String TRACE_SERVICE_PREFIX = OTLP_PREFIX + "trace.v1.TraceService/";
  static final String EXPORT_PATH = TRACE_SERVICE_PREFIX + "Export";

  private static final int PREFIX_BYTES = 5;
  private static final int UPGRADE_REQUIRED = 426;

  private final Vertx vertx;
  private final TraceIntake intake;
  private final BodyLimits limits;
  private final Handler<HttpServerRequest> others;

  /**
   * Makes a handler.
   *
   * @param limits the limits of a message
   * @param others handles all other calls
   */
  public GrpcTraceHandler(
      Vertx vertx, TraceIntake intake, BodyLimits limits, Handler<HttpServerRequest> others) {
    this.vertx = vertx;
    this.intake = intake;
    this.limits = limits;
    this.others = others;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      tellProtocol(request);
    } else if (isExport(request)) {
      receive(request);
    } else if (isOfOtherSignals(request)) {
      refuse(
          request,
          ExportAnswer.of(
              ExportAnswer.Kind.NO_SUCH_PATH, "only traces are accepted, at " + EXPORT_PATH));
    } else if (String.valueOf(request.path()).startsWith("/")) {
      others.handle(request);
    } else {
      // A path that is only a query: vertx-grpc fails on it and leaves the call without an answer.
      refuse(request, ExportAnswer.of(ExportAnswer.Kind.NO_SUCH_PATH, "the path names no method"));
    }
  }

  private void receive(HttpServerRequest request) {
    InboundBody body =
        new GrpcBody(intake.pool(), request.getHeader("grpc-encoding"), limits.maxBytes());
    TraceCall.receive(
        vertx,
        Protocol.GRPC,
        request,
        body,
        intake,
        limits,
        GrpcTimeout.millis(request.getHeader("grpc-timeout")),
        answer -> reply(answer, request.response()));
  }

  @Override
  public void refuse(HttpServerRequest request, ExportAnswer answer) {
    if (request.version() != HttpVersion.HTTP_2) {
      tellProtocol(request);
      return;
    }
    intake.answered(Protocol.GRPC, answer);
    TraceCall.discardRest(request, reply(answer, request.response()));
  }

  /** Most health checks cannot authenticate, and they only reveal whether this server is ready. */
  @Override
  public boolean isOpenTo(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.startsWith(HEALTH_PREFIX);
  }

  /** Answers clients that mistake the port for that of OTLP/HTTP. */
  private void tellProtocol(HttpServerRequest request) {
    Future<Void> told = request
        .response()
        .setStatusCode(UPGRADE_REQUIRED)
        .putHeader("upgrade", "h2c")
        .putHeader("connection", "upgrade")
        .putHeader("content-type", "text/plain; charset=utf-8")
        .end("this port is for OTLP/gRPC, which needs HTTP/2; OTLP/HTTP has its own port,"
            + " 4318 by default\n");
    TraceCall.discardRest(request, told);
  }

  /** Detects metrics and logs; other calls of the trace service are left to vertx-grpc. */
  private static boolean isOfOtherSignals(HttpServerRequest request) {
    String path = String.valueOf(request.path());
    return path.startsWith(OTLP_PREFIX) && !path.startsWith(TRACE_SERVICE_PREFIX);
  }

  private static boolean isExport(HttpServerRequest request) {
    return EXPORT_PATH.equals(request.path())
        && request.method().equals(HttpMethod.POST)
        && isProtobuf(request.getHeader("content-type"));
  }

  private static boolean isProtobuf(@Nullable String contentType) {
    return "application/grpc".equals(contentType) || "application/grpc+proto".equals(contentType);
  }

  private static Future<Void> reply(ExportAnswer answer, HttpServerResponse response) {
    response
        .putHeader("content-type", "application/grpc")
        .putHeader("grpc-accept-encoding", ContentCodings.ACCEPTED);
    if (answer.kind() == ExportAnswer.Kind.ACCEPTED) {
      response.putTrailer("grpc-status", "0");
      return response.end(framed(OtlpResponses.exported(answer)));
    }
    // A trailers-only response: the status is in the headers.
    response.putHeader("grpc-status", answer.kind().grpcStatus().toString());
    response.putHeader("grpc-message", percentEncode(answer.message()));
    if (answer.retryAfterMillis() > 0) {
      response.putHeader(
          "grpc-status-details-bin",
          Base64.getEncoder().withoutPadding().encodeToString(OtlpResponses.failed(answer)));
    }
    return response.end();
  }

  private static Buffer framed(byte[] message) {
    return Buffer.buffer(PREFIX_BYTES + message.length)
        .appendByte((byte) 0)
        .appendInt(message.length)
        .appendBytes(message);
  }

  /** Encodes characters beyond printable ASCII, as gRPC requires for {@code grpc-message}. */
  static String percentEncode(String message) {
    StringBuilder text = new StringBuilder(message.length());
    for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        text.append((char) b);
      } else {
        text.append(String.format("%%%02X", b & 0xff));
      }
    }
    return text.toString();
  }
}
