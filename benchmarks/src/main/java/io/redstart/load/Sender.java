// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import io.vertx.core.Future;

/** Sends requests on one connection. */
interface Sender {
  /** The answer to a request. */
  record Reply(Receipt answer, String message) {}

  /** Sends a request. The future never fails. */
  Future<Reply> send(Workload.Body body);

  /** Closes the connection. */
  Future<Void> close();
}
