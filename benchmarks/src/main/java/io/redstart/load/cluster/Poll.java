// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions outside this process, which nobody announces. */
public final class Poll {
  private static final long PAUSE_NANOS = 20_000_000;

  /** A condition that asks other processes. */
  @FunctionalInterface
  public interface Condition {
    /** Returns whether it holds now. */
    boolean holds() throws IOException, InterruptedException;
  }

  private Poll() {}

  /** Returns whether the condition held within the time. A failed request means not yet. */
  public static boolean until(Duration atMost, Condition condition) throws InterruptedException {
    long endNanos = System.nanoTime() + atMost.toNanos();
    do {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (IOException e) {
        // The process is starting or gone; the deadline decides.
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    } while (System.nanoTime() < endNanos);
    return false;
  }
}
