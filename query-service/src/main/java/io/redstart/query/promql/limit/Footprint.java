// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.limit;

import io.redstart.model.Labels;

/**
 * Estimates the heap in bytes that objects use, for {@link QueryLimits#hold}: the layout of a
 * 64-bit JVM with compressed references (any heap below 32 GB), rounded up. Strings are counted
 * where they are made, not with the labels that refer to them.
 */
public final class Footprint {
  /** An array without its elements. */
  public static final int ARRAY = 16;

  /** An object with up to three fields. */
  public static final int OBJECT = 24;

  /** An entry of a hash map or set, with its part of the table, without key and value. */
  public static final int MAP_ENTRY = 48;

  /** An element of a list, which may have room for half as many more. */
  public static final int LIST_ENTRY = 6;

  private static final int REFERENCE = 4;
  private static final int LABELS = 24 + ARRAY;
  private static final int STRING = 24 + ARRAY;

  private Footprint() {}

  /** Returns the size of labels, without their strings. */
  public static long labels(Labels labels) {
    return labels(labels.size());
  }

  /** Returns the size of a number of labels, without their strings. */
  public static long labels(int size) {
    return LABELS + 2L * REFERENCE * size;
  }

  /** Returns the size of a string of Latin script; others need up to twice as much. */
  public static long string(String text) {
    return STRING + (long) text.length();
  }

  /** Returns the size of an array of longs or doubles. */
  public static long longs(long length) {
    return ARRAY + 8 * length;
  }

  /** Returns the size of an array of ints or references. */
  public static long ints(long length) {
    return ARRAY + 4 * length;
  }
}
