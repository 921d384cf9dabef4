// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.limit.Footprint;
import java.util.Arrays;

/**
 * {@code quantile_over_time} and {@code mad_over_time}, the median of the distances from the median
 * (Prometheus' promql/functions.go and quantile.go). NaN is less than any number.
 */
public final class QuantileKernels {
  private double[] sorted = {};
  private int size;

  private QuantileKernels() {}

  /** Makes the kernel of {@code quantile_over_time}. */
  public static RangeKernel quantile(CallContext call) {
    RangeNotes notes = new RangeNotes(call);
    QuantileKernels kernel = new QuantileKernels();
    return NumberKernel.ignoringHistograms(call, 1, (samples, parameters) -> {
      double quantile = parameters.get(0);
      if (!(quantile >= 0 && quantile <= 1)) {
        notes.invalidQuantile(quantile);
        return outside(quantile);
      }
      kernel.copy(samples);
      return kernel.quantile(quantile);
    });
  }

  /** Makes the kernel of {@code mad_over_time}. */
  public static RangeKernel medianDeviation(CallContext call) {
    QuantileKernels kernel = new QuantileKernels();
    return NumberKernel.ignoringHistograms(
        call, 1, (samples, parameters) -> kernel.medianDeviation(samples));
  }

  private static double outside(double quantile) {
    if (Double.isNaN(quantile)) {
      return quantile;
    }
    return quantile < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  private double medianDeviation(RangeWindow samples) {
    if (copy(samples)) {
      return Double.NaN;
    }
    double median = quantile(0.5);
    for (int i = 0; i < size; i++) {
      sorted[i] = Math.abs(sorted[i] - median);
    }
    return quantile(0.5);
  }

  /** Copies the samples. Returns whether there is a NaN. */
  private boolean copy(RangeWindow samples) {
    size = samples.size();
    if (size > sorted.length) {
      samples.limits().hold(Footprint.longs(size - sorted.length));
      sorted = new double[size];
    }
    boolean hasNaN = false;
    for (int i = 0; i < size; i++) {
      samples.limits().check(i);
      sorted[i] = samples.value(samples.first() + i);
      hasNaN |= Double.isNaN(sorted[i]);
    }
    return hasNaN;
  }

  private double quantile(double quantile) {
    Arrays.sort(sorted, 0, size);
    int numbers = size;
    while (numbers > 0 && Double.isNaN(sorted[numbers - 1])) {
      numbers--;
    }
    double rank = quantile * (size - 1);
    int lower = Math.max(0, (int) Math.floor(rank));
    int upper = Math.min(size - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    int nans = size - numbers;
    return at(lower, nans) * (1 - weight) + at(upper, nans) * weight;
  }

  /** Returns the sample of a rank; Java sorts NaN to the end instead of the beginning. */
  private double at(int rank, int nans) {
    return rank < nans ? Double.NaN : sorted[rank - nans];
  }
}
