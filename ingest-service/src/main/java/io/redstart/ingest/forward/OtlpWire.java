// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.forward.ForwardConfig.Compression;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;

/** How a protocol frames requests and answers. Stateless. */
interface OtlpWire {
  /** Sets the headers of a request. */
  void head(HttpClientRequest request, Compression compression);

  /** Returns the body of a request. */
  Buffer body(byte[] payload, Compression compression);

  /**
   * Judges an answer.
   *
   * @param headers its headers
   * @param trailers its trailers
   * @param body the first bytes of its body
   * @param epochMillis the present, for dates in it
   */
  SendResult judge(int status, MultiMap headers, MultiMap trailers, Buffer body, long epochMillis);
}
