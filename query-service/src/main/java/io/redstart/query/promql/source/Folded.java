// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;

/** The value of a {@link Fold}: a vector for each of its steps. One query reads it, on one thread. */
public interface Folded {
  /** Returns the groups; those without a sample at any step may be left out. */
  SeriesList groups();

  /**
   * Computes the sample of a group at a step. It is quickest step by step in ascending order.
   *
   * @param into receives a number, or a histogram of fine bins; nothing if no series of the group
   *     has a value
   */
  void get(int group, int step, SampleSlot into);
}
