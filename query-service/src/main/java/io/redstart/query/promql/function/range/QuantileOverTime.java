// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.FloatText;

/** Computes {@code quantile_over_time}. */
final class QuantileOverTime implements NumberKernel {
  private final CallContext call;
  private final SortedNumbers sorted;

  QuantileOverTime(CallContext call) {
    this.call = call;
    this.sorted = new SortedNumbers(call.query().limits());
  }

  @Override
  public double apply(RangeWindow numbers, Parameters parameters) {
    double phi = parameters.get(0);
    if (!(phi >= 0 && phi <= 1)) {
      call.annotations()
          .warn(
              call.at(0),
              "quantile value should be between 0 and 1, got " + FloatText.general(phi));
    }
    sorted.set(numbers);
    return sorted.quantile(phi);
  }
}
