// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.model.Metric;
import org.jspecify.annotations.Nullable;

/**
 * The label sets that spans of one key count into: one for calls and durations, or one for each.
 * Made once for a key, then shared by all its spans.
 *
 * @param calls of {@link Metric#SPANS}, or of {@link Metric#CALLS}
 * @param durations of {@link Metric#DURATION}, if calls are counted separately
 * @param selfTimes of {@link Metric#SELF_TIME}, if they are counted
 * @param shortened whether a value was cut off or left out
 * @param rejection why these spans are not counted, if they are rejected
 * @param drop why these spans are not counted, if they are dropped
 */
record SpanLabelSets(
    Counted calls,
    @Nullable Counted durations,
    @Nullable Counted selfTimes,
    boolean shortened,
    @Nullable Rejection rejection,
    @Nullable Drop drop) {
  private static final int FIXED_BYTES = 40;

  /** Returns the result for rejected spans, which are reported to their senders. */
  static SpanLabelSets rejected(Rejection reason) {
    return new SpanLabelSets(Counted.NONE, null, null, false, reason, null);
  }

  /** Returns the result for spans that the settings drop. */
  static SpanLabelSets dropped(Drop reason) {
    return new SpanLabelSets(Counted.NONE, null, null, false, null, reason);
  }

  /** Claims the admissions for one span. Returns false if the label sets must be made again. */
  boolean use() {
    return calls.use()
        && (durations == null || durations.use())
        && (selfTimes == null || selfTimes.use());
  }

  /** Returns the approximate heap size in bytes, without the label sets. */
  int heapBytes() {
    return FIXED_BYTES + heapBytes(calls) + heapBytes(durations) + heapBytes(selfTimes);
  }

  private static int heapBytes(@Nullable Counted counted) {
    return counted == null ? 0 : Counted.HEAP_BYTES;
  }
}
