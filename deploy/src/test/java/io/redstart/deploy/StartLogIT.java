// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks the start logs of healthy processes: only the warnings that we intend. {@link ClusterIT}
 * checks those of a cluster.
 */
class StartLogIT {
  private static final String IN_MEMORY = "WARN AggregatorService - counts are kept in memory only";
  /** Warnings of Vert.x and Hazelcast on a machine that is too busy. */
  private static final Pattern BUSY_MACHINE =
      Pattern.compile("BlockedThreadChecker|SlowOperationDetector|No pong from server"
          + "|because node is not joined");

  @ParameterizedTest
  @ValueSource(strings = {"", "demo"})
  void allInOne_warnsOfNothing(String command) throws IOException {
    String name = "start-log-it-all" + command;
    String[] words = command.isEmpty() ? new String[0] : new String[] {command};
    try (RedstartProcess process = RedstartProcess.start(name, List.of(), words)) {
      assertThat(process.stop()).isZero();
    }
    assertThat(complaints(name)).isEmpty();
  }

  @Test
  void allInOne_warnsOfAStoreInMemory() throws IOException {
    String name = "start-log-it-memory";
    try (RedstartProcess process =
        RedstartProcess.start(name, List.of(), "--set", "store.in_memory=true")) {
      assertThat(complaints(name)).singleElement().asString().contains(IN_MEMORY);
      assertThat(process.stop()).isZero();
    }
    assertThat(complaints(name)).as("in the end").hasSize(1);
    assertThat(Path.of("target", name + ".store")).doesNotExist();
  }

  @Test
  void allInOne_logsJson() throws IOException {
    String name = "start-log-it-json";
    try (RedstartProcess process =
        RedstartProcess.start(name, List.of(), "--set", "telemetry.log_format=json")) {
      assertThat(process.stop()).isZero();
    }
    List<String> lines = Files.readAllLines(Path.of("target", name + ".log")).stream()
        .filter(line -> !line.startsWith("WARNING:")) // of the JVM itself
        .toList();
    assertThat(lines).anyMatch(line -> line.contains("opened store"));
    for (String line : lines) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertThat(event.path("timestamp").asLong()).as(line).isPositive();
      assertThat(event.path("level").asText()).as(line).isIn("INFO", "WARN");
      assertThat(event.path("formattedMessage").asText()).as(line).isNotEmpty();
    }
  }

  /** Returns the warnings and errors of a process, including those that the JVM prints. */
  static List<String> complaints(String name) throws IOException {
    return Files.readAllLines(Path.of("target", name + ".log")).stream()
        .filter(line ->
            line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("WARNING:"))
        .filter(line -> !BUSY_MACHINE.matcher(line).find())
        .toList();
  }
}
