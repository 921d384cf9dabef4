// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Logs refusals with advice, at most one line per reason and minute. The first refusal of a reason
 * is logged at once; the refusals of the next minute are logged together at its end:
 *
 * <pre>
 *   1 request not accepted (no_room): the aggregators are busy; add aggregators, or …
 *   8713 requests in 60 s not accepted (no_room): the aggregators are busy; add aggregators, or …
 * </pre>
 *
 * <p>Remembers every reason, because reasons are few and fixed. Thread-safe.
 */
public final class RefusalLog {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Some examples contain text from senders. */
  private static final int EXAMPLE_MAX_CHARS = 200;

  private static final Pattern NOT_OF_A_LINE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private final LongSupplier monotonicNanos;
  private final UnaryOperator<String> advice;
  private final Consumer<String> lines;
  private final Map<String, Reason> reasons = new ConcurrentHashMap<>();

  /**
   * Creates an empty log.
   *
   * @param monotonicNanos a clock for measuring distances only
   * @param advice returns advice for the operator about a reason; empty for none
   * @param lines receives the lines
   */
  public RefusalLog(
      LongSupplier monotonicNanos, UnaryOperator<String> advice, Consumer<String> lines) {
    this.monotonicNanos = monotonicNanos;
    this.advice = advice;
    this.lines = lines;
  }

  /** Adds a request that was refused. */
  public void request(String reason, String why) {
    refused("request", 1, reason, why);
  }

  /**
   * Adds spans that are not counted, or only in part, while the rest of their request is.
   *
   * @param example describes one of them
   */
  public void spans(int count, String reason, String example) {
    refused("span", count, reason, example);
  }

  /** Adds a connection that was closed against the client's wish. */
  void connection(String reason, String why) {
    refused("connection", 1, reason, why);
  }

  /** Adds a request that was not refused but probably not answered as its sender intended. */
  public void doubtful(String reason, String fate, String why) {
    add("request", fate, 1, reason, why);
  }

  private void refused(String what, int count, String reason, String example) {
    add(what, "not accepted", count, reason, example);
  }

  /**
   * Adds anything else.
   *
   * @param what names one of it
   * @param fate what became of it
   * @param example describes one of it
   */
  public void add(String what, String fate, long count, String reason, String example) {
    Reason told = reasons.computeIfAbsent(reason, name -> new Reason(name, what, fate));
    told.add(count, example, monotonicNanos.getAsLong());
  }

  /** Logs the refusals whose minute has ended. Must be called every few seconds. */
  public void tellDue() {
    long nowNanos = monotonicNanos.getAsLong();
    reasons.values().forEach(reason -> reason.tellIfDue(nowNanos));
  }

  /** The unlogged refusals of one reason. */
  private final class Reason {
    private final String name;
    private final String what;
    private final String fate;
    private long count;
    private String example = "";
    private boolean everTold;
    private long toldNanos;

    Reason(String name, String what, String fate) {
      this.name = name;
      this.what = what;
      this.fate = fate;
    }

    synchronized void add(long more, String newExample, long nowNanos) {
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
      String helps = advice.apply(name);
      return count
          + " "
          + what
          + (count == 1 ? "" : "s")
          + (everTold ? " in " + TimeUnit.NANOSECONDS.toSeconds(nowNanos - toldNanos) + " s" : "")
          + " "
          + fate
          + " ("
          + name
          + "): "
          + oneLine(example)
          + (helps.isEmpty() ? "" : "; " + helps);
    }
  }

  /** Returns the message of a failure's first cause, for an example. */
  public static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static String oneLine(String text) {
    String shown =
        text.length() <= EXAMPLE_MAX_CHARS ? text : text.substring(0, EXAMPLE_MAX_CHARS) + "…";
    return NOT_OF_A_LINE.matcher(shown).replaceAll(" ");
  }
}
