// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes an answer of bytes whose format has a compression of its own, or none. */
public final class ByteAnswer implements StreamedAnswer {
  /**
   * Bytes as the reply of an endpoint.
   *
   * @param contentType the value of {@code Content-Type}
   * @param contentEncoding the compression that the parts have; null if none
   */
  public record Bytes(
      String contentType, @Nullable String contentEncoding, PartedAnswer.Parts parts)
      implements Reply {
    @Override
    public StreamedAnswer begin(Encoding encoding, QueryLimits limits) {
      return new ByteAnswer(this, limits);
    }
  }

  private final Bytes bytes;
  private final QueryLimits limits;
  private final AnswerBody body = new AnswerBody();
  private boolean isEnded;

  private ByteAnswer(Bytes bytes, QueryLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
    limits.hold(JsonAnswer.BUFFERS_BYTES);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public String contentType() {
    return bytes.contentType;
  }

  @Override
  public @Nullable String contentEncoding() {
    return bytes.contentEncoding;
  }

  @Override
  public Chunk next() throws IOException {
    while (!isEnded && !body.isFull()) {
      limits.check();
      isEnded = !bytes.parts.writeNext(body);
    }
    return new Chunk(body.take(), isEnded);
  }
}
