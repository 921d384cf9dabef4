// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.ingest.red.Fold;
import io.vertx.core.Future;

/** Where the observations of a request go. */
@FunctionalInterface
public interface FoldSink {
  /**
   * Submits a fold, and copies the parts of it that outlive the call.
   *
   * @return what became of its spans; never fails
   */
  Future<SubmissionOutcome> submit(Fold fold);
}
