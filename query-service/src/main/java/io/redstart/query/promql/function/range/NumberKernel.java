// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.SampleSlot;

/** Computes a number from the numbers of a window. */
@FunctionalInterface
interface NumberKernel {
  /**
   * Computes a step.
   *
   * @param samples as many numbers as the function needs
   */
  double apply(RangeWindow samples, Parameters parameters);

  /**
   * Returns the kernel of a function that ignores histograms, with a note to the user.
   *
   * @param samplesMin how many numbers the function needs
   */
  static RangeKernel ignoringHistograms(CallContext call, int samplesMin, NumberKernel kernel) {
    RangeNotes notes = new RangeNotes(call);
    return (RangeWindow window, Parameters parameters, SampleSlot into) -> {
      RangeWindow numbers = window.numbers();
      if (numbers.isEmpty()) {
        return;
      }
      if (numbers.size() < window.size()) {
        notes.ignoredHistograms(window);
      }
      if (numbers.size() >= samplesMin) {
        into.set(kernel.apply(numbers, parameters));
      }
    };
  }
}
