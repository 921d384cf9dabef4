// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.scan.RangeWindow;

/** Computes a number from the numbers of a window. */
@FunctionalInterface
interface NumberKernel {
  /**
   * Computes a step.
   *
   * @param numbers a window of numbers only
   * @param parameters the scalar arguments at the step
   */
  double apply(RangeWindow numbers, Parameters parameters);
}
