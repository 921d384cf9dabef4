// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.operator.SampleNotes.Operation;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.HistogramCombination;
import io.redstart.query.promql.value.IncompatibleLayoutsException;

/** Sums and differences of two histograms, with a note where custom bounds differ. */
final class HistogramSums {
  private HistogramSums() {}

  /**
   * Returns a sum.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  static Histogram plus(Histogram left, Histogram right, SampleNotes notes) {
    return noted(left.plus(right), Operation.ADDITION, notes);
  }

  /**
   * Returns a difference.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  static Histogram minus(Histogram left, Histogram right, SampleNotes notes) {
    return noted(left.minus(right), Operation.SUBTRACTION, notes);
  }

  private static Histogram noted(
      HistogramCombination combination, Operation operation, SampleNotes notes) {
    if (combination.boundsReconciled()) {
      notes.reconciledBounds(operation);
    }
    return combination.histogram();
  }
}
