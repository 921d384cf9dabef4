// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.model.Labels;
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
 * @param rejection why these spans are not counted, if they are not
 */
record SpanSeries(
    LabelSet calls,
    @Nullable LabelSet durations,
    @Nullable LabelSet selfTimes,
    boolean shortened,
    @Nullable Rejection rejection) {
  private static final LabelSet NONE = LabelSet.of(Metric.SPANS, Labels.empty());

  /** Returns what stands for spans that are not counted. */
  static SpanSeries rejected(Rejection reason) {
    return new SpanSeries(NONE, null, null, false, reason);
  }

  /** Returns how many bytes all label sets have. */
  int sizeBytes() {
    return calls.sizeBytes() + sizeBytes(durations) + sizeBytes(selfTimes);
  }

  private static int sizeBytes(@Nullable LabelSet set) {
    return set == null ? 0 : set.sizeBytes();
  }
}
