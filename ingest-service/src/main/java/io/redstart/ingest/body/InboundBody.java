// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The body of one request while it arrives, with its protocol's framing and limits. */
public interface InboundBody {
  /** Takes a chunk; returns an answer if that settles the request already. */
  @Nullable
  ExportAnswer take(Buffer chunk);

  /** Is told that the body has ended; returns an answer if that settles the request. */
  @Nullable
  ExportAnswer end();

  /** Returns the array that holds the request in its first {@link #length} bytes. */
  byte[] array();

  /** Returns how many bytes the request has. */
  int length();

  /** Returns the request's content coding. */
  String encoding();

  /** Gives the array back; harmless if it was. */
  void release();
}
