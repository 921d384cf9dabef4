// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import java.util.Arrays;

/**
 * Maps durations to cells, the common refinement of the {@link FineBins} and the configured
 * buckets. Counting a duration once in its cell counts it exactly in its fine bin and exactly in
 * its configured bucket.
 *
 * <p>A cell's index is its bin plus its bucket. Both grow with the duration, so two durations with
 * equal sums have the same bin and the same bucket: the sum identifies the pair.
 *
 * <pre>
 *   bounds           2 ms                      (configured: bucket 0 is ≤ 2 ms, bucket 1 above)
 *   bins     … (1.998, 2.007] (2.007, 2.015] … (bin n, bin n + 1)
 *   cells    … (1.998, 2] (2, 2.007] (2.007, 2.015] …
 *              n + 0      n + 1      n + 2
 * </pre>
 *
 * <p>Where a bound is itself the edge of a bin, one index is never used: its cell is empty, of
 * width zero. Immutable; layouts are equal if their bounds are.
 */
public final class CellLayout {
  /** The most bounds that can be configured. */
  public static final int BOUNDS_MAX = 1000;

  private final long[] boundsNanos;
  /** By bin: the number of bounds below every duration of the bin. */
  private final short[] firstBucketOfBin = new short[FineBins.COUNT];
  /** By cell: inclusive upper bound, bin and bucket. */
  private final long[] upperNanos;

  private final short[] bins;
  private final short[] buckets;

  private CellLayout(long[] boundsNanos) {
    this.boundsNanos = boundsNanos;
    int cells = FineBins.COUNT + boundsNanos.length;
    this.upperNanos = new long[cells];
    this.bins = new short[cells];
    this.buckets = new short[cells];
    int bucket = 0;
    for (int bin = 0; bin < FineBins.COUNT; bin++) {
      firstBucketOfBin[bin] = (short) bucket;
      long upper = FineBins.upperNanos(bin);
      while (bucket < boundsNanos.length && boundsNanos[bucket] < upper) {
        setCell(bin, bucket, boundsNanos[bucket]);
        bucket++;
      }
      setCell(bin, bucket, upper);
      if (bucket < boundsNanos.length && boundsNanos[bucket] == upper) {
        bucket++;
        setCell(bin, bucket, upper);
      }
    }
  }

  private void setCell(int bin, int bucket, long upper) {
    upperNanos[bin + bucket] = upper;
    bins[bin + bucket] = (short) bin;
    buckets[bin + bucket] = (short) bucket;
  }

  /**
   * Returns the layout for configured upper bounds, without the implicit {@code +Inf}.
   *
   * @param boundsNanos positive and strictly ascending, at most {@value #BOUNDS_MAX}; may be empty
   * @throws IllegalArgumentException if they are not
   */
  public static CellLayout of(long... boundsNanos) {
    if (boundsNanos.length > BOUNDS_MAX) {
      throw new IllegalArgumentException(
          boundsNanos.length + " histogram bounds, at most " + BOUNDS_MAX);
    }
    long previous = 0;
    for (long bound : boundsNanos) {
      if (bound <= previous) {
        throw new IllegalArgumentException(
            "histogram bounds must be positive and ascend: " + bound + " ns after " + previous);
      }
      previous = bound;
    }
    return new CellLayout(boundsNanos.clone());
  }

  /** Returns the number of cell indices. */
  public int size() {
    return upperNanos.length;
  }

  /** Returns the cell of a duration of 0 ns or more. */
  public int cellOf(long nanos) {
    int bin = FineBins.binOf(nanos);
    int bucket = firstBucketOfBin[bin];
    while (bucket < boundsNanos.length && boundsNanos[bucket] < nanos) {
      bucket++;
    }
    return bin + bucket;
  }

  /** Returns the inclusive upper bound of a cell in nanoseconds. */
  public long upperNanos(int cell) {
    return upperNanos[cell];
  }

  /** Returns the exclusive lower bound of a cell in nanoseconds; −1 for the cell of 0 ns. */
  public long lowerNanos(int cell) {
    return cell == 0 ? -1 : upperNanos[cell - 1];
  }

  /** Returns the fine bin that a cell is part of. */
  public int binOf(int cell) {
    return bins[cell];
  }

  /** Returns a whole number of nanoseconds in the middle of the fine bin that a cell is part of. */
  public long middleNanos(int cell) {
    return FineBins.middleNanos(bins[cell]);
  }

  /** Returns the configured bucket that a cell is part of: 0 … {@link #boundCount()}. */
  public int bucketOf(int cell) {
    return buckets[cell];
  }

  /** Returns the number of configured bounds, one less than the number of buckets. */
  public int boundCount() {
    return boundsNanos.length;
  }

  /** Returns a configured upper bound in nanoseconds. */
  public long boundNanos(int bucket) {
    return boundsNanos[bucket];
  }

  /** Returns a copy of the configured upper bounds in nanoseconds. */
  public long[] boundsNanos() {
    return boundsNanos.clone();
  }

  /**
   * Returns this layout's cell for a cell of another layout. In equal layouts it is the same cell;
   * otherwise it is the cell of the fine bin's middle. That preserves fine bins, but can move a
   * duration across a configured bound within 0.78 % of it.
   */
  public int cellFrom(CellLayout other, int cell) {
    return equals(other) ? cell : cellOf(other.middleNanos(cell));
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof CellLayout other && Arrays.equals(boundsNanos, other.boundsNanos);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(boundsNanos);
  }

  @Override
  public String toString() {
    return "CellLayout" + Arrays.toString(boundsNanos);
  }
}
