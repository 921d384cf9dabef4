// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import org.jspecify.annotations.Nullable;

/** The histograms of a series' samples; they may be made when they are asked for. */
@FunctionalInterface
public interface HistogramColumn {
  /** Returns the histogram of a sample, or null if the sample is a number or a marker. */
  @Nullable Histogram get(int sample);

  /** Returns whether a sample is a histogram, without making it where that is possible. */
  default boolean has(int sample) {
    return get(sample) != null;
  }
}
