// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Poll;
import io.redstart.load.cluster.Preload;
import io.redstart.load.cluster.Preload.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Makes syncs and writes of a store fail or stall under load. The process may refuse spans or end
 * by itself with a sentence. Then it is killed unless it has ended, and after the restart every
 * acknowledgement must hold. A stall must be survived.
 */
final class FaultRun {
  private static final Duration TAKEN_MAX = Duration.ofSeconds(20);
  /** Longer than the stall of the library, and than a sender waits for its answer. */
  private static final long AFTERMATH_MILLIS = 8_000;

  private static final long FULL_MILLIS = 3_000;

  private final Exercise exercise;

  FaultRun(Exercise exercise) {
    this.exercise = exercise;
  }

  void run() throws IOException, InterruptedException, TimeoutException {
    List<Member> stores = exercise.members().aggregators();
    Fault[] faults = Fault.values();
    for (int i = 0; i < exercise.plan().kills() && exercise.report().isClean(); i++) {
      round(stores.get(i / faults.length % stores.size()), faults[i % faults.length]);
    }
    if (exercise.report().isClean()) {
      exercise.checkAllShown();
    }
  }

  private void round(Member victim, Fault fault)
      throws IOException, InterruptedException, TimeoutException {
    exercise.startLoad();
    if (exercise.staysUp(victim, exercise.plan().calmMillisMax())) {
      inject(victim, fault);
    }
    exercise.kill(victim, " after " + fault);
    boolean ready = exercise.restart(victim);
    exercise.endLoad();
    if (!ready) {
      exercise.report().violation(victim.name() + " does not start after " + fault);
    } else if (exercise.report().isClean()) {
      exercise.checkShown();
      exercise.verify();
    }
  }

  private void inject(Member victim, Fault fault) throws IOException, InterruptedException {
    Preload preload = victim.preload().orElseThrow();
    preload.request(fault);
    boolean ended;
    if (fault == Fault.ENOSPC) {
      ended = victim.process().endsWithin(FULL_MILLIS);
      preload.withdraw(fault);
    } else if (!Poll.until(TAKEN_MAX, () -> preload.isTaken(fault))) {
      preload.withdraw(fault);
      exercise
          .report()
          .violation("no file below " + preload.store() + " was synced within "
              + TAKEN_MAX.toSeconds() + " s");
      return;
    } else {
      ended = false;
    }
    ended = ended || victim.process().endsWithin(AFTERMATH_MILLIS);
    exercise.report().say(fault + ": " + victim.process().end());
    if (ended && (fault == Fault.STALL || !victim.process().endedWithASentence())) {
      exercise.report().violation(victim.name() + " must not end like this after " + fault);
    }
  }
}
