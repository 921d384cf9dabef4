// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process: it can freeze, and it ends without a word. What was due afterwards never happens. */
final class SimulatedProcess implements InstantSource {
  private final Schedule schedule;

  private final String name;
  private long wallOffsetMillis;
  private final long monotonicOffsetMillis;
  private long thawMillis;
  private long frozenMillis;
  private boolean dead;
  private final List<SimulatedThread> threads = new ArrayList<>();
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
    schedule.after(delayMillis, () -> run(action));
  }

  private void run(Runnable action) {
    if (dead) {
      return;
    }
    if (isFrozen()) {
      after(thawMillis - schedule.now(), action);
    } else {
      action.run();
    }
  }

  /** Lets time pass within an action of the process. */
  void pass(long millis) {
    SimulatedThread own = SimulatedThread.current();
    if (own == null) {
      schedule.run(millis);
    } else if (millis > 0) {
      own.pause(millis);
    }
    if (dead) {
      throw new ProcessEndedException(name);
    }
  }

  /** Lets time pass within an action of the process, until a condition holds. */
  void passUntil(BooleanSupplier condition) {
    schedule.runUntil(() -> dead || condition.getAsBoolean());
    if (dead) {
      throw new ProcessEndedException(name);
    }
  }

  void began(SimulatedThread thread) {
    threads.add(thread);
  }

  void ended(SimulatedThread thread) {
    threads.remove(thread);
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
    List.copyOf(threads).forEach(SimulatedThread::end);
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
