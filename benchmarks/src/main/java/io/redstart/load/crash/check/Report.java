// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Collects the events of a crash test, and prints them as they happen. Safe for all threads. */
public final class Report {
  private static final int VIOLATIONS_SHOWN_MAX = 20;

  private final PrintWriter out;
  private final Histogram restartMillis = new Histogram(3);
  private final List<String> violations = new ArrayList<>();
  private int kills;

  /** Creates a report that is printed as it grows. */
  public Report(PrintWriter out) {
    this.out = out;
  }

  /** Prints a line. */
  public synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Counts and prints a kill. */
  public synchronized void killed(String what) {
    say("kill " + ++kills + ": " + what);
  }

  /** Records and prints how long a restart took. */
  public synchronized void restarted(String name, long millis) {
    restartMillis.recordValue(millis);
    say("  " + name + " ready again after " + millis + " ms");
  }

  /** Records a broken promise, with the time by which to find it in the logs of the services. */
  public synchronized void violation(String what) {
    violations.add(what);
    if (violations.size() <= VIOLATIONS_SHOWN_MAX) {
      say("  WRONG at " + Instant.now().truncatedTo(ChronoUnit.MILLIS) + ": " + what);
    }
  }

  /** Returns whether there was no violation. */
  public synchronized boolean isClean() {
    return violations.isEmpty();
  }

  /**
   * Prints the summary.
   *
   * @param run the seed and kind of the run
   * @param books the last comparison of books and counts
   */
  public synchronized void finish(String run, String books, Shown shown) {
    say("");
    say(run + ", kills " + kills + ", wrong " + violations.size());
    say(books);
    say(shown.summary());
    say(String.format(
        Locale.ROOT,
        "time to ready: %d restarts, median %d ms, longest %d ms",
        restartMillis.getTotalCount(),
        restartMillis.getTotalCount() == 0 ? 0 : restartMillis.getValueAtPercentile(50),
        restartMillis.getTotalCount() == 0 ? 0 : restartMillis.getMaxValue()));
  }
}
