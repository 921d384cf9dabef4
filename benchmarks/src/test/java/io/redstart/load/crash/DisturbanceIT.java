// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redstart.load.cluster.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Freezes members of a cluster of processes, or cuts them apart, with the jar of this build. With
 * {@code -Dredstart.disturb=true} for as long as a failure lasts, which takes minutes.
 */
class DisturbanceIT {
  private static final Path DEPLOY =
      Path.of("..", "deploy", "target").toAbsolutePath().normalize();

  private final long seed = System.nanoTime();

  @Test
  void frozenAggregator_costsNothing() {
    assertThat(
            disturb("freeze", "--freeze", "--aggregators", "2", "--kills", "1", "--seconds", "8"))
        .as("seed %d", seed)
        .isZero();
  }

  @Test
  void longFreezes_costNothing() {
    assumeDemand();
    assertThat(disturb("freezes", "--freeze", "--aggregators", "3", "--kills", "3"))
        .as("seed %d", seed)
        .isZero();
  }

  @Test
  void cutNetwork_costsNothing() throws Exception {
    assumeDemand();
    try (Network network = Network.of(1)) {
      network.cut(0);
    } catch (IOException e) {
      Assumptions.abort("no hosts of our own on this machine: " + e.getMessage());
    }
    assertThat(disturb("cuts", "--cut", "--aggregators", "3", "--kills", "3"))
        .as("seed %d", seed)
        .isZero();
  }

  private static void assumeDemand() {
    assumeTrue(Boolean.getBoolean("redstart.disturb"), "takes minutes: -Dredstart.disturb=true");
  }

  private int disturb(String name, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of(
        "--split",
        "--seed",
        Long.toString(seed),
        "--rate",
        "1000",
        "--heap",
        "160",
        "--jar",
        DEPLOY.resolve("redstart.jar").toString(),
        "--java",
        "-XX:SharedArchiveFile=" + DEPLOY.resolve("redstart.jsa"),
        "--folder",
        Path.of("target", name + "-it-" + seed).toString()));
    return new CommandLine(new CrashCommand()).execute(arguments.toArray(String[]::new));
  }
}
