// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.query.promql.value.histogram.Histogram;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The histograms of a series' samples; they may be made when they are asked for. */
@FunctionalInterface
public interface HistogramColumn {
  /** Returns the histogram of a sample, or null if the sample is a number or a marker. */
  @Nullable
  Histogram get(int sample);

  /**
   * Returns whether each sample is known to be a histogram of one counter, in one layout and never
   * reset, or a marker by its number. Then nobody needs to read all of them, which can be slow.
   */
  default boolean isComplete() {
    return false;
  }

  /** Returns the column of other samples, each named by its number in this column. */
  default HistogramColumn mapped(IntUnaryOperator samples) {
    HistogramColumn whole = this;
    return new HistogramColumn() {
      @Override
      public @Nullable Histogram get(int sample) {
        return whole.get(samples.applyAsInt(sample));
      }

      @Override
      public boolean isComplete() {
        return whole.isComplete();
      }
    };
  }
}
