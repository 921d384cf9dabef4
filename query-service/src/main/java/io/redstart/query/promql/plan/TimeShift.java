// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import org.jspecify.annotations.Nullable;

/**
 * Where a selector or subquery looks at a step.
 *
 * @param atMillis the time of {@code @}, epoch milliseconds; null for the step's own
 * @param offsetMillis how far back from there; negative for the future
 */
public record TimeShift(@Nullable Long atMillis, long offsetMillis) {
  /** No shift. */
  public static final TimeShift NONE = new TimeShift(null, 0);

  /** Returns the time at which to look, for a step at a time; epoch milliseconds. */
  public long apply(long stepMillis) {
    return (atMillis == null ? stepMillis : atMillis) - offsetMillis;
  }
}
