// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;

/** How samples reach a receiver. */
public interface PushProtocol {
  /** Returns its short name, for metrics, log lines and the file of the position. */
  String name();

  /** Returns the key of its settings. */
  String setting();

  /** Returns whether the receiver must speak HTTP/2. */
  boolean needsHttp2();

  /** Returns the URL of requests. */
  String target();

  /** Returns whether exemplars are sent. */
  boolean sendsExemplars();

  /** Returns an empty batch. */
  PushBatch batch();

  /** Returns the body of a request with a message. */
  byte[] encode(byte[] message);

  /** Adds the headers of the protocol to a request. */
  void head(HttpClientRequest request);

  /**
   * Reads an answer.
   *
   * @param answer the answer to a request
   * @param samples how many samples the request had
   */
  SendResult judge(Answer answer, int samples);

  /**
   * An answer with its body.
   *
   * @param status the HTTP status
   * @param trailers the headers after the body, of HTTP/2
   */
  record Answer(int status, MultiMap headers, MultiMap trailers, Buffer body) {}
}
