// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.answer;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Writes the messages of answers, which are the same in both protocols (OTLP specification). */
public final class OtlpResponses {
  private static final byte[] NO_BYTES = {};

  private OtlpResponses() {}

  /**
   * Returns an {@code ExportTraceServiceResponse}: empty, or with a partial success. A partial
   * success without rejected spans is a warning (OTLP specification, "Partial Success").
   */
  public static byte[] exported(ExportAnswer answer) {
    if (answer.message().isEmpty()) {
      return NO_BYTES;
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
            .setRejectedSpans(answer.rejectedSpans())
            .setErrorMessage(answer.message()))
        .build()
        .toByteArray();
  }

  /** Returns the {@code ExportTraceServiceResponse} in protobuf's JSON. */
  public static Buffer exportedJson(ExportAnswer answer) {
    JsonObject response = new JsonObject();
    if (!answer.message().isEmpty()) {
      response.put(
          "partialSuccess",
          new JsonObject()
              .put("rejectedSpans", Integer.toString(answer.rejectedSpans()))
              .put("errorMessage", answer.message()));
    }
    return response.toBuffer();
  }

  /** Returns the {@code google.rpc.Status} in protobuf's JSON. */
  public static Buffer failedJson(ExportAnswer answer) {
    JsonObject status = new JsonObject()
        .put("code", answer.kind().grpcStatus().code)
        .put("message", answer.message());
    if (answer.retryAfterMillis() > 0) {
      String seconds = String.format(
          Locale.ROOT,
          "%d.%03ds",
          answer.retryAfterMillis() / 1000,
          answer.retryAfterMillis() % 1000);
      JsonObject retryInfo = new JsonObject()
          .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
          .put("retryDelay", seconds);
      status.put("details", new JsonArray().add(retryInfo));
    }
    return status.toBuffer();
  }

  /** Returns a {@code google.rpc.Status}, with RetryInfo if the sender should retry. */
  public static byte[] failed(ExportAnswer answer) {
    Status.Builder status =
        Status.newBuilder().setCode(answer.kind().grpcStatus().code).setMessage(answer.message());
    if (answer.retryAfterMillis() > 0) {
      status.addDetails(Any.pack(RetryInfo.newBuilder()
          .setRetryDelay(Duration.newBuilder()
              .setSeconds(answer.retryAfterMillis() / 1000)
              .setNanos((int) (answer.retryAfterMillis() % 1000) * 1_000_000))
          .build()));
    }
    return status.build().toByteArray();
  }
}
