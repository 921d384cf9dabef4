// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.red.rule.Admission;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import org.jspecify.annotations.Nullable;

/**
 * A label set that is counted under, and the leave to do so where there are limits.
 *
 * @param admission to be asked for each span; nothing if there are no limits
 */
record Counted(LabelSet set, @Nullable Admission admission) {
  /** Stands for what is not counted: too large, not UTF-8, or relabelled away. */
  static final Counted NONE = new Counted(LabelSet.of(Metric.SPANS, Labels.empty()), null);

  /** About how many bytes of heap it takes; its label set is counted elsewhere. */
  static final int HEAP_BYTES = 24;

  boolean isNone() {
    return set.sizeBytes() == 0;
  }

  /** Tells that a span is about to be counted; returns whether it may be, or has to ask anew. */
  boolean use() {
    return admission == null || admission.use();
  }
}
