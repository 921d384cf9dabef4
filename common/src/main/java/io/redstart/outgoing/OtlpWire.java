// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;

/** How requests and answers of OTLP look in one protocol. Stateless. */
public interface OtlpWire {
  /** Sets the headers of a request. */
  void head(HttpClientRequest request);

  /** Returns the body of a request: the message, compressed and framed. Call it on a worker. */
  Buffer body(byte[] message);

  /**
   * Judges an answer.
   *
   * @param nowMillis the present in epoch milliseconds, for dates in it
   */
  SendResult judge(Answer answer, long nowMillis);
}
