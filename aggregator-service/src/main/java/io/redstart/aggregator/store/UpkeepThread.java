// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Runs a step of upkeep every second, and earlier when it is woken, until it is closed. */
final class UpkeepThread implements StoreHost.UpkeepLoop {
  private static final long EVERY_MILLIS = 1_000;

  private final Runnable step;
  private final Consumer<Throwable> fatal;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  /** Guarded by the lock. */
  private boolean woken;

  /** Guarded by the lock. */
  private boolean closing;

  /**
   * Starts the thread.
   *
   * @param fatal called when a step fails; must end the process
   */
  UpkeepThread(Runnable step, Consumer<Throwable> fatal) {
    this.step = step;
    this.fatal = fatal;
    this.thread = new Thread(this::run, "redstart-upkeep");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (await()) {
      try {
        step.run();
      } catch (Throwable e) {
        fatal.accept(e);
        return;
      }
    }
  }

  /** Returns whether there is another step. */
  private boolean await() {
    lock.lock();
    try {
      long leftNanos = TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
      while (!woken && !closing && leftNanos > 0) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
      woken = false;
      return !closing;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(long afterMillis, Runnable cancel) {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    long waitMillis = afterMillis;
    while (thread.isAlive()) {
      try {
        thread.join(waitMillis);
        if (thread.isAlive()) {
          cancel.run();
          waitMillis = 0;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
