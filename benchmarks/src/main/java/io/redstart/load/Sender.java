// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import io.vertx.core.Future;

/** One connection that requests are sent on. */
interface Sender {
  /** What a request was answered. */
  record Reply(Receipt answer, String message) {}

  /** Sends a request; the future never fails. */
  Future<Reply> send(Workload.Body body);

  /** Closes the connection. */
  Future<Void> close();
}
