// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.scale;

import io.redstart.load.LoadService;
import io.redstart.load.server.ProcessUse;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a table in Markdown. */
final class ScaleReport {
  private final PrintWriter out;

  ScaleReport(PrintWriter out) {
    this.out = out;
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  void head() {
    say(
        "| aggregators | spans/s | CPU µs a span: ingest | aggregators | both | GC | JIT"
            + " | messages a request | p50, p99 ms | busiest : mean | MB an aggregator: label sets | process |");
    say("|---|---|---|---|---|---|---|---|---|---|---|---|");
  }

  void row(ClusterUse before, ClusterUse after, LoadService.Result result, int spansPerRequest) {
    double perSpan = 1e3 / result.spans();
    double ingest = workMillis(before.ingest(), after.ingest());
    double gc = after.ingest().gcMillis() - before.ingest().gcMillis();
    double jit = after.ingest().jitMillisSince(before.ingest());
    double aggregators = 0;
    for (int i = 0; i < after.aggregators().size(); i++) {
      ProcessUse then = before.aggregators().get(i);
      ProcessUse now = after.aggregators().get(i);
      aggregators += workMillis(then, now);
      gc += now.gcMillis() - then.gcMillis();
      jit += now.jitMillisSince(then);
    }
    say(String.format(
        Locale.ROOT,
        "| %d | %,.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f | %.1f, %.1f | %.2f | %.1f | %d |",
        after.aggregators().size(),
        result.spans() / result.seconds(),
        ingest * perSpan,
        aggregators * perSpan,
        (ingest + aggregators) * perSpan,
        gc * perSpan,
        jit * perSpan,
        (after.messages() - before.messages()) * spansPerRequest / result.spans(),
        result.latencyMicros().getValueAtPercentile(50) / 1e3,
        result.latencyMicros().getValueAtPercentile(99) / 1e3,
        after.busiestShare(),
        after.storeBytes() / after.aggregators().size() / (1 << 20),
        after.residentBytes() >> 20));
  }

  /** Returns the time without compilers and garbage collection. */
  private static double workMillis(ProcessUse before, ProcessUse after) {
    return after.workMillisSince(before) - (after.gcMillis() - before.gcMillis());
  }
}
