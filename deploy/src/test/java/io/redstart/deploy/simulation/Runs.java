// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.impl.VertxThread;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Runs simulations on a thread that the services take for an event loop, and without their log; a run
 * alone has one.
 */
final class Runs {
  private Runs() {}

  /** Runs a simulation, whose failures are problems too. */
  static List<String> problems(Simulation simulation) {
    try {
      return simulation.run();
    } catch (RuntimeException | AssertionError e) {
      StackTraceElement at = e.getStackTrace().length == 0 ? null : e.getStackTrace()[0];
      return List.of(e + " at " + at);
    }
  }

  /**
   * Returns the first seed of several whose run has problems, −1 if there is none.
   *
   * @throws IllegalStateException if the bug did nothing in that run, or in all of them
   */
  static long firstFound(int seeds, Supplier<Planted> bug) {
    boolean wasReached = false;
    for (long seed = 0; seed < seeds; seed++) {
      Planted planted = bug.get();
      Simulation simulation = new Simulation(seed, planted);
      List<String> problems = problems(simulation);
      boolean isReached = planted.isReached();
      boolean isFound = !problems.isEmpty() && (planted.opensGaps() || !simulation.hasOnlyGaps());
      if (isFound) {
        if (!isReached) {
          throw new IllegalStateException("seed " + seed + " fails without the bug: " + problems);
        }
        return seed;
      }
      wasReached |= isReached;
    }
    if (!wasReached) {
      throw new IllegalStateException("the bug did nothing in " + seeds + " runs");
    }
    return -1;
  }

  static <T> T onLoop(boolean logs, Supplier<T> task) {
    AtomicReference<T> result = new AtomicReference<>();
    onLoops(1, logs, () -> result.set(task.get()));
    return result.get();
  }

  /** Runs a task on several such threads at once. */
  static void onLoops(int loops, boolean logs, Runnable task) {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    root.setLevel(logs ? before : Level.OFF);
    try {
      Stream.generate(() -> begin(task)).limit(loops).toList().forEach(CompletableFuture::join);
    } finally {
      root.setLevel(before);
    }
  }

  private static CompletableFuture<Void> begin(Runnable task) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Runnable toTheEnd = () -> {
      try {
        task.run();
        end.complete(null);
      } catch (Throwable e) {
        end.completeExceptionally(e);
      }
    };
    new VertxThread(toTheEnd, "simulation", false, Long.MAX_VALUE, TimeUnit.NANOSECONDS).start();
    return end;
  }
}
