// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.shard.SubmissionOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the whole protocol. {@code -Dsimulation.seeds=100000 -Dsimulation.first=1000} for a long run;
 * {@code -Dsimulation.first=N -Dsimulation.seeds=1} repeats the run that a failure names.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 350);
  private static final long FIRST = Long.getLong("simulation.first", 0);

  /** What has happened in all runs together. */
  private static final class Sum {
    final Map<Trouble.Kind, Integer> troubles = new EnumMap<>(Trouble.Kind.class);
    long accepted;
    long refused;
    long unknown;
    long partial;
    long complete;
    long samples;
    long copied;
    long followed;
    long doubted;
    long drained;
    long lostForGood;

    void add(Simulation run) {
      for (Trouble.Kind kind : Trouble.Kind.values()) {
        troubles.merge(kind, run.trouble().count(kind), Integer::sum);
      }
      accepted += run.books().answers(SubmissionOutcome.Accepted.class);
      refused += run.books().answers(SubmissionOutcome.Refused.class);
      unknown += run.books().answers(SubmissionOutcome.Unknown.class);
      partial += run.books().answers(SubmissionOutcome.Partial.class);
      complete += run.complete();
      samples += run.shown().checked();
      copied += run.operator().copiesHeard();
      followed += run.operator().followersHeard();
      doubted += run.doubted();
      drained += run.operator().drained();
      lostForGood += run.trouble().isVolumeLost() ? 1 : 0;
    }
  }

  @Test
  void everyRun_keepsTheBooks() {
    Sum sum = Runs.onLoop(SEEDS == 1, () -> {
      Sum all = new Sum();
      for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
        Simulation simulation = new Simulation(seed, Planted.NOTHING);
        List<String> problems = Runs.problems(simulation);
        assertThat(problems).as("seed %d", seed).isEmpty();
        all.add(simulation);
      }
      return all;
    });
    if (SEEDS >= 100) {
      // What never happens is not tested.
      assertThat(sum.troubles.values()).allMatch(count -> count > SEEDS / 2);
      assertThat(List.of(sum.unknown, sum.partial)).allMatch(answers -> answers > 2L * SEEDS);
      assertThat(List.of(sum.accepted, sum.refused)).allMatch(answers -> answers > 50L * SEEDS);
      assertThat(sum.complete).isGreaterThan(10L * SEEDS);
      assertThat(sum.samples).isGreaterThan(1_000L * SEEDS);
      assertThat(List.of(sum.copied, sum.followed)).allMatch(heard -> heard > 50L * SEEDS);
      assertThat(List.of(sum.drained, sum.lostForGood, sum.doubted))
          .allMatch(times -> times > SEEDS / 50);
    }
  }

  @ParameterizedTest
  // 34 drains, 37 keeps two copies of each store.
  @ValueSource(longs = {1, 2, 3, 34, 37})
  void aSeed_saysAllThatHappens(long seed) {
    assertThat(hash(seed)).isEqualTo(hash(seed));
  }

  private static long hash(long seed) {
    return Runs.onLoop(false, () -> {
      Simulation simulation = new Simulation(seed, Planted.NOTHING);
      Runs.problems(simulation);
      return simulation.hash();
    });
  }
}
