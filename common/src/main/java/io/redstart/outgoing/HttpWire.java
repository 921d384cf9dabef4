// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.util.Locale;

/**
 * OTLP/HTTP with protobuf.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-response">OTLP/HTTP Response</a>
 */
final class HttpWire implements OtlpWire {
  private static final String PROTOBUF = "application/x-protobuf";

  private final Compression compression;
  private final HttpFailures failures;

  HttpWire(Compression compression, HttpFailures failures) {
    this.compression = compression;
    this.failures = failures;
  }

  @Override
  public void head(HttpClientRequest request) {
    request.putHeader("content-type", PROTOBUF);
    if (compression != Compression.NONE) {
      request.putHeader("content-encoding", compression.coding());
    }
  }

  @Override
  public Buffer body(byte[] message) {
    return Buffer.buffer(compression.compress(message));
  }

  @Override
  public SendResult judge(Answer answer, long nowMillis) {
    if (answer.status() / 100 == 2) {
      return isProtobuf(answer)
          ? PartialSuccess.read(answer.body().getBytes())
          : SendResult.Delivered.ALL;
    }
    return failures.judge(answer, "HTTP " + answer.status() + message(answer), nowMillis);
  }

  private static boolean isProtobuf(Answer answer) {
    String type = answer.headers().get("content-type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith(PROTOBUF);
  }

  private static String message(Answer answer) {
    if (!isProtobuf(answer)) {
      return answer.shownBody();
    }
    try {
      return Answer.shown(Status.parseFrom(answer.body().getBytes()).getMessage());
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }
}
