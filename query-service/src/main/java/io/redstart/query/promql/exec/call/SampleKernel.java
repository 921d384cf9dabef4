// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Computes one sample, or none, from a sample. */
@FunctionalInterface
public interface SampleKernel {
  /**
   * Computes a sample.
   *
   * @param value the number; anything for a histogram
   * @param histogram the histogram; null for a number
   * @param parameters the scalar arguments at the step
   * @param into empty
   */
  void apply(double value, @Nullable Histogram histogram, Parameters parameters, SampleSlot into);
}
