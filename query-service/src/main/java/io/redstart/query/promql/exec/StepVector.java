// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import java.util.Arrays;

/** The values of an operator's series at one step. NaN is a value; a missing sample is not. */
final class StepVector {
  private final double[] values;
  /** One bit by series. */
  private final long[] present;

  StepVector(int size) {
    this.values = new double[size];
    this.present = new long[(size + 63) >>> 6];
  }

  /** Returns a vector for the series of an operator. */
  static StepVector of(Operator operator, QueryLimits limits) {
    int size = operator.series().size();
    limits.hold(Footprint.longs(size) + Footprint.longs(size >>> 6));
    return new StepVector(size);
  }

  void clear() {
    Arrays.fill(present, 0);
  }

  int size() {
    return values.length;
  }

  /** Returns whether no series has a sample. */
  boolean isEmpty() {
    for (long bits : present) {
      if (bits != 0) {
        return false;
      }
    }
    return true;
  }

  boolean has(int series) {
    return (present[series >>> 6] & (1L << series)) != 0;
  }

  double get(int series) {
    return values[series];
  }

  void set(int series, double value) {
    values[series] = value;
    present[series >>> 6] |= 1L << series;
  }
}
