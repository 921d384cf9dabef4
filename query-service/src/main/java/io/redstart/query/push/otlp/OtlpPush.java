// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.redstart.query.push.PushBatch;
import io.redstart.query.push.PushProtocol;
import io.redstart.query.push.RetryAfter;
import io.redstart.query.push.SendResult;
import io.redstart.query.push.otlp.OtlpExportConfig.Histogram;
import io.redstart.query.push.otlp.OtlpExportConfig.Protocol;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over gRPC, of which only the framing is needed, or over HTTP.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/">the specification</a>
 */
public final class OtlpPush implements PushProtocol {
  private static final int PREFIX_BYTES = 5;
  private static final int SHOWN_MAX = 200;
  private static final String PROTOBUF = "application/x-protobuf";

  /** Of gRPC: cancelled, deadline exceeded, aborted, out of range, unavailable, data loss. */
  private static final String RETRYABLE = " 1 4 10 11 14 15 ";

  private static final String RESOURCE_EXHAUSTED = "8";

  private final OtlpExportConfig config;
  private final SpanMetricsConfig names;
  private final long windowMillis;
  private final InstantSource wall;

  /**
   * Makes the protocol of some settings.
   *
   * @param names how the metrics are called
   * @param window the length of a window
   * @param wall the time of day
   */
  public OtlpPush(
      OtlpExportConfig config, SpanMetricsConfig names, Duration window, InstantSource wall) {
    this.config = config;
    this.names = names;
    this.windowMillis = window.toMillis();
    this.wall = wall;
  }

  @Override
  public String name() {
    return "otlp";
  }

  @Override
  public String setting() {
    return "query.export.otlp";
  }

  @Override
  public boolean needsHttp2() {
    return isGrpc();
  }

  private boolean isGrpc() {
    return config.protocol() == Protocol.GRPC;
  }

  @Override
  public String target() {
    return config.target();
  }

  @Override
  public boolean sendsExemplars() {
    return config.sendExemplars() && config.histogram() == Histogram.EXPLICIT;
  }

  @Override
  public PushBatch batch() {
    return new OtlpBatch(names, config.histogram() == Histogram.EXPONENTIAL, windowMillis);
  }

  @Override
  public byte[] encode(byte[] message) {
    return isGrpc()
        ? Buffer.buffer(PREFIX_BYTES + message.length)
            .appendByte((byte) 0)
            .appendInt(message.length)
            .appendBytes(message)
            .getBytes()
        : message;
  }

  @Override
  public void head(HttpClientRequest request) {
    if (isGrpc()) {
      request.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
    } else {
      request.putHeader("content-type", PROTOBUF);
    }
  }

  @Override
  public SendResult judge(Answer answer, int samples) {
    return isGrpc() ? judgeGrpc(answer) : judgeHttp(answer);
  }

  private SendResult judgeHttp(Answer answer) {
    int status = answer.status();
    if (status / 100 == 2) {
      return isProtobuf(answer.headers())
          ? partial(answer.body().getBytes())
          : new SendResult.Delivered(0, "");
    }
    String why = "HTTP " + status + message(answer);
    if (status / 100 == 5 || status == 429 || status == 408) {
      String hint = answer.headers().get("retry-after");
      return new SendResult.Failed(why, RetryAfter.millis(hint, wall.millis()));
    }
    return new SendResult.Refused(why);
  }

  private static boolean isProtobuf(MultiMap headers) {
    String type = headers.get("content-type");
    return type != null && type.startsWith(PROTOBUF);
  }

  private static String message(Answer answer) {
    Buffer body = answer.body();
    String text = body.getString(0, Math.min(SHOWN_MAX, body.length()));
    if (isProtobuf(answer.headers())) {
      try {
        text = Status.parseFrom(body.getBytes()).getMessage();
      } catch (InvalidProtocolBufferException e) {
        text = "";
      }
    }
    return text.isBlank() ? "" : ": " + text.strip();
  }

  /** Reads how many data points were refused. */
  private static SendResult partial(byte[] body) {
    try {
      ExportMetricsPartialSuccess partial =
          ExportMetricsServiceResponse.parseFrom(body).getPartialSuccess();
      return new SendResult.Delivered(
          Math.max(0, partial.getRejectedDataPoints()), partial.getErrorMessage());
    } catch (InvalidProtocolBufferException e) {
      return new SendResult.Delivered(0, "");
    }
  }

  private static SendResult judgeGrpc(Answer answer) {
    // An answer without a message has its status in the headers.
    MultiMap last =
        answer.trailers().contains("grpc-status") ? answer.trailers() : answer.headers();
    String status = last.get("grpc-status");
    if (status == null) {
      String why = "HTTP " + answer.status() + " without a gRPC status";
      boolean mayRecover = answer.status() / 100 == 5 || answer.status() == 429;
      return mayRecover ? new SendResult.Failed(why, 0) : new SendResult.Refused(why);
    }
    if (status.equals("0")) {
      byte[] body = answer.body().getBytes();
      return body.length > PREFIX_BYTES && body[0] == 0
          ? partial(answer.body().getBytes(PREFIX_BYTES, body.length))
          : new SendResult.Delivered(0, "");
    }
    String message = last.get("grpc-message");
    String why = "gRPC status " + status + (message == null ? "" : ": " + message);
    long waitMillis = retryInfoMillis(last.get("grpc-status-details-bin"));
    boolean mayRecover = RETRYABLE.contains(" " + status + " ")
        || (status.equals(RESOURCE_EXHAUSTED) && waitMillis >= 0);
    return mayRecover
        ? new SendResult.Failed(why, Math.max(0, waitMillis))
        : new SendResult.Refused(why);
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
