// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.model.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What spans of one key count into: one label set for calls and durations, or one for each. Made
 * once for a key, then shared by all its spans.
 *
 * @param calls of {@link Metric#SPANS}, or of {@link Metric#CALLS}
 * @param durations of {@link Metric#DURATION}, where calls are counted alone
 * @param selfTimes of {@link Metric#SELF_TIME}, where they are counted
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

  /** Returns what stands for spans that are not counted, and whose senders are told. */
  static SpanLabelSets rejected(Rejection reason) {
    return new SpanLabelSets(Counted.NONE, null, null, false, reason, null);
  }

  /** Returns what stands for spans that are not counted because the settings want it so. */
  static SpanLabelSets dropped(Drop reason) {
    return new SpanLabelSets(Counted.NONE, null, null, false, null, reason);
  }

  /** Tells that a span is about to be counted; returns whether it may be, or has to ask anew. */
  boolean use() {
    return calls.use()
        && (durations == null || durations.use())
        && (selfTimes == null || selfTimes.use());
  }

  /** Returns about how many bytes of heap it takes; its label sets are counted elsewhere. */
  int heapBytes() {
    return FIXED_BYTES + heapBytes(calls) + heapBytes(durations) + heapBytes(selfTimes);
  }

  private static int heapBytes(@Nullable Counted counted) {
    return counted == null ? 0 : Counted.HEAP_BYTES;
  }
}
