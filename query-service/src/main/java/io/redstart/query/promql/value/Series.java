// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;

/**
 * The samples of one series in the range of a selection, in ascending order of time. A value may be
 * Prometheus' staleness marker, a NaN known by its raw bits.
 *
 * <p>The series owns its arrays; nothing changes them later.
 */
public final class Series {
  private final Labels labels;
  private final long[] timestampsMillis;
  private final double[] values;

  /**
   * Makes a series.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public Series(Labels labels, long[] timestampsMillis, double[] values) {
    if (timestampsMillis.length != values.length) {
      throw new IllegalArgumentException(
          timestampsMillis.length + " timestamps for " + values.length + " values");
    }
    this.labels = labels;
    this.timestampsMillis = timestampsMillis;
    this.values = values;
  }

  /** Returns the labels, with the metric's name. */
  public Labels labels() {
    return labels;
  }

  /** Returns how many samples there are. */
  public int size() {
    return values.length;
  }

  /** Returns the time of a sample in epoch milliseconds. */
  public long timestampMillis(int index) {
    return timestampsMillis[index];
  }

  /** Returns the value of a sample. */
  public double value(int index) {
    return values[index];
  }
}
