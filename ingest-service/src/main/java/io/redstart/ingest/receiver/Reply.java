// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.Future;

/** Writes the answer to one request, in its protocol. */
@FunctionalInterface
interface Reply {
  /**
   * Writes the answer; called once.
   *
   * @return completes when the answer is written
   */
  Future<Void> send(ExportAnswer answer);
}
