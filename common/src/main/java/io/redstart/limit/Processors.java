// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how many threads of a pool compute at once, so that the threads that count spans find a
 * free processor. A thread that waits gives up its place to another one; a thread that computes for
 * a long time takes turns with the threads that wait for a place. Thread-safe.
 */
public final class Processors {
  /** How long a thread keeps its place while others wait. */
  static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Semaphore places;
  private final LongSupplier nanoClock;

  /**
   * Creates a limit with all places free.
   *
   * @param count how many threads compute at once
   * @param nanoClock a monotonic clock in nanoseconds; only differences matter
   */
  public Processors(int count, LongSupplier nanoClock) {
    this.places = new Semaphore(count, true);
    this.nanoClock = nanoClock;
  }

  /** Returns a place for a task that does not compute yet. */
  public Place place() {
    return new Place();
  }

  /** One task's right to compute; used only by the thread that runs the task. */
  public final class Place {
    private final long madeNanos = nanoClock.getAsLong();
    private boolean isTaken;
    private long sinceNanos;

    private Place() {}

    /** Returns how long ago this place was made: the time that its task has waited and worked. */
    public long ageNanos() {
      return nanoClock.getAsLong() - madeNanos;
    }

    /** Waits for a free place, first come, first served, and takes it. */
    public void take() {
      places.acquireUninterruptibly();
      isTaken = true;
      sinceNanos = nanoClock.getAsLong();
    }

    /** Gives up the place, before the task waits or when it ends. */
    public void leave() {
      if (isTaken) {
        isTaken = false;
        places.release();
      }
    }

    /** Lets another thread compute if one waits and this one has had its turn. */
    public void share() {
      if (places.hasQueuedThreads() && isTaken && nanoClock.getAsLong() - sinceNanos > TURN_NANOS) {
        leave();
        take();
      }
    }
  }
}
