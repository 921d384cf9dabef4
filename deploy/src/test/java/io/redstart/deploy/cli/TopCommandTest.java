// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import static io.redstart.deploy.cli.FakeServer.result;
import static io.redstart.deploy.cli.FakeServer.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopCommandTest {
  private FakeServer server;

  /** Pay is slow, list is called often, and buy fails. */
  @BeforeEach
  void start() throws Exception {
    server = new FakeServer();
    server.on("STATUS_CODE_ERROR", result("vector", operation("buy", "0.5")));
    server.on("quantile(0.5", result("vector", operation("pay", "900"), operation("list", "1")));
    server.on(
        "quantile(0.95",
        result("vector", operation("pay", "1500"), operation("list", "2"), operation("buy", "40")));
    server.on(
        "rate(calls_total",
        result(
            "vector",
            operation("pay", "2"),
            operation("list", "100"),
            operation("buy", "1"),
            operation("idle", "0")));
  }

  private static String operation(String name, String value) {
    return sample(value, "service_name", "shop", "span_name", name);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"impact, pay", "rate, list", "errors, buy", "p95, pay"})
  void order_putsTheWorstFirst(String order, String first) {
    CommandRun run = CommandRun.of("top", "--once", "--sort", order, "--url", server.url());

    assertThat(run.code()).isZero();
    assertThat(run.out().lines().toList().get(3)).contains(" " + first + " ");
  }

  @Test
  void view_hasRatesErrorsAndDurations() {
    CommandRun run = CommandRun.of("top", "--once", "--url", server.url());

    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0)).contains("103 calls/s", "0.49 % errors", "by impact");
    assertThat(lines.subList(2, lines.size()))
        .containsExactly(
            "SERVICE  OPERATION  CALLS/S  ERRORS     P50    P95  IMPACT",
            "shop     pay              2     0 %  900 ms  1.5 s       3",
            "shop     list           100     0 %    1 ms   2 ms     0.2",
            "shop     buy              1    50 %       -  40 ms    0.04");
  }

  @Test
  void warningOfTheServer_isPrinted() throws Exception {
    String answer = result("vector", operation("pay", "2"))
        .replaceFirst("\\{", "{\"warnings\":[\"aggregator a does not answer\"],");
    try (FakeServer incomplete = new FakeServer().on("/api/v1/query", answer)) {
      FakeTerminal terminal = new FakeTerminal(40, 5, "q");
      CommandRun.of(
          InstantSource.fixed(CommandRun.NOW), terminal, "top", "--url", incomplete.url());
      CommandRun once = CommandRun.of("top", "--once", "--url", incomplete.url());

      assertThat(once.err()).contains("warning: aggregator a does not answer");
      assertThat(terminal.shown().get(0))
          .hasSizeLessThanOrEqualTo(5)
          .first()
          .asString()
          .isEqualTo("aggregator a does not answer");
    }
  }

  @Test
  void kindsAndRange_areAsked() {
    CommandRun.of(
        "top",
        "--once",
        "--by",
        "service",
        "--kinds",
        "SPAN_KIND_CLIENT",
        "--range",
        "1h",
        "--url",
        server.url());

    assertThat(server.requests())
        .hasSize(4)
        .anyMatch(request -> request.contains(
            "sum by (service_name) (rate(calls_total{span_kind=~\"SPAN_KIND_CLIENT\"}[1h]))"));
  }

  @Test
  void screen_isRefreshedUntilQ_andFits() {
    FakeTerminal terminal = new FakeTerminal(40, 5, ".sq");

    CommandRun run =
        CommandRun.of(InstantSource.fixed(CommandRun.NOW), terminal, "top", "--url", server.url());

    assertThat(run.code()).isZero();
    assertThat(terminal.isOpen()).isFalse();
    assertThat(terminal.shown()).hasSize(3).allSatisfy(lines -> {
      assertThat(lines).hasSize(5);
      assertThat(lines).allMatch(line -> line.replaceAll("\033\\[\\d+m", "").length() <= 40);
    });
    assertThat(terminal.shown().get(0).get(3)).contains("1.5 s");
    assertThat(terminal.shown().get(2).get(3)).contains("100");
  }

  @Test
  void serverThatFailsMeanwhile_isNamed_andTheViewStays() {
    FakeTerminal terminal = new FakeTerminal(300, 10, ".q");

    CommandRun run = CommandRun.of(
        () -> {
          // The clock is read for the title of each view: after the first one, the server is gone.
          server.close();
          return CommandRun.NOW;
        },
        terminal,
        "top",
        "--url",
        server.url());

    assertThat(run.code()).isZero();
    assertThat(terminal.shown().get(1).get(0)).contains("does not answer", "103 calls/s");
  }

  @Test
  void serverThatIsGone_isAFailure() {
    server.close();

    CommandRun run = CommandRun.of("top", "--once", "--url", server.url());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("does not answer");
  }

  @Test
  void noCalls_namesTheDoctor() throws Exception {
    try (FakeServer empty = new FakeServer().on("query", FakeServer.EMPTY)) {
      assertThat(CommandRun.of("top", "--once", "--url", empty.url()).out())
          .contains("no calls: `redstart doctor`");
    }
  }
}
