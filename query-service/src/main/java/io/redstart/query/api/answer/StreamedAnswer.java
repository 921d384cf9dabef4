// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An answer that is made chunk by chunk, as the client reads it. One thread at a time. */
public interface StreamedAnswer {
  /** A part of an answer's bytes. */
  record Chunk(Buffer bytes, boolean isLast) {}

  /** Returns the HTTP status. */
  int status();

  /** Returns the value of {@code Content-Type}. */
  String contentType();

  /** Returns the value of {@code Content-Encoding}; null if the bytes are not compressed. */
  @Nullable
  String contentEncoding();

  /** Makes the next chunk, of about {@link AnswerBody#CHUNK_BYTES} unless it is the last. */
  Chunk next() throws IOException;
}
