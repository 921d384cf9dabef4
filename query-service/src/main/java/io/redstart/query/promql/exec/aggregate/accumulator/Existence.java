// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

/** Returns 1 for each group with a sample: {@code group}. */
final class Existence implements Accumulator {
  @Override
  public void begin(int step, int groups) {}

  @Override
  public void set(int group, double value) {}

  @Override
  public void add(int group, double value) {}

  @Override
  public double result(int group) {
    return 1;
  }
}
