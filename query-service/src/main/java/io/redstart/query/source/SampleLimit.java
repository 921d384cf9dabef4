// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.query.promql.PromqlException;

/** How many samples and rows one query may hold; what it has taken it keeps until it ends. */
final class SampleLimit {
  private final long samplesMax;
  private long samples;

  SampleLimit(long samplesMax) {
    this.samplesMax = samplesMax;
  }

  /**
   * Takes some more.
   *
   * @throws PromqlException if that is too many
   */
  void take(long more) {
    samples += more;
    if (samples > samplesMax) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "query processing would load too many samples into memory in query execution");
    }
  }

  /** Returns how many it has now. */
  long samples() {
    return samples;
  }

  /** Gives back what is not held any more. */
  void giveBack(long fewer) {
    samples -= fewer;
  }
}
