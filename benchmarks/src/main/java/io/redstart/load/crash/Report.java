// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Collects the events of a crash test, and prints them as they happen. Safe for all threads. */
final class Report {
  private static final int VIOLATIONS_SHOWN_MAX = 20;

  private final PrintWriter out;
  private final Histogram restartMillis = new Histogram(3);
  private final List<String> violations = new ArrayList<>();
  private int kills;

  Report(PrintWriter out) {
    this.out = out;
  }

  synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  synchronized void killed(String what) {
    say("kill " + ++kills + ": " + what);
  }

  synchronized void restarted(String name, long millis) {
    restartMillis.recordValue(millis);
    say("  " + name + " ready again after " + millis + " ms");
  }

  /** Records a broken promise. */
  synchronized void violation(String what) {
    violations.add(what);
    if (violations.size() <= VIOLATIONS_SHOWN_MAX) {
      say("  WRONG: " + what);
    }
  }

  synchronized boolean isClean() {
    return violations.isEmpty();
  }

  synchronized void finish(CrashPlan plan, Ledger ledger, Shown shown) {
    say("");
    say("seed " + plan.seed() + ", " + plan.strike() + ", kills " + kills + ", wrong "
        + violations.size());
    say(ledger.summary());
    say(shown.summary());
    say(String.format(
        Locale.ROOT,
        "time to ready: %d restarts, median %d ms, longest %d ms",
        restartMillis.getTotalCount(),
        restartMillis.getTotalCount() == 0 ? 0 : restartMillis.getValueAtPercentile(50),
        restartMillis.getTotalCount() == 0 ? 0 : restartMillis.getMaxValue()));
  }
}
