// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.redstart.ingest.TestSender;
import io.redstart.ingest.forward.FakeReceiver.Got;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class GrpcForwardTest extends ForwardContract {
  private static final int PREFIX_BYTES = 5;

  @Override
  String endpoint(int port, boolean isTls) {
    return "protocol: grpc, endpoint: '%slocalhost:%d'".formatted(isTls ? "" : "http://", port);
  }

  @Override
  byte[] requestOf(Got got) {
    assertThat(got.body().getInt(1)).isEqualTo(got.body().length() - PREFIX_BYTES);
    return got.body().getBytes(PREFIX_BYTES, got.body().length());
  }

  @Override
  String codingOf(Got got) {
    assertThat(got.body().getByte(0)).as("compressed flag").isEqualTo((byte) 1);
    return got.headers().get("grpc-encoding");
  }

  @Override
  void accept(HttpServerRequest request) {
    answer(request, new byte[0]);
  }

  @Override
  void acceptBut(HttpServerRequest request, int rejectedSpans, String why) {
    answer(
        request,
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(rejectedSpans)
                .setErrorMessage(why))
            .build()
            .toByteArray());
  }

  private static void answer(HttpServerRequest request, byte[] message) {
    request
        .response()
        .putHeader("content-type", "application/grpc")
        .putTrailer("grpc-status", "0")
        .end(Buffer.buffer().appendByte((byte) 0).appendInt(message.length).appendBytes(message));
  }

  @Override
  void refuse(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", "application/grpc")
        .putHeader("grpc-status", "3")
        .putHeader("grpc-message", "malformed")
        .end();
  }

  @Override
  void postpone(HttpServerRequest request, int retryAfterSeconds) {
    Status status = Status.newBuilder()
        .setCode(8)
        .addDetails(Any.pack(RetryInfo.newBuilder()
            .setRetryDelay(Duration.newBuilder().setSeconds(retryAfterSeconds))
            .build()))
        .build();
    request
        .response()
        .putHeader("content-type", "application/grpc")
        .putTrailer("grpc-status", "8")
        .putTrailer(
            "grpc-status-details-bin",
            Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()))
        .end();
  }

  @Test
  void call_isThatOfTheTraceService() throws Exception {
    startAndForward("");
    offer(1);
    awaitSent(1);
    assertThat(receiver.got.get(0).path()).isEqualTo(TestSender.EXPORT);
    assertThat(receiver.got.get(0).headers().get("content-type")).isEqualTo("application/grpc");
    assertThat(receiver.got.get(0).headers().get("te")).isEqualTo("trailers");
  }
}
