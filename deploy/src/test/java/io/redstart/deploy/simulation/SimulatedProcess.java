// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A process: it can freeze, and it ends without a word. What was due afterwards never happens. */
final class SimulatedProcess implements InstantSource {
  private final Schedule schedule;

  private final String name;
  private long wallOffsetMillis;
  private final long monotonicOffsetMillis;
  private long thawMillis;
  private long frozenMillis;
  private boolean dead;
  private final Set<Wait> waits = new LinkedHashSet<>();
  final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry(), new Health());

  /**
   * Starts a process.
   *
   * @param wallMillis the time of day when the schedule is at 0
   * @param monotonicMillis what its other clock shows then
   */
  SimulatedProcess(String name, Schedule schedule, long wallMillis, long monotonicMillis) {
    this.name = name;
    this.schedule = schedule;
    this.wallOffsetMillis = wallMillis;
    this.monotonicOffsetMillis = monotonicMillis;
  }

  String name() {
    return name;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    return schedule.now() + wallOffsetMillis;
  }

  long monotonicMillis() {
    return schedule.now() + monotonicOffsetMillis;
  }

  long monotonicNanos() {
    return TimeUnit.MILLISECONDS.toNanos(monotonicMillis());
  }

  /** Sets the time of day. */
  void step(long millis) {
    wallOffsetMillis += millis;
  }

  /** Does something later, unless the process has ended by then. */
  void after(long delayMillis, Runnable action) {
    schedule.after(delayMillis, this, action);
  }

  /** Does something now, or when it thaws, unless it has ended. */
  void run(Runnable action) {
    if (dead) {
      return;
    }
    if (isFrozen()) {
      after(thawMillis - schedule.now(), action);
    } else {
      action.run();
    }
  }

  /** Begins a task that may wait: its next wait after the end of the process throws. */
  void begin(Runnable task) {
    schedule.begin(() -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        if (!dead) {
          throw e;
        }
      }
    });
  }

  /** Waits for a time. */
  void pass(long millis) {
    if (millis > 0) {
      Wait wait = new Wait();
      after(millis, wait::end);
      await(wait);
    }
    requireAlive();
  }

  /**
   * Waits until something is done, or for a time.
   *
   * @param onDone receives what to call when it is done
   * @return whether it is done
   */
  boolean await(Consumer<Runnable> onDone, BooleanSupplier isDone, long maxMillis) {
    if (!isDone.getAsBoolean()) {
      Wait wait = new Wait();
      onDone.accept(() -> after(0, wait::end));
      if (maxMillis < Long.MAX_VALUE) {
        after(maxMillis, wait::end);
      }
      await(wait);
    }
    return isDone.getAsBoolean();
  }

  /** Waits for a result, for ever. */
  <T> T await(CompletableFuture<T> result) {
    await(
        alarm -> result.whenComplete((done, failed) -> alarm.run()),
        result::isDone,
        Long.MAX_VALUE);
    return result.join();
  }

  private void await(Wait wait) {
    requireAlive();
    waits.add(wait);
    schedule.await(wait);
    waits.remove(wait);
    requireAlive();
  }

  private void requireAlive() {
    if (dead) {
      throw new ProcessEndedException(name);
    }
  }

  /** Returns the task that calls this; null if an action does. */
  @Nullable
  Runnable task() {
    return schedule.task();
  }

  void freeze(long millis) {
    long beforeMillis = Math.max(thawMillis, schedule.now());
    thawMillis = Math.max(beforeMillis, schedule.now() + millis);
    frozenMillis += thawMillis - beforeMillis;
  }

  /** Returns the time that it was not frozen, up to now, when it is not. */
  long awakeMillis() {
    return schedule.now() - frozenMillis;
  }

  boolean isFrozen() {
    return schedule.now() < thawMillis;
  }

  void end() {
    dead = true;
    waits.forEach(Wait::end);
  }

  boolean isDead() {
    return dead;
  }

  /** Ends a call that belongs to a process that has ended. */
  static final class ProcessEndedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProcessEndedException(String name) {
      super(name + " has ended", null, false, false);
    }
  }
}
