// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** A running node of a plan whose value is a vector or a scalar. */
public interface Operator {
  /**
   * Returns its series, all with different labels. A series may have no samples. A step may add
   * series, see {@link SeriesList}.
   */
  SeriesList series();

  /**
   * Computes one step. Callers ask for all steps of the plan node in ascending order, each once.
   *
   * @param step its index
   * @param into by index in {@link #series}; cleared first
   */
  void next(int step, StepVector into);
}
