// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.SampleSlot;

/** Computes one sample, or none, from the samples of a series in a range. */
@FunctionalInterface
public interface RangeKernel {
  /**
   * Computes a step.
   *
   * @param window one sample or more
   * @param parameters the scalar arguments at the step
   * @param into empty
   */
  void apply(RangeWindow window, Parameters parameters, SampleSlot into);
}
