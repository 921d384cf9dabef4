// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.shard.SubmissionOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the whole protocol with 1,000 seeds, on all processors. More seeds, and then one of them again,
 * with its log:
 *
 * <pre>
 *   mvn test -pl deploy -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Dsimulation.first=1000 -Dsimulation.seeds=100000
 *   … -Dsimulation.first=4711 -Dsimulation.seeds=1
 * </pre>
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 1_000);
  private static final long FIRST = Long.getLong("simulation.first", 0);
  /** A long run goes on after a failure, but not after this many. */
  private static final int FAILURES_MAX = 20;

  /** In one run of so many a copy may be read without a warning (docs/rules.md, below F6). */
  private static final int GAP_EVERY = 200;

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

    synchronized void add(Simulation run) {
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
    Sum sum = new Sum();
    AtomicLong next = new AtomicLong(FIRST);
    Map<Long, List<String>> failures = new ConcurrentSkipListMap<>();
    Map<Long, List<String>> gaps = new ConcurrentSkipListMap<>();
    int loops = Math.min(SEEDS, Runtime.getRuntime().availableProcessors());
    Runs.onLoops(loops, SEEDS == 1, () -> {
      for (long seed = next.getAndIncrement();
          seed < FIRST + SEEDS && failures.size() < FAILURES_MAX;
          seed = next.getAndIncrement()) {
        Simulation simulation = new Simulation(seed, Planted.NOTHING);
        List<String> problems = Runs.problems(simulation);
        if (!problems.isEmpty()) {
          (simulation.hasOnlyGaps() ? gaps : failures).put(seed, problems);
        }
        sum.add(simulation);
      }
    });
    assertThat(failures).as("problems by seed").isEmpty();
    assertThat(gaps).as("gaps by seed").hasSizeLessThanOrEqualTo(SEEDS / GAP_EVERY);
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
  // 27 drains, 37 keeps two copies of each store.
  @ValueSource(longs = {1, 2, 3, 27, 37})
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
