// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.crash.CrashPlan.Strike;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Freezes members, or cuts the network between two, for a while under load. No process may end,
 * every sender must be answered in time, queries must go on and recover by themselves, and every
 * acknowledged span must be counted once.
 */
final class DisturbanceRun {
  private static final long CALM_BEFORE_MILLIS = 5_000;
  private static final long CALM_AFTER_MILLIS = 5_000;
  private static final long ANSWER_MILLIS_MAX = 5_000;
  /** Hazelcast merges two halves within 10 to 20 s, after which registrations are complete. */
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(60);

  private final Exercise exercise;

  DisturbanceRun(Exercise exercise) {
    this.exercise = exercise;
  }

  void run() throws IOException, InterruptedException, TimeoutException {
    List<Disturbance> all = disturbances();
    for (int i = 0; i < exercise.plan().kills() && exercise.report().isClean(); i++) {
      round(all.get(i % all.size()));
    }
    if (exercise.report().isClean()) {
      exercise.checkAllShown();
    }
  }

  private List<Disturbance> disturbances() {
    Members members = exercise.members();
    List<Member> stores = members.withStore();
    Member last = stores.get(stores.size() - 1);
    List<Disturbance> all = new ArrayList<>();
    if (exercise.plan().strike() == Strike.FREEZE) {
      stores.forEach(store -> all.add(Disturbance.freeze(store)));
      return all;
    }
    Network network = members.network();
    all.add(Disturbance.cut(network, members.all(), members.receiver(), last));
    all.add(Disturbance.cut(network, members.all(), stores.get(0), last));
    all.add(Disturbance.cut(network, members.all(), members.asked(), last));
    return all;
  }

  private void round(Disturbance disturbance)
      throws IOException, InterruptedException, TimeoutException {
    Report report = exercise.report();
    exercise.startLoad();
    try (RateWatch watch = RateWatch.start(exercise)) {
      boolean running = exercise.allStayUp(CALM_BEFORE_MILLIS);
      watch.awaitNoWarning(RECOVERY_MAX);
      report.say(disturbance.what());
      watch.disturbed();
      disturbance.begin().run();
      running = running && exercise.allStayUp(exercise.plan().disturbanceMillis());
      disturbance.end().run();
      long healedNanos = System.nanoTime();
      boolean recovered = running && watch.awaitNoWarning(RECOVERY_MAX);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healedNanos);
      if (!recovered) {
        report.violation("queries still warn " + RECOVERY_MAX.toSeconds() + " s after the end of: "
            + disturbance.what() + ": " + watch.lastWarnings());
      }
      watch.calm();
      exercise.allStayUp(CALM_AFTER_MILLIS);
      report.say("  without a warning " + millis + " ms after its end; " + watch.summary());
    }
    exercise.endLoad(ANSWER_MILLIS_MAX);
    if (report.isClean()) {
      exercise.checkShown();
      exercise.verify();
    }
  }
}
