// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.process;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task periodically for as long as the process runs. A failed run is logged and does not
 * stop the next one; a task that always fails is logged once a minute.
 *
 * <p>Vert.x 5.0.7 continues a periodic timer whose handler throws, and logs every failure; a timer
 * that sets the next one, and Netty's scheduled tasks, stop permanently. A fatal failure ends the
 * process in any case, see {@link FatalErrors}.
 *
 * <p>The runs of one task do not overlap. {@link #cancel} may be called on any thread.
 */
public final class RepeatingTask implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(RepeatingTask.class);
  private static final long QUIET_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final String name;
  private final Runnable task;
  private final long quietRuns;
  private long runsSinceLine;
  private long failures;
  private boolean toldOnce;
  private volatile boolean cancelled;

  /**
   * Creates a task for the caller to schedule; {@link #run} never throws.
   *
   * @param name names in the log what failed: {@code announcing this store}
   * @param periodMillis how often it will run
   */
  public RepeatingTask(String name, long periodMillis, Runnable task) {
    this.name = name;
    this.task = task;
    this.quietRuns = Math.max(1, QUIET_MILLIS / Math.max(1, periodMillis));
  }

  /**
   * Runs a task periodically on the current Vert.x context, until it is cancelled or its verticle
   * stops.
   */
  public static RepeatingTask every(Vertx vertx, long periodMillis, String name, Runnable task) {
    return every(vertx, periodMillis, periodMillis, name, task);
  }

  /** Does the same with a different delay before the first run, 0 or more. */
  public static RepeatingTask every(
      Vertx vertx, long firstMillis, long periodMillis, String name, Runnable task) {
    RepeatingTask repeating = new RepeatingTask(name, periodMillis, task);
    vertx.setPeriodic(firstMillis, periodMillis, timer -> {
      if (repeating.cancelled) {
        vertx.cancelTimer(timer);
      } else {
        repeating.run();
      }
    });
    return repeating;
  }

  /** Does the same, but waits after the end of each run before the next one begins. */
  public static RepeatingTask afterEach(Vertx vertx, long delayMillis, String name, Runnable task) {
    RepeatingTask repeating = new RepeatingTask(name, delayMillis, task);
    repeating.runLater(vertx, delayMillis);
    return repeating;
  }

  private void runLater(Vertx vertx, long delayMillis) {
    vertx.setTimer(delayMillis, timer -> {
      if (!cancelled) {
        run();
        runLater(vertx, delayMillis);
      }
    });
  }

  /** Runs the task once. */
  @Override
  public void run() {
    runsSinceLine++;
    try {
      task.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    FatalErrors.check(failure);
    failures++;
    if (!toldOnce || runsSinceLine >= quietRuns) {
      log.error(
          "{} failed and will be retried ({} failures since the last log line)",
          name,
          failures,
          failure);
      toldOnce = true;
      runsSinceLine = 0;
      failures = 0;
    }
  }

  /** Prevents further runs. */
  public void cancel() {
    cancelled = true;
  }
}
