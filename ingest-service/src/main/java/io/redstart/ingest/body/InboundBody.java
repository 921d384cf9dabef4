// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Receives the body of one request with its protocol's framing and limits. */
public interface InboundBody {
  /** Appends a chunk; returns an answer if the request already fails. */
  @Nullable
  ExportAnswer take(Buffer chunk);

  /** Ends the body; returns an answer if the request fails. */
  @Nullable
  ExportAnswer end();

  /** Returns the array that holds the request in its first {@link #length} bytes. */
  byte[] array();

  /** Returns the size of the request in bytes. */
  int length();

  /** Returns the request's content coding. */
  String encoding();

  /** Returns the array to its pool; does nothing the second time. */
  void release();
}
