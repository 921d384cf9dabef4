// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import io.redstart.query.api.error.ErrorType;
import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes an answer that is made of parts: a text, or bytes. */
public final class PartedAnswer implements StreamedAnswer {
  private final int status;
  private final String contentType;
  private final Encoding encoding;
  private final QueryLimits limits;
  private final Parts parts;
  private final AnswerBody body = new AnswerBody();
  private final OutputStream packed;
  private boolean isEnded;

  /** The bytes, part by part. */
  public interface Parts {
    /** Writes the next part, a few KiB. Returns whether more parts follow. */
    boolean writeNext(OutputStream out) throws IOException;
  }

  /**
   * The reply of an endpoint.
   *
   * @param contentType the value of {@code Content-Type}
   */
  public record Content(String contentType, Parts parts) implements Reply {
    @Override
    public StreamedAnswer begin(Encoding encoding, QueryLimits limits) throws IOException {
      return new PartedAnswer(200, contentType, encoding, limits, parts);
    }
  }

  private PartedAnswer(
      int status, String contentType, Encoding encoding, QueryLimits limits, Parts parts)
      throws IOException {
    this.status = status;
    this.contentType = contentType;
    this.encoding = encoding;
    this.limits = limits;
    this.parts = parts;
    limits.hold(JsonAnswer.BUFFERS_BYTES);
    this.packed = encoding.pack(body);
  }

  /** Begins an answer with an error. */
  public static StreamedAnswer error(ErrorType type, String message, Encoding encoding)
      throws IOException {
    return new PartedAnswer(
        type.status(), "text/plain; charset=utf-8", encoding, QueryLimits.unlimited(), out -> {
          out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
          return false;
        });
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public @Nullable String contentEncoding() {
    return encoding.text();
  }

  @Override
  public Chunk next() throws IOException {
    while (!isEnded && !body.isFull()) {
      limits.check();
      if (!parts.writeNext(packed)) {
        packed.close();
        isEnded = true;
      }
    }
    return new Chunk(body.take(), isEnded);
  }
}
