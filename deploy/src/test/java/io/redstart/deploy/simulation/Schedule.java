// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of a run, and the actions that are due. Actions happen in the order of their times; those
 * of the same time, in the order in which they were added. A task may wait, as for a disk or for an
 * answer; the schedule goes on meanwhile.
 */
final class Schedule {
  /** Nothing that the services wait for takes longer. */
  private static final long WAIT_MAX_MILLIS = 120_000;

  private record Due(
      long atMillis, long number, @Nullable SimulatedProcess process, Runnable action)
      implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return atMillis == other.atMillis
          ? Long.compare(number, other.number)
          : Long.compare(atMillis, other.atMillis);
    }
  }

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private final Turns turns = new Turns(this::next);
  private long nowMillis;
  private long number;
  private long hash;

  long now() {
    return nowMillis;
  }

  void after(long delayMillis, Runnable action) {
    due.add(new Due(nowMillis + delayMillis, number++, null, action));
  }

  /** Lets a process do something later. */
  void after(long delayMillis, SimulatedProcess process, Runnable action) {
    due.add(new Due(nowMillis + delayMillis, number++, process, action));
  }

  /** Lets time pass. */
  void run(long millis) {
    Wait wait = new Wait();
    after(millis, wait::end);
    await(wait);
  }

  /** Lets time pass until a condition holds. */
  void runUntil(BooleanSupplier condition) {
    long endMillis = nowMillis + WAIT_MAX_MILLIS;
    await(new Wait(() -> condition.getAsBoolean() || nowMillis > endMillis));
    if (!condition.getAsBoolean()) {
      throw new IllegalStateException("nothing arrives within " + WAIT_MAX_MILLIS + " ms");
    }
  }

  /** Lets time pass until a wait is over. */
  void await(Wait wait) {
    turns.await(wait);
  }

  /** Begins a task that may wait, after the present action. */
  void begin(Runnable task) {
    turns.begin(task);
  }

  /** Returns the task that calls this; null if an action does. */
  @Nullable
  Runnable task() {
    return turns.current();
  }

  /** Ends all tasks. */
  void close() {
    turns.close();
  }

  private void next() {
    Due one = due.remove();
    nowMillis = Math.max(nowMillis, one.atMillis);
    hash = hash * 31 + one.number + one.atMillis;
    if (one.process == null) {
      one.action.run();
    } else {
      one.process.run(one.action);
    }
  }

  /** Returns a number for all that has happened: the same for the same seed. */
  long hash() {
    return hash;
  }
}
