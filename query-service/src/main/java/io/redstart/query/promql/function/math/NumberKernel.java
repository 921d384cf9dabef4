// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.math;

import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.SampleKernel;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A kernel for numbers and scalar arguments; it leaves out histograms. */
@FunctionalInterface
public interface NumberKernel extends SampleKernel {
  /** Computes a number, if any. */
  void apply(double value, Parameters parameters, SampleSlot into);

  @Override
  @SuppressWarnings("FunctionalInterfaceMethodChanged") // It is a kernel that ignores histograms.
  default void apply(
      double value, @Nullable Histogram histogram, Parameters parameters, SampleSlot into) {
    if (histogram == null) {
      apply(value, parameters, into);
    }
  }

  /**
   * Keeps numbers between two bounds; gives nothing if the bounds are the wrong way round
   * (Prometheus' promql/functions.go, clamp).
   */
  static void clamp(double value, double min, double max, SampleSlot into) {
    if (!(max < min)) {
      into.set(GoMath.max(min, GoMath.min(max, value)));
    }
  }

  /** Rounds to a multiple of the first parameter, by default 1; halves up. */
  static void round(double value, Parameters parameters, SampleSlot into) {
    double multiple = parameters.size() == 0 ? 1 : parameters.get(0);
    // As in Prometheus: 1 / 0.1 is 10, which loses less than dividing by 0.1.
    double inverse = 1 / multiple;
    into.set(Math.floor(value * inverse + 0.5) / inverse);
  }
}
