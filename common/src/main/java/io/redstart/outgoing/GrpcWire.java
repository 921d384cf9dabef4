// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/gRPC: a unary call, of which only the framing is ours (gRPC over HTTP/2). An error without a
 * gRPC status comes from a proxy, and is judged as in OTLP/HTTP: those that gRPC maps to {@code
 * UNAVAILABLE} may pass, and 500, which it maps to {@code UNKNOWN}, where each error of a server may.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#failures">OTLP/gRPC, Failures</a>
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md">HTTP to gRPC
 *     Status Code Mapping</a>
 */
final class GrpcWire implements OtlpWire {
  private static final int PREFIX_BYTES = 5;

  private final Compression compression;
  private final HttpFailures failures;

  GrpcWire(Compression compression, HttpFailures failures) {
    this.compression = compression;
    this.failures = failures;
  }

  @Override
  public void head(HttpClientRequest request) {
    request.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
    if (compression != Compression.NONE) {
      request.putHeader("grpc-encoding", compression.coding());
    }
  }

  @Override
  public Buffer body(byte[] message) {
    byte[] compressed = compression.compress(message);
    return Buffer.buffer(PREFIX_BYTES + compressed.length)
        .appendByte((byte) (compression == Compression.NONE ? 0 : 1))
        .appendInt(compressed.length)
        .appendBytes(compressed);
  }

  @Override
  public SendResult judge(Answer answer, long nowMillis) {
    // An answer without a message has its status in the headers.
    MultiMap last =
        answer.trailers().contains("grpc-status") ? answer.trailers() : answer.headers();
    String grpcStatus = last.get("grpc-status");
    if (grpcStatus == null && answer.status() != 200) {
      String why = "HTTP " + answer.status() + " without a gRPC status" + answer.shownBody();
      return failures.judge(answer, why, nowMillis);
    }
    GrpcStatus status = statusOf(grpcStatus);
    if (status == GrpcStatus.OK) {
      return PartialSuccess.read(message(answer.body()));
    }
    String message = last.get("grpc-message");
    String why = status.name() + (message == null || message.isEmpty() ? "" : ": " + message);
    long waitMillis = retryInfoMillis(last.get("grpc-status-details-bin"));
    return switch (status) {
      case UNAVAILABLE -> new SendResult.Failed(why, Math.max(0, waitMillis), false);
      case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, DATA_LOSS ->
        new SendResult.Failed(why, Math.max(0, waitMillis), true);
      case RESOURCE_EXHAUSTED ->
        waitMillis < 0
            ? new SendResult.Refused(why)
            : new SendResult.Failed(why, waitMillis, false);
      default -> new SendResult.Refused(why);
    };
  }

  private static GrpcStatus statusOf(@Nullable String grpcStatus) {
    try {
      GrpcStatus known =
          grpcStatus == null ? null : GrpcStatus.valueOf(Integer.parseInt(grpcStatus));
      return known == null ? GrpcStatus.UNKNOWN : known;
    } catch (NumberFormatException e) {
      return GrpcStatus.UNKNOWN;
    }
  }

  private static byte[] message(Buffer body) {
    return body.length() > PREFIX_BYTES && body.getByte(0) == 0
        ? body.getBytes(PREFIX_BYTES, body.length())
        : new byte[0];
  }

  /** Returns the wait that a RetryInfo asks for, or -1 without one. */
  private static long retryInfoMillis(@Nullable String details) {
    if (details == null) {
      return -1;
    }
    try {
      for (Any detail : Status.parseFrom(Base64.getDecoder().decode(details)).getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Math.max(0, delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000);
        }
      }
      return -1;
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      return -1;
    }
  }
}
