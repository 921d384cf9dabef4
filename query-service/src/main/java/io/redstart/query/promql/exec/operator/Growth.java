// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Enlarges arrays that are indexed by series or groups, whose number may grow at any step. */
public final class Growth {
  private Growth() {}

  /**
   * Returns the array, or a copy with room for more elements.
   *
   * @param initial the value of new elements
   */
  public static int[] ints(QueryLimits limits, int[] array, int size, int initial) {
    if (size <= array.length) {
      return array;
    }
    int capacity = capacity(array.length, size);
    limits.hold(Footprint.ints(capacity - array.length));
    int[] copy = Arrays.copyOf(array, capacity);
    Arrays.fill(copy, array.length, capacity, initial);
    return copy;
  }

  /** Returns the array, or a copy with room for more elements, which are 0. */
  public static double[] doubles(QueryLimits limits, double[] array, int size) {
    if (size <= array.length) {
      return array;
    }
    int capacity = capacity(array.length, size);
    limits.hold(Footprint.longs(capacity - array.length));
    return Arrays.copyOf(array, capacity);
  }

  /** Returns the array, or a copy with room for more elements, which are false. */
  public static boolean[] booleans(QueryLimits limits, boolean[] array, int size) {
    if (size <= array.length) {
      return array;
    }
    int capacity = capacity(array.length, size);
    limits.hold(Footprint.ARRAY + (long) capacity - array.length);
    return Arrays.copyOf(array, capacity);
  }

  /** Returns the array, or a copy with room for more elements, which are null. */
  public static <T extends @Nullable Object> T[] references(
      QueryLimits limits, T[] array, int size) {
    if (size <= array.length) {
      return array;
    }
    int capacity = capacity(array.length, size);
    limits.hold(Footprint.ints(capacity - array.length));
    return Arrays.copyOf(array, capacity);
  }

  private static int capacity(int before, int size) {
    return Math.max(size, before + (before >> 1));
  }
}
