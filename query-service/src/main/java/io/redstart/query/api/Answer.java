// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * An answer as it goes out.
 *
 * @param status the HTTP status
 * @param contentType what the bytes mean
 * @param encoding how they are packed
 * @param chunks the bytes
 */
record Answer(int status, String contentType, Encoding encoding, List<Buffer> chunks) {
  Answer {
    chunks = List.copyOf(chunks);
  }

  /** Returns how many bytes there are. */
  long sizeBytes() {
    return chunks.stream().mapToLong(Buffer::length).sum();
  }
}
