// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Receives the body of a unary gRPC call: one length-prefixed message (gRPC over HTTP/2,
 * "Requests").
 *
 * <pre>
 *   compressed  1 byte, 0 or 1: whether grpc-encoding applies
 *   length      4 bytes, big-endian, unsigned
 *   message
 * </pre>
 *
 * <p>Chunks may end anywhere, even in the prefix.
 */
public final class GrpcBody implements InboundBody {
  private static final int PREFIX_BYTES = 5;

  private final GatheredBytes message;
  private final @Nullable String grpcEncoding;
  private final int messageMaxBytes;
  private int prefixBytes;
  private int compressed;
  private long announcedBytes;

  public GrpcBody(ArrayPool pool, @Nullable String grpcEncoding, int messageMaxBytes) {
    this.message = new GatheredBytes(pool);
    this.grpcEncoding = grpcEncoding;
    this.messageMaxBytes = messageMaxBytes;
  }

  @Override
  public @Nullable ExportAnswer take(Buffer chunk) {
    int at = 0;
    while (prefixBytes < PREFIX_BYTES && at < chunk.length()) {
      takePrefix(chunk.getByte(at++) & 0xff);
      if (prefixBytes == PREFIX_BYTES) {
        ExportAnswer answer = checkPrefix();
        if (answer != null) {
          return answer;
        }
      }
    }
    int more = chunk.length() - at;
    if (more == 0) {
      return null;
    }
    if (message.length() + (long) more > announcedBytes) {
      return ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "more than one message in a unary call");
    }
    return message.append(chunk, at, chunk.length());
  }

  private void takePrefix(int next) {
    if (prefixBytes == 0) {
      compressed = next;
    } else {
      announcedBytes = announcedBytes << 8 | next;
    }
    prefixBytes++;
  }

  private @Nullable ExportAnswer checkPrefix() {
    if (announcedBytes > messageMaxBytes) {
      return ExportAnswer.of(
          ExportAnswer.Kind.TOO_LARGE,
          "message of " + announcedBytes + " bytes, at most " + messageMaxBytes);
    }
    if (compressed > 1) {
      return ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "compressed flag is " + compressed);
    }
    if (compressed == 1 && (grpcEncoding == null || grpcEncoding.equals(ContentCodings.IDENTITY))) {
      return ExportAnswer.of(
          ExportAnswer.Kind.MALFORMED, "compressed message without grpc-encoding");
    }
    message.expect((int) announcedBytes);
    return null;
  }

  @Override
  public @Nullable ExportAnswer end() {
    if (prefixBytes == 0) {
      return ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "no message");
    }
    if (prefixBytes < PREFIX_BYTES) {
      return ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "message is cut off in its prefix");
    }
    if (message.length() < announcedBytes) {
      return ExportAnswer.of(
          ExportAnswer.Kind.MALFORMED,
          "message is cut off: " + message.length() + " of " + announcedBytes + " bytes");
    }
    return null;
  }

  @Override
  public byte[] array() {
    return message.array();
  }

  @Override
  public int length() {
    return message.length();
  }

  @Override
  public String encoding() {
    return compressed == 0 || grpcEncoding == null ? "identity" : grpcEncoding;
  }

  @Override
  public void release() {
    message.release();
  }
}
