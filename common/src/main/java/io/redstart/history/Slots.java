// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

/**
 * The grid of times at which processes keep their own metrics. All processes share it: a slot begins
 * at a multiple of {@value #SLOT_MILLIS} ms since 1970, and its samples are stamped with that time.
 */
public final class Slots {
  /** The length of a slot. */
  public static final long SLOT_MILLIS = 15_000;

  /** How many slots are kept: 6 hours. */
  public static final int KEPT = 1_440;

  private Slots() {}

  /** Returns the slot that a time is in. */
  public static long of(long epochMillis) {
    return Math.floorDiv(epochMillis, SLOT_MILLIS);
  }

  /** Returns the begin of a slot in epoch milliseconds, which is the time of its samples. */
  public static long millis(long slot) {
    return slot * SLOT_MILLIS;
  }
}
