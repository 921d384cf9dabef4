// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.redstart.ingest.forward.ForwardConfig.Compression;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/HTTP with protobuf.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-response">OTLP/HTTP Response</a>
 */
final class HttpWire implements OtlpWire {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final int SHOWN_MAX = 200;

  @Override
  public void head(HttpClientRequest request, Compression compression) {
    request.putHeader("content-type", PROTOBUF);
    if (compression != Compression.NONE) {
      request.putHeader("content-encoding", compression.name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public Buffer body(byte[] payload, Compression compression) {
    return Buffer.buffer(payload);
  }

  @Override
  public SendResult judge(
      int status, MultiMap headers, MultiMap trailers, Buffer body, long epochMillis) {
    if (status / 100 == 2) {
      return isProtobuf(headers)
          ? PartialSuccess.read(body.getBytes())
          : new SendResult.Delivered(0, "");
    }
    String why = "HTTP " + status + message(headers, body);
    return switch (status) {
      case 429, 502, 503, 504 ->
        new SendResult.Failed(why, retryAfterMillis(headers.get("retry-after"), epochMillis));
      default -> new SendResult.Refused(why);
    };
  }

  private static boolean isProtobuf(MultiMap headers) {
    String type = headers.get("content-type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith(PROTOBUF);
  }

  private static String message(MultiMap headers, Buffer body) {
    String text = body.getString(0, Math.min(SHOWN_MAX, body.length()));
    if (isProtobuf(headers)) {
      try {
        text = Status.parseFrom(body.getBytes()).getMessage();
      } catch (InvalidProtocolBufferException e) {
        text = "";
      }
    }
    return text.isBlank() ? "" : ": " + text.strip();
  }

  /** Parses seconds or a date (RFC 9110, 10.2.3); anything else is no hint. */
  static long retryAfterMillis(@Nullable String header, long epochMillis) {
    if (header == null) {
      return SendResult.NO_HINT_MILLIS;
    }
    String text = header.strip();
    try {
      return text.matches("[0-9]{1,9}")
          ? Long.parseLong(text) * 1_000
          : Math.max(0, dateMillis(text) - epochMillis);
    } catch (DateTimeParseException e) {
      return SendResult.NO_HINT_MILLIS;
    }
  }

  private static long dateMillis(String text) {
    return Instant.from(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME))
        .toEpochMilli();
  }
}
