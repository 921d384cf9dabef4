// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.red.rule.Admission;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import org.jspecify.annotations.Nullable;

/**
 * A label set to count under, and the permission to do so if there are limits.
 *
 * @param admission claimed for each span; null if there are no limits
 */
record Counted(LabelSet set, @Nullable Admission admission) {
  /** Stands for spans and events that are not counted: too large, not UTF-8, or relabelled away. */
  static final Counted NONE = new Counted(LabelSet.of(Metric.SPANS, Labels.empty()), null);

  /** The approximate heap size in bytes, without the label set. */
  static final int HEAP_BYTES = 24;

  boolean isNone() {
    return set.sizeBytes() == 0;
  }

  /** Claims the admission for one span. Returns false if the label set must be made again. */
  boolean use() {
    return admission == null || admission.use();
  }
}
