// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import java.util.Arrays;

/**
 * The counts of one label set: calls, the sum of their durations, and the count of each touched
 * cell. An ingest verticle folds spans into one, a window keeps one, and a lifetime total is one;
 * increments add up. Calls and counts stop at {@link Weight#MAX}.
 *
 * <pre>
 *   three calls of 1 ms, 1 ms and 3 ms:
 *     calls     3 × Weight.ONE
 *     sumNanos  5,000,000                  (128 bits: high, low)
 *     cells     [1783, 1985]               ascending
 *     counts    [2 × ONE, 1 × ONE]
 * </pre>
 *
 * <p>Mutable and reused on the data plane; one thread at a time.
 */
public final class Increment {
  /** The object headers of both arrays. */
  private static final int ARRAYS_FIXED_BYTES = 32;

  private static final int[] NO_CELLS = {};
  private static final long[] NO_COUNTS = {};

  private long calls;
  private long sumHigh;
  private long sumLow;
  private int size;
  private int[] cells = NO_CELLS;
  private long[] counts = NO_COUNTS;

  /** Resets all counts and keeps the arrays. */
  public void clear() {
    calls = 0;
    sumHigh = 0;
    sumLow = 0;
    size = 0;
  }

  /** Returns an empty increment with room for as many cells as this one has touched. */
  public Increment emptyLike() {
    Increment empty = new Increment();
    if (size > 0) {
      empty.cells = new int[size];
      empty.counts = new long[size];
    }
    return empty;
  }

  /** Counts one observation: {@code weight} calls, their weighted duration, and their cell. */
  public void record(int cell, long weight, long weightedNanos) {
    addCalls(weight);
    addSum(0, weightedNanos);
    addCell(cell, weight);
  }

  /** Adds calls, in units of {@link Weight}. */
  public void addCalls(long weight) {
    calls = Weight.add(calls, weight);
  }

  /** Adds a 128-bit number of nanoseconds. */
  public void addSum(long high, long low) {
    long sum = sumLow + low;
    sumHigh += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    sumLow = sum;
  }

  /** Adds to the count of one cell, in units of {@link Weight}. */
  public void addCell(int cell, long weight) {
    int at = indexOf(cell);
    if (at >= 0) {
      counts[at] = Weight.add(counts[at], weight);
    } else {
      insert(-at - 1, cell, weight);
    }
  }

  /** Adds all counts of another increment. */
  public void add(Increment other) {
    addCalls(other.calls);
    addSum(other.sumHigh, other.sumLow);
    if (size == 0 && other.size > 0) {
      copyCells(other);
      return;
    }
    for (int i = 0; i < other.size; i++) {
      addCell(other.cells[i], other.counts[i]);
    }
  }

  private void copyCells(Increment other) {
    if (cells.length < other.size) {
      cells = new int[other.size];
      counts = new long[other.size];
    }
    System.arraycopy(other.cells, 0, cells, 0, other.size);
    System.arraycopy(other.counts, 0, counts, 0, other.size);
    size = other.size;
  }

  /**
   * Subtracts an increment that was added before; cells can remain with a count of 0. After a sum
   * stopped at {@link Weight#MAX}, the difference could be negative: it is then 0.
   *
   * @throws IllegalStateException if the other one holds a cell that this one does not
   */
  public void subtract(Increment other) {
    calls = Math.max(0, calls - other.calls);
    long low = sumLow - other.sumLow;
    sumHigh -= other.sumHigh + (Long.compareUnsigned(sumLow, other.sumLow) < 0 ? 1 : 0);
    sumLow = low;
    for (int i = 0; i < other.size; i++) {
      int at = indexOf(other.cells[i]);
      if (at < 0) {
        throw new IllegalStateException("cell " + other.cells[i] + " was never added");
      }
      counts[at] = Math.max(0, counts[at] - other.counts[i]);
    }
  }

  private int indexOf(int cell) {
    // A cell above the last one needs no search.
    if (size > 0 && cells[size - 1] < cell) {
      return -size - 1;
    }
    return Arrays.binarySearch(cells, 0, size, cell);
  }

  private void insert(int at, int cell, long weight) {
    if (size == cells.length) {
      int capacity = Math.max(4, size * 2);
      cells = Arrays.copyOf(cells, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
    if (at < size) {
      System.arraycopy(cells, at, cells, at + 1, size - at);
      System.arraycopy(counts, at, counts, at + 1, size - at);
    }
    cells[at] = cell;
    counts[at] = weight;
    size++;
  }

  /** Returns whether nothing was counted. */
  public boolean isEmpty() {
    return calls == 0 && size == 0;
  }

  /** Returns the calls in units of {@link Weight}. */
  public long calls() {
    return calls;
  }

  /** Returns the upper 64 bits of the sum of durations in nanoseconds. */
  public long sumHigh() {
    return sumHigh;
  }

  /** Returns the lower 64 bits, unsigned, of the sum of durations in nanoseconds. */
  public long sumLow() {
    return sumLow;
  }

  /** Returns the sum of durations in nanoseconds as the nearest double. */
  public double sumNanos() {
    return toDouble(sumHigh, sumLow);
  }

  /** Returns a 128-bit number as a double: exact below 2⁵³, within one rounding step above. */
  public static double toDouble(long high, long low) {
    double unsignedLow = (low >>> 1) * 2.0 + (low & 1);
    return high == 0 ? unsignedLow : high * 0x1p64 + unsignedLow;
  }

  /** Returns the number of touched cells. */
  public int cellCount() {
    return size;
  }

  /** Returns a touched cell; cells are in ascending order. */
  public int cell(int index) {
    return cells[index];
  }

  /** Returns the count of a touched cell in units of {@link Weight}. */
  public long count(int index) {
    return counts[index];
  }

  /** Returns the approximate size of the arrays on the heap in bytes. */
  public int arraysSizeBytes() {
    return cells.length == 0 ? 0 : ARRAYS_FIXED_BYTES + cells.length * (Integer.BYTES + Long.BYTES);
  }
}
