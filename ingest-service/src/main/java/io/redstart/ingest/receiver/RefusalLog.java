// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Tells a person what is not accepted, and what helps: at most one line per reason and minute, however
 * much is refused. The first of a reason is told at once, those of the next minute together at its
 * end:
 *
 * <pre>
 *   1 request not accepted (no_room): the aggregators are busy; add aggregators, or …
 *   8713 requests in 60 s not accepted (no_room): the aggregators are busy; add aggregators, or …
 * </pre>
 *
 * <p>Reasons are few and fixed: each is remembered. Thread-safe.
 */
final class RefusalLog {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Senders have a part in some examples. */
  private static final int EXAMPLE_MAX_CHARS = 200;

  private static final Pattern NOT_OF_A_LINE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private final LongSupplier monotonicNanos;
  private final Consumer<String> lines;
  private final Map<String, Reason> reasons = new ConcurrentHashMap<>();

  /**
   * Makes a log in which nothing was told.
   *
   * @param monotonicNanos a clock that only measures distances
   * @param lines takes the lines
   */
  RefusalLog(LongSupplier monotonicNanos, Consumer<String> lines) {
    this.monotonicNanos = monotonicNanos;
    this.lines = lines;
  }

  /** Takes a request of which nothing is known to be counted. */
  void request(Answer answer) {
    refused("request", 1, answer.reason(), answer.message());
  }

  /**
   * Takes spans that are not counted, or only in part, while others of their request are.
   *
   * @param example words for one of them
   */
  void spans(int count, String reason, String example) {
    refused("span", count, reason, example);
  }

  /** Takes a connection that was closed although its sender wants it. */
  void connection(String reason, String why) {
    refused("connection", 1, reason, why);
  }

  private void refused(String what, int count, String reason, String example) {
    Reason told = reasons.computeIfAbsent(reason, name -> new Reason(name, what));
    told.add(count, example, monotonicNanos.getAsLong());
  }

  /** Tells what waits for the end of its minute; to be called every few seconds. */
  void tellDue() {
    long nowNanos = monotonicNanos.getAsLong();
    reasons.values().forEach(reason -> reason.tellIfDue(nowNanos));
  }

  /** What was not told yet of one reason. */
  private final class Reason {
    private final String name;
    private final String what;
    private long count;
    private String example = "";
    private boolean everTold;
    private long toldNanos;

    Reason(String name, String what) {
      this.name = name;
      this.what = what;
    }

    synchronized void add(int more, String newExample, long nowNanos) {
      count += more;
      example = newExample;
      tellIfDue(nowNanos);
    }

    synchronized void tellIfDue(long nowNanos) {
      if (count > 0 && (!everTold || nowNanos - toldNanos >= QUIET_NANOS)) {
        lines.accept(line(nowNanos));
        everTold = true;
        toldNanos = nowNanos;
        count = 0;
      }
    }

    private String line(long nowNanos) {
      String advice = Advice.on(name);
      return count
          + " "
          + what
          + (count == 1 ? "" : "s")
          + (everTold ? " in " + TimeUnit.NANOSECONDS.toSeconds(nowNanos - toldNanos) + " s" : "")
          + " not accepted ("
          + name
          + "): "
          + oneLine(example)
          + (advice.isEmpty() ? "" : "; " + advice);
    }
  }

  private static String oneLine(String text) {
    String shown =
        text.length() <= EXAMPLE_MAX_CHARS ? text : text.substring(0, EXAMPLE_MAX_CHARS) + "…";
    return NOT_OF_A_LINE.matcher(shown).replaceAll(" ");
  }
}
