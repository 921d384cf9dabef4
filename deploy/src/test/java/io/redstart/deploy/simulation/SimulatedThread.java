// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.vertx.core.impl.VertxThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a process that may wait. It is a real thread, but runs only while the schedule waits
 * for it, so that one thread runs at any time, and the seed decides which. When its process ends,
 * its next wait throws.
 */
final class SimulatedThread {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
    Thread thread = new VertxThread(task, "simulated", false, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    thread.setDaemon(true);
    return thread;
  });
  private static final ThreadLocal<@Nullable SimulatedThread> CURRENT = new ThreadLocal<>();

  private final SimulatedProcess process;
  private final Semaphore turn = new Semaphore(0);
  private final Semaphore back = new Semaphore(0);
  private boolean isWaiting;
  private boolean isEnded;
  private long waits;
  private @Nullable Throwable failure;

  private SimulatedThread(SimulatedProcess process) {
    this.process = process;
  }

  /** Returns the thread that runs now; null on the schedule's own one. */
  static @Nullable SimulatedThread current() {
    return CURRENT.get();
  }

  /** Runs a task on a thread of its own until it first waits, or ends. */
  static void run(SimulatedProcess process, Runnable task) {
    SimulatedThread thread = new SimulatedThread(process);
    process.began(thread);
    THREADS.execute(() -> {
      thread.turn.acquireUninterruptibly();
      CURRENT.set(thread);
      try {
        task.run();
      } catch (Throwable e) {
        thread.failure = e;
      } finally {
        CURRENT.remove();
        thread.isEnded = true;
        thread.back.release();
      }
    });
    thread.resume();
  }

  /** Lets it run until it waits again, or ends. */
  private void resume() {
    isWaiting = false;
    turn.release();
    back.acquireUninterruptibly();
    if (isEnded) {
      process.ended(this);
      rethrow();
    }
  }

  private void rethrow() {
    Throwable cause = failure;
    if (process.isDead() || cause == null) {
      return;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  /** Ends its present wait, and all later ones, because its process has ended. */
  void end() {
    if (isWaiting) {
      resume();
    }
  }

  /** Waits. Only this thread may call it. */
  void pause(long millis) {
    long wait = waits + 1;
    process.after(millis, () -> wake(wait));
    pause();
  }

  private void pause() {
    waits++;
    if (!process.isDead()) {
      isWaiting = true;
      back.release();
      turn.acquireUninterruptibly();
    }
    if (process.isDead()) {
      throw new SimulatedProcess.ProcessEndedException(process.name());
    }
  }

  private void wake(long wait) {
    if (isWaiting && wait == waits) {
      resume();
    }
  }

  /** Returns what ends the next wait. */
  Runnable alarm() {
    long wait = waits + 1;
    return () -> process.after(0, () -> wake(wait));
  }

  /**
   * Waits until something is done, on whatever thread this is.
   *
   * @param onDone is told what to call when it is done
   * @return whether it is done
   */
  static boolean await(
      SimulatedProcess process, Consumer<Runnable> onDone, BooleanSupplier isDone, long maxMillis) {
    SimulatedThread own = current();
    if (own == null) {
      process.passUntil(isDone);
      return true;
    }
    if (!isDone.getAsBoolean()) {
      onDone.accept(own.alarm());
      if (maxMillis == Long.MAX_VALUE) {
        own.pause();
      } else {
        own.pause(maxMillis);
      }
    }
    return isDone.getAsBoolean();
  }

  /** Waits for a result, for ever. */
  static <T> T await(SimulatedProcess process, CompletableFuture<T> result) {
    await(
        process,
        alarm -> result.whenComplete((done, failed) -> alarm.run()),
        result::isDone,
        Long.MAX_VALUE);
    return result.join();
  }
}
