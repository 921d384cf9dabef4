// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.deploy.ObservedRedstart;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands on a Redstart that has counted spans. */
class ClientCommandsTest {
  private static ObservedRedstart redstart;

  @BeforeAll
  static void start(@TempDir Path store) throws Exception {
    redstart = ObservedRedstart.start(store);
  }

  @AfterAll
  static void stop() {
    redstart.close();
  }

  private static CommandRun run(String... line) {
    String[] all = new String[line.length + 2];
    System.arraycopy(line, 0, all, 0, line.length);
    all[line.length] = "--url";
    all[line.length + 1] = redstart.url().toString();
    return CommandRun.of(InstantSource.system(), all);
  }

  @Test
  void query_showsCounts() {
    CommandRun run = run("query", "sum by (span_name) (calls_total)");

    assertThat(run.out().lines())
        .containsExactlyInAnyOrder(
            "span_name    value", "GET /cart      120", "POST /order    120");
  }

  @Test
  void query_showsWhereTheMistakeIs() {
    CommandRun run = run("query", "rate(calls_total[5m)");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines().toList().get(1)).isEqualTo("rate(calls_total[5m)");
    assertThat(run.err().lines().toList().get(2)).matches(" {19}\\^");
  }

  @Test
  void query_drawsARange() {
    CommandRun run = run("query", "sum(calls_total)", "--range", "1m");

    assertThat(run.out()).contains("240 ┤").containsPattern("[\u2801-\u28FF]");
  }

  @Test
  void top_showsBothOperations() {
    CommandRun run = run("top", "--once");

    assertThat(run.out())
        .containsPattern("shop +GET /cart .* (19|20)(\\.\\d+)? %")
        .contains("POST /order");
  }

  @Test
  void doctor_findsNothingToDo() {
    CommandRun run = run("doctor", "--telemetry", redstart.telemetryUrl().toString());

    assertThat(run.out().lines().toList()).last().isEqualTo("all is well");
    assertThat(run.out()).contains("ok    process: ready", "ok    spans: 1 service");
    assertThat(run.code()).isZero();
  }

  @Test
  void compare_withItself_findsNothing() {
    CommandRun run = run("compare", "--prometheus", redstart.url().toString(), "--by", "operation");

    assertThat(run.out()).contains("ok    names:", "ok    labels:");
  }
}
