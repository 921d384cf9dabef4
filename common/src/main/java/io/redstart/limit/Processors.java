// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how many threads of a pool compute at once, so that the other threads of the process, those
 * that count spans, find a free processor. A thread that waits for something gives its place to
 * another one; a thread that computes for long takes turns with those that wait for a place.
 * Thread-safe.
 */
public final class Processors {
  /** A thread keeps its place for so long if others wait. */
  static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Semaphore places;
  private final LongSupplier nanoClock;

  /**
   * Makes one whose places are free.
   *
   * @param count how many threads compute at once
   * @param nanoClock a clock that only measures distances, in nanoseconds
   */
  public Processors(int count, LongSupplier nanoClock) {
    this.places = new Semaphore(count, true);
    this.nanoClock = nanoClock;
  }

  /** Returns the place of a task that does not compute yet. */
  public Place place() {
    return new Place();
  }

  /** One task's right to compute; for the thread that runs the task. */
  public final class Place {
    private boolean isTaken;
    private long sinceNanos;

    private Place() {}

    /** Waits for a free place, first come, first served, and takes it. */
    public void take() {
      places.acquireUninterruptibly();
      isTaken = true;
      sinceNanos = nanoClock.getAsLong();
    }

    /** Leaves the place to others, before the task waits or when it ends. */
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
