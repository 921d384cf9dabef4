// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import java.util.List;

/** A running node of a plan. */
interface Operator {
  /** Returns the labels of its series, all different. A series may have no samples. */
  List<Labels> series();

  /**
   * Computes one step. Callers ask for steps in ascending order, each once.
   *
   * @param step its index
   * @param into by index in {@link #series}; cleared first
   */
  void next(int step, StepVector into);
}
