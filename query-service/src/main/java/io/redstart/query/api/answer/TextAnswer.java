// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import io.redstart.query.api.error.ErrorType;
import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes an answer that is text. */
public final class TextAnswer implements StreamedAnswer {
  private final int status;
  private final String contentType;
  private final Encoding encoding;
  private final QueryLimits limits;
  private final Parts parts;
  private final AnswerBody body = new AnswerBody();
  private final Writer writer;
  private boolean isEnded;

  /** The text, part by part. */
  public interface Parts {
    /** Writes the next part, a few KiB. Returns whether more parts follow. */
    boolean writeNext(Writer text) throws IOException;
  }

  /**
   * A text as the reply of an endpoint.
   *
   * @param contentType the value of {@code Content-Type}
   */
  public record Text(String contentType, Parts parts) implements Reply {
    @Override
    public StreamedAnswer begin(Encoding encoding, QueryLimits limits) throws IOException {
      return new TextAnswer(200, contentType, encoding, limits, parts);
    }
  }

  private TextAnswer(
      int status, String contentType, Encoding encoding, QueryLimits limits, Parts parts)
      throws IOException {
    this.status = status;
    this.contentType = contentType;
    this.encoding = encoding;
    this.limits = limits;
    this.parts = parts;
    limits.hold(JsonAnswer.BUFFERS_BYTES);
    this.writer = new OutputStreamWriter(encoding.pack(body), StandardCharsets.UTF_8);
  }

  /** Begins an answer with an error. */
  public static StreamedAnswer error(ErrorType type, String message, Encoding encoding)
      throws IOException {
    return new TextAnswer(
        type.status(), "text/plain; charset=utf-8", encoding, QueryLimits.unlimited(), text -> {
          text.write(message + "\n");
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
      if (!parts.writeNext(writer)) {
        writer.close();
        isEnded = true;
      }
    }
    return new Chunk(body.take(), isEnded);
  }
}
