// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ChannelSimulationRandomTest {
  private static final int SEEDS = 1_000;

  @Test
  void books_agreeWithWhatSendersWereTold() {
    long accepted = 0;
    long refused = 0;
    long unknown = 0;
    long partial = 0;
    double retries = 0;
    double moves = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      ChannelSimulation simulation = new ChannelSimulation(seed, false);
      assertThat(simulation.run()).as("seed %d", seed).isEmpty();
      accepted += simulation.answers(Outcome.Accepted.class);
      refused += simulation.answers(Outcome.Refused.class);
      unknown += simulation.answers(Outcome.Unknown.class);
      partial += simulation.answers(Outcome.Partial.class);
      retries += simulation.count("retries");
      moves += simulation.count("moves");
    }
    // What never happens is not tested: every kind of answer is common, and so are the detours.
    assertThat(List.of(accepted, refused, unknown, partial))
        .allMatch(answers -> answers > 2L * SEEDS);
    assertThat(retries).isGreaterThan(SEEDS);
    assertThat(moves).isGreaterThan(SEEDS);
  }

  @Test
  void books_disagreeIfStoresApplyDuplicates() {
    assertThat(seedsWithViolations(50)).isPositive();
  }

  private static int seedsWithViolations(int seeds) {
    int found = 0;
    for (long seed = 0; seed < seeds; seed++) {
      found += new ChannelSimulation(seed, true).run().isEmpty() ? 0 : 1;
    }
    return found;
  }
}
