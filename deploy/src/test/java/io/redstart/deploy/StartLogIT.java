// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What healthy processes log from their start to their end: warnings of ours where they are meant,
 * and none of libraries.
 */
class StartLogIT {
  private static final String IN_MEMORY = "WARN AggregatorService - counts are kept in memory only";
  /** Vert.x says so where this machine has other things to do for two seconds. */
  private static final String SLOW_MACHINE = "BlockedThreadChecker";

  @ParameterizedTest
  @ValueSource(strings = {"", "demo"})
  void allInOne_warnsOfItsMemoryAlone(String command) throws IOException {
    String name = "start-log-it-all" + command;
    String[] words = command.isEmpty() ? new String[0] : new String[] {command};
    try (RedstartProcess process = RedstartProcess.start(name, List.of(), words)) {
      assertThat(process.stop()).isZero();
    }
    assertThat(complaints(name)).singleElement().asString().contains(IN_MEMORY);
  }

  /** Members that join at once are what Hazelcast would warn about. */
  @Test
  void members_warnOfTheirMemoryAlone() throws IOException {
    TestCluster cluster = new TestCluster("start-log-it");
    try (RedstartProcess a = cluster.start("a", "aggregator")) {
      List<CompletableFuture<RedstartProcess>> others = List.of(
          CompletableFuture.supplyAsync(() -> cluster.start("b", "aggregator")),
          CompletableFuture.supplyAsync(() -> cluster.start("ingest", "ingest")),
          CompletableFuture.supplyAsync(() -> cluster.start("query", "query")));
      List<RedstartProcess> started =
          others.stream().map(CompletableFuture::join).toList();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> TelemetryPage.of(started.get(2)).sum("redstart_query_aggregators") == 2);
      started.forEach(RedstartProcess::close);
      assertThat(a.pid()).isPositive();
    }
    for (String aggregator : List.of("a", "b")) {
      assertThat(complaints("start-log-it-" + aggregator))
          .singleElement()
          .asString()
          .contains(IN_MEMORY);
    }
    for (String other : List.of("ingest", "query")) {
      assertThat(complaints("start-log-it-" + other)).as(other).isEmpty();
    }
  }

  /** Returns what is not plain information, such as a warning of the JVM or a stack. */
  private static List<String> complaints(String name) throws IOException {
    return Files.readAllLines(Path.of("target", name + ".log")).stream()
        .filter(line -> !line.contains(" INFO ") && !line.contains(SLOW_MACHINE))
        .toList();
  }
}
