// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Member;
import io.redstart.load.crash.CrashPlan.Strike;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Kills each member in turn at random moments, some also while they start, and checks after each
 * restart that nothing is lost. Ends at the first violation.
 */
final class KillRun {
  /** One of so many restarts is killed before the process is ready. */
  private static final int EARLY_KILLS_ONE_OF = 3;

  private static final long START_MILLIS_MAX = 2_500;
  private static final long AFTER_RESTART_MILLIS_MAX = 500;

  private final Exercise exercise;
  private int kills;
  private int verifiedKills;

  KillRun(Exercise exercise) {
    this.exercise = exercise;
  }

  void run() throws IOException, InterruptedException, TimeoutException {
    CrashPlan plan = exercise.plan();
    for (int round = 0; kills < plan.kills() && exercise.report().isClean(); round++) {
      round(exercise.members().all().get(round % exercise.members().all().size()));
    }
    if (exercise.report().isClean()) {
      if (verifiedKills < kills) {
        exercise.verify();
      }
      exercise.checkAllShown();
    }
  }

  private void round(Member victim) throws IOException, InterruptedException, TimeoutException {
    exercise.startLoad();
    if (!exercise.staysUp(victim, exercise.plan().calmMillisMax())) {
      exercise.endLoad();
      return;
    }
    kill(victim, "");
    boolean running = killWhileStarting(victim) && restarts(victim);
    running = running && exercise.staysUp(victim, AFTER_RESTART_MILLIS_MAX);
    exercise.endLoad();
    if (running) {
      check();
    }
  }

  private void kill(Member victim, String why) throws IOException, InterruptedException {
    kills++;
    exercise.kill(victim, why);
    if (exercise.plan().strike() == Strike.POWER_CUT && victim.preload().isPresent()) {
      exercise.report().say("  " + PowerCut.apply(victim.preload().get(), exercise.random()));
    }
  }

  /** Returns whether the member is still able to start, as far as it was tried. */
  private boolean killWhileStarting(Member victim) throws IOException, InterruptedException {
    while (verifiedKills > 0 // so that the first loss is found at the first kill
        && kills < exercise.plan().kills()
        && exercise.random().nextInt(EARLY_KILLS_ONE_OF) == 0) {
      victim.start();
      if (!exercise.staysUp(victim, START_MILLIS_MAX)) {
        return false;
      }
      kill(victim, " while it starts");
    }
    return true;
  }

  private boolean restarts(Member victim) throws IOException, InterruptedException {
    boolean ready = exercise.restart(victim);
    if (!ready) {
      exercise.report().violation(victim.name() + " does not start after a kill");
    }
    return ready;
  }

  private void check() throws InterruptedException, TimeoutException {
    exercise.checkShown();
    boolean due = verifiedKills == 0 || kills - verifiedKills >= exercise.plan().verifyEvery();
    if (exercise.report().isClean() && due) {
      exercise.verify();
      verifiedKills = kills;
    }
  }
}
