// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import io.redstart.load.LoadService;
import io.redstart.load.Measured;
import io.redstart.load.compare.QueryClient.Summary;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints tables in Markdown. */
final class CompareReport {
  private final PrintWriter out;

  CompareReport(PrintWriter out) {
    this.out = out;
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  private void print(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }

  void boardsHead() {
    say("| board, ms | asked | Redstart | Prometheus | ratio | answers |");
    say("|---|---|---|---|---|---|");
  }

  void board(Board board, BoardTimes redstart, BoardTimes prometheus) {
    String name = board.name();
    row(name, "first after a start", redstart.firstMillis, prometheus.firstMillis);
    row("", "… CPU with JIT", redstart.firstCpuMillis, prometheus.firstCpuMillis);
    row("", "warm, in turn", redstart.wallMillis.median(), prometheus.wallMillis.median());
    row("", "… CPU", redstart.cpuMillis.mean(), prometheus.cpuMillis.mean());
    row("", "… JIT", redstart.jitMillis.mean(), 0);
    if (board.queries().size() > 1) {
      row("", "warm, at once", redstart.atOnceMillis.median(), prometheus.atOnceMillis.median());
    }
    for (Board.PanelQuery query : board.queries()) {
      query(query.name(), redstart, prometheus);
    }
    redstart.problems.forEach(problem -> print("| | Redstart: %s ||||%n", shortened(problem)));
    prometheus.problems.forEach(problem -> print("| | Prometheus: %s ||||%n", shortened(problem)));
  }

  private void row(String board, String asked, double redstart, double prometheus) {
    print(
        "| %s | %s | %.1f | %.1f | %.2f | |%n",
        board, asked, redstart, prometheus, redstart / prometheus);
  }

  private void query(String name, BoardTimes redstart, BoardTimes prometheus) {
    Measured none = new Measured();
    double ours = redstart.byQuery.getOrDefault(name, none).median();
    double theirs = prometheus.byQuery.getOrDefault(name, none).median();
    print(
        "| | %s | %.1f | %.1f | %.2f | %s |%n",
        name,
        ours,
        theirs,
        ours / theirs,
        agreement(redstart.summaries.get(name), prometheus.summaries.get(name)));
  }

  private static String agreement(@Nullable Summary ours, @Nullable Summary theirs) {
    if (ours == null || theirs == null) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%d series, %d points; there %d, %d; sum of values %+.1f %%",
        ours.series(),
        ours.points(),
        theirs.series(),
        theirs.points(),
        100 * (ours.sum() / theirs.sum() - 1));
  }

  private static String shortened(String problem) {
    String line = problem.replace('\n', ' ').replace('|', '/');
    return line.substring(0, Math.min(300, line.length()));
  }

  void dashboards(int users, List<DashboardRun.Result> results) {
    say("");
    say("| " + users + " dashboards at once | queries/s | p50, p99 of a query, ms | CPU ms a query"
        + " | JIT s | failed | resident before, at most, MB |");
    say("|---|---|---|---|---|---|---|");
    for (DashboardRun.Result result : results) {
      print(
          "| %s | %.1f | %.0f, %.0f | %.1f | %.1f | %d %s | %d, %d |%n",
          result.server(),
          result.answered() / result.seconds(),
          result.queryMillis().quantile(0.5),
          result.queryMillis().quantile(0.99),
          result.cpuSeconds() * 1e3 / Math.max(1, result.answered()),
          result.jitSeconds(),
          result.failed(),
          shortened(result.problem()),
          result.residentBytes() >> 20,
          result.peakBytes() >> 20);
    }
  }

  void acknowledgements(String when, LoadService.Result result) {
    print(
        "| acknowledgements %s | %,.0f spans/s | p50 %.1f ms | p99 %.1f ms | max %.1f ms |%n",
        when,
        result.spans() / result.seconds(),
        result.latencyMicros().getValueAtPercentile(50) / 1e3,
        result.latencyMicros().getValueAtPercentile(99) / 1e3,
        result.latencyMicros().getMaxValue() / 1e3);
  }
}
