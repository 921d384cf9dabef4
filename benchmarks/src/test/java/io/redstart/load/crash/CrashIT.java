// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Runs the crash test in small, with the jar of this build; benchmarks/README.md shows how to run it
 * in large.
 */
class CrashIT {
  private static final Path DEPLOY =
      Path.of("..", "deploy", "target").toAbsolutePath().normalize();

  private final long seed = System.nanoTime();

  @Test
  void twentyKills_loseNothing() {
    assertThat(crash("--kills", "20", "--calm", "500", "--verify-every", "7"))
        .as("seed %d", seed)
        .isZero();
  }

  @Test
  void deletedJournal_isDetected() {
    assertThat(crash("--damage", "delete-journal", "--calm", "1000"))
        .as("seed %d", seed)
        .isZero();
  }

  private int crash(String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of(
        "--seed", Long.toString(seed),
        "--rate", "2000",
        "--jar", DEPLOY.resolve("redstart.jar").toString(),
        // Made by the end-to-end tests of the jar; without it, processes start more slowly.
        "--java", "-XX:SharedArchiveFile=" + DEPLOY.resolve("redstart.jsa"),
        "--folder", Path.of("target", "crash-it-" + seed).toString()));
    return new CommandLine(new CrashCommand()).execute(arguments.toArray(String[]::new));
  }
}
