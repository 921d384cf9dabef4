// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Members;
import io.redstart.load.crash.check.RateWatch;
import io.redstart.load.crash.check.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Disturbs a cluster under load, one thing after the other. No process may end by itself, every
 * sender must be answered in time, queries must go on and recover, and every acknowledged span must
 * be counted once.
 */
final class DisturbanceRun {
  private static final long CALM_BEFORE_MILLIS = 5_000;
  private static final long CALM_AFTER_MILLIS = 5_000;
  private static final long ANSWER_MILLIS_MAX = 5_000;
  /** Hazelcast merges two halves within 10 to 20 s, after which registrations are complete. */
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(60);

  private static final Duration COPIES_MAX = Duration.ofMinutes(2);

  private final Exercise exercise;
  private final Report report;

  DisturbanceRun(Exercise exercise) {
    this.exercise = exercise;
    this.report = exercise.report();
  }

  void run() throws IOException, InterruptedException, TimeoutException {
    CrashPlan plan = exercise.plan();
    List<Disturbance> all = disturbances();
    int rounds = plan.strike() == CrashPlan.Strike.CHANGE
        ? Math.min(all.size(), plan.kills())
        : plan.kills();
    List<RateWatch> watches = exercise.members().queries().stream()
        .map(query ->
            RateWatch.start(query, plan.windowMillis(), exercise::traffic, exercise.report()))
        .toList();
    try {
      for (int i = 0; i < rounds && report.isClean(); i++) {
        round(all.get(i % all.size()), watches);
      }
    } finally {
      watches.forEach(RateWatch::close);
    }
    exercise.endLoad();
    if (report.isClean()) {
      exercise.verify();
      exercise.checkAllShown();
    }
  }

  private List<Disturbance> disturbances() {
    Members members = exercise.members();
    return switch (exercise.plan().strike()) {
      case FREEZE -> Changes.freezes(members);
      case CUT -> Changes.cuts(members);
      case CHANGE -> Changes.of(exercise.plan(), members);
      case KILL, POWER_CUT, FAULTS, DELETE_JOURNAL -> List.of();
    };
  }

  private void round(Disturbance disturbance, List<RateWatch> watches)
      throws IOException, InterruptedException, TimeoutException {
    exercise.startLoad();
    boolean running = exercise.allStayUp(CALM_BEFORE_MILLIS);
    awaitNoWarning(watches, "before");
    exercise.awaitCopies(COPIES_MAX);
    report.say(disturbance.what());
    watches.forEach(RateWatch::disturbed);
    long startNanos = System.nanoTime();
    running = running && run(disturbance);
    long endNanos = System.nanoTime();
    if (running) {
      awaitNoWarning(watches, "after");
    }
    long recoveredNanos = System.nanoTime();
    watches.forEach(RateWatch::calm);
    exercise.allStayUp(CALM_AFTER_MILLIS);
    report.say("  took " + TimeUnit.NANOSECONDS.toMillis(endNanos - startNanos)
        + " ms, no warning after another "
        + TimeUnit.NANOSECONDS.toMillis(recoveredNanos - endNanos) + " ms");
    watches.forEach(watch -> report.say("  " + watch.summary()));
    exercise.checkWaits(ANSWER_MILLIS_MAX);
    if (report.isClean()) {
      exercise.checkShown();
      exercise.verify();
    }
  }

  /** Returns whether all that should happen has happened, and all services run. */
  private boolean run(Disturbance disturbance) throws InterruptedException {
    try {
      disturbance.begin().run();
      boolean running = true;
      if (disturbance.end() != null) {
        running = exercise.allStayUp(exercise.plan().disturbanceMillis());
        disturbance.end().run();
      }
      return running;
    } catch (IOException e) {
      report.violation(disturbance.what() + ": " + e.getMessage());
      return false;
    }
  }

  private void awaitNoWarning(List<RateWatch> watches, String when) throws InterruptedException {
    for (RateWatch watch : watches) {
      if (!watch.awaitNoWarning(RECOVERY_MAX)) {
        report.violation("queries warn for " + RECOVERY_MAX.toSeconds() + " s " + when
            + " the disturbance: " + watch.lastWarnings());
      }
    }
  }
}
