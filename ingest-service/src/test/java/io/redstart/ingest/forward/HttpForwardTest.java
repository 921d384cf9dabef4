// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.redstart.ingest.forward.FakeReceiver.Got;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.Test;

class HttpForwardTest extends ForwardContract {
  @Override
  String endpoint(int port, boolean isTls) {
    return "protocol: http, endpoint: '%s://localhost:%d/otlp'"
        .formatted(isTls ? "https" : "http", port);
  }

  @Override
  byte[] requestOf(Got got) {
    return got.body().getBytes();
  }

  @Override
  String codingOf(Got got) {
    return got.headers().get("content-encoding");
  }

  @Override
  void accept(HttpServerRequest request) {
    request.response().end();
  }

  @Override
  void acceptBut(HttpServerRequest request, int rejectedSpans, String why) {
    var response = ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
            .setRejectedSpans(rejectedSpans)
            .setErrorMessage(why))
        .build();
    request
        .response()
        .putHeader("content-type", "application/x-protobuf")
        .end(Buffer.buffer(response.toByteArray()));
  }

  @Override
  void refuse(HttpServerRequest request) {
    request.response().setStatusCode(400).end("malformed");
  }

  @Override
  void postpone(HttpServerRequest request, int retryAfterSeconds) {
    request
        .response()
        .setStatusCode(503)
        .putHeader("retry-after", Integer.toString(retryAfterSeconds))
        .end();
  }

  @Test
  void path_isAppendedToTheEndpoint() throws Exception {
    startAndForward("");
    offer(1);
    awaitSent(1);
    assertThat(receiver.got.get(0).path()).isEqualTo("/otlp/v1/traces");
    assertThat(receiver.got.get(0).headers().get("content-type"))
        .isEqualTo("application/x-protobuf");
  }
}
