// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/** What a histogram sample says about a counter reset between it and the sample before. */
public enum ResetHint {
  /** Nothing: compare the two samples. */
  UNKNOWN,
  /** The counter was reset. */
  RESET,
  /** The counter was not reset. */
  NOT_RESET,
  /** The histogram is a gauge, so that resets have no meaning. */
  GAUGE;

  /** Returns the hint of a sum or difference of histograms with these hints. */
  ResetHint with(ResetHint other) {
    if (this == other) {
      return this;
    }
    return this == GAUGE || other == GAUGE ? GAUGE : UNKNOWN;
  }

  /** Returns whether one hint claims a reset that the other denies. */
  boolean contradicts(ResetHint other) {
    return (this == RESET && other == NOT_RESET) || (this == NOT_RESET && other == RESET);
  }
}
