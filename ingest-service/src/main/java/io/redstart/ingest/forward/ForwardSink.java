// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.Future;

/** Takes requests that are to be forwarded once they are accepted. */
@FunctionalInterface
public interface ForwardSink {
  /**
   * Offers a request. Never fails, and never waits.
   *
   * @param bytes holds the request in its first {@code length} bytes, as protobuf, until this
   *     method returns
   * @param spans how many spans it has
   * @param answer the answer to its sender; the request is forwarded only if this is a success
   */
  void offer(byte[] bytes, int length, int spans, Future<ExportAnswer> answer);
}
