// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints tables in Markdown. */
final class ExportsReport {
  private static final double MB = 1e6;

  private final PrintWriter out;

  ExportsReport(PrintWriter out) {
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

  void filled(String server, long spans, long residentBytes) {
    print("%s has %,d spans in %,.0f MB%n", server, spans, residentBytes / MB);
  }

  void pagesHead() {
    say("");
    say("| page | server | MB | s | CPU s | JIT s | resident before, at most, MB |");
    say("|---|---|---|---|---|---|---|");
  }

  void page(String page, String server, Costs costs) {
    print(
        "| %s | %s | %.1f | %.2f | %.2f | %.2f | %.0f, %.0f |%n",
        page,
        server,
        costs.bytes() / MB,
        costs.millis() / 1e3,
        costs.workMillis() / 1e3,
        costs.jitMillis() / 1e3,
        costs.residentBytes() / MB,
        costs.peakBytes() / MB);
  }

  void pushHead() {
    say("");
    say("| pushed every 15 s | CPU s in 15 s | JIT s | requests | MB | resident at most, MB |");
    say("|---|---|---|---|---|---|");
  }

  void push(String protocol, PushRun.Result result) {
    print(
        "| %s | %.2f | %.2f | %.0f | %.1f | %.0f |%n",
        protocol,
        result.workMillis() / 1e3,
        result.jitMillis() / 1e3,
        result.requests(),
        result.bytes() / MB,
        result.peakBytes() / MB);
  }

  void forwardHead() {
    say("");
    say("| spans | forwarded | CPU µs a span |");
    say("|---|---|---|");
  }

  void forward(long spans, String forwarded, double workMillis) {
    print("| %,d | %s | %.2f |%n", spans, forwarded, workMillis * 1e3 / spans);
  }
}
