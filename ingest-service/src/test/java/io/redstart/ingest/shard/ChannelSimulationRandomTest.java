// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ChannelSimulationRandomTest {
  /** {@code -Dchannel.random.seeds=100000} for a long run. */
  private static final int SEEDS = Integer.getInteger("channel.random.seeds", 400);

  @Test
  void books_agreeWithWhatSendersWereTold() {
    long accepted = 0;
    long refused = 0;
    long unknown = 0;
    long partial = 0;
    double retries = 0;
    double moves = 0;
    double respellings = 0;
    long numbered = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      ChannelSimulation simulation = new ChannelSimulation(seed);
      assertThat(simulation.run()).as("seed %d", seed).isEmpty();
      accepted += simulation.answers(SubmissionOutcome.Accepted.class);
      refused += simulation.answers(SubmissionOutcome.Refused.class);
      unknown += simulation.answers(SubmissionOutcome.Unknown.class);
      partial += simulation.answers(SubmissionOutcome.Partial.class);
      retries += simulation.count("retries");
      moves += simulation.count("moves");
      respellings += simulation.count("respellings");
      numbered += simulation.numberedEntries();
    }
    // What never happens is not tested: every kind of answer is common, and so are the detours.
    assertThat(List.of(accepted, refused, unknown, partial))
        .allMatch(answers -> answers > 2L * SEEDS);
    assertThat(retries).isGreaterThan(SEEDS);
    assertThat(moves).isGreaterThan(SEEDS);
    assertThat(respellings).isGreaterThan(SEEDS);
    assertThat(numbered).isGreaterThan(100L * SEEDS);
  }

  @Test
  void books_disagreeIfStoresApplyDuplicates() {
    assertThat(seedsWithViolations(50, store -> store.appliesDuplicates = true)).isPositive();
  }

  @Test
  void books_disagreeIfStoresKeepNumbersOfUnacknowledgedBatches() {
    assertThat(seedsWithViolations(200, store -> store.keepsAllNumbers = true)).isPositive();
  }

  private static int seedsWithViolations(int seeds, Consumer<FakeStore> breaking) {
    int found = 0;
    for (long seed = 0; seed < seeds; seed++) {
      found += new ChannelSimulation(seed, breaking).run().isEmpty() ? 0 : 1;
    }
    return found;
  }
}
