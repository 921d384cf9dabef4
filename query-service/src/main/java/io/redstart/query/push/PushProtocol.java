// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.outgoing.Answer;
import io.redstart.outgoing.SendResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;

/** How samples reach a receiver. */
public interface PushProtocol {
  /** Returns its short name, for metrics, log lines and the file of the position. */
  String name();

  /** Returns the key of its settings. */
  String setting();

  /** Returns whether exemplars are sent. */
  boolean sendsExemplars();

  /** Returns whether only what was counted since the stamp before is sent. */
  boolean sendsDeltas();

  /** Returns an empty batch. */
  PushBatch batch();

  /** Returns the body of a request with a message. */
  Buffer encode(byte[] message);

  /** Adds the headers of the protocol to a request. */
  void head(HttpClientRequest request);

  /**
   * Reads an answer.
   *
   * @param answer the answer to a request
   * @param samples how many samples the request had
   */
  SendResult judge(Answer answer, int samples);
}
