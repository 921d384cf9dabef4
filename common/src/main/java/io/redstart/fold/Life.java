// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

/**
 * When a label set has samples: from one stamp on, for good.
 *
 * @param birthMillis the stamp of the first window that counted it
 * @param zeroMillis the stamp of its first sample, one window before
 */
public record Life(long birthMillis, long zeroMillis) {
  /** Returns the life of a label set whose rows are all known. */
  public static Life from(long birthMillis, long windowMillis) {
    return new Life(birthMillis, birthMillis - windowMillis);
  }

  /** Returns whether a cap can change what the factor of a step says. */
  boolean isCappedAt(FoldGrid grid, int step) {
    return grid.isSampled(step) && zeroMillis < grid.cutMillis(grid.first(step));
  }

  /** Returns whether its first sample in a step is its first of all. */
  boolean isLateAt(FoldGrid grid, int step) {
    return zeroMillis >= grid.cutMillis(grid.first(step));
  }

  /** Returns how much of an increase the extrapolation to the start adds without a cap. */
  double startShare(FoldGrid grid, Extrapolation extrapolation, int step) {
    long firstMillis = Math.max(zeroMillis, grid.cutMillis(grid.first(step)));
    return extrapolation.startShare(step, firstMillis);
  }

  /**
   * Returns by how much an increase differs from what the factor of a step says.
   *
   * @param isLate whether that factor adds nothing for the start
   * @param before the first sample
   * @param share of the increase, which the extrapolation to the start adds without a cap
   */
  static double correction(boolean isLate, double before, double increase, double share) {
    double start = Math.min(share * increase, before);
    return isLate ? start : Math.min(0, before - share * increase);
  }
}
