// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Time, and all that will happen: actions in the order of their times, then of their making. An
 * action may let time pass, as a thread does that waits for a disk or for an answer; what becomes
 * due meanwhile happens within that call.
 */
final class Schedule {
  /** Nothing that the services wait for takes longer. */
  private static final long WAIT_MAX_MILLIS = 120_000;

  private record Due(long atMillis, long number, Runnable action) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::atMillis).thenComparingLong(Due::number));
  private long nowMillis;
  private long number;
  private long hash;

  long now() {
    return nowMillis;
  }

  void after(long delayMillis, Runnable action) {
    due.add(new Due(nowMillis + delayMillis, number++, action));
  }

  /** Lets time pass. */
  void run(long millis) {
    long endMillis = nowMillis + millis;
    while (!due.isEmpty() && due.element().atMillis <= endMillis) {
      next();
    }
    nowMillis = Math.max(nowMillis, endMillis);
  }

  /** Lets time pass until a condition holds. */
  void runUntil(BooleanSupplier condition) {
    long endMillis = nowMillis + WAIT_MAX_MILLIS;
    while (!condition.getAsBoolean()) {
      if (due.isEmpty() || nowMillis > endMillis) {
        throw new IllegalStateException("nothing arrives within " + WAIT_MAX_MILLIS + " ms");
      }
      next();
    }
  }

  private void next() {
    Due one = due.remove();
    nowMillis = Math.max(nowMillis, one.atMillis);
    hash = hash * 31 + one.number + one.atMillis;
    one.action.run();
  }

  /** Returns a number for all that has happened: the same for the same seed. */
  long hash() {
    return hash;
  }
}
