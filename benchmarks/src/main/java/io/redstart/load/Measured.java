// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import java.util.Arrays;

/** Collects measurements of one kind. */
public final class Measured {
  private double[] values = new double[16];
  private int size;

  /** Adds a measurement. */
  public void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  /** Returns the value at a rank from 0 to 1; NaN if there is none. */
  public double quantile(double rank) {
    if (size == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(size - 1, Math.floor(rank * size))];
  }

  /** Returns the middle value; NaN if there is none. */
  public double median() {
    return quantile(0.5);
  }

  /** Returns the mean; NaN if there is none. */
  public double mean() {
    return Arrays.stream(values, 0, size).average().orElse(Double.NaN);
  }
}
