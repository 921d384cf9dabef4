// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

/** Counts the numbers of each group. */
final class Count implements Accumulator {
  private final long[] counts;

  Count(int groups) {
    this.counts = new long[groups];
  }

  @Override
  public void set(int group, double value) {
    counts[group] = 1;
  }

  @Override
  public void add(int group, double value) {
    counts[group]++;
  }

  @Override
  public double result(int group) {
    return counts[group];
  }
}
