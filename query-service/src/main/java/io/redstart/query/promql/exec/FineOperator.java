// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import java.util.List;

/** A running node of a plan whose values are histograms in fine cells. */
interface FineOperator {
  /** Returns the labels of its series, all different and without {@code le}. */
  List<Labels> series();

  /** Returns the cells that all its histograms are made of. */
  CellSpace space();

  /** Returns, ascending, the cells in which the histograms of a series can have counts. */
  int[] cells(int series);

  /**
   * Computes one step. Callers ask for steps in ascending order, each once.
   *
   * @param into by index in {@link #series}; cleared first
   */
  void next(int step, FineVector into);
}
