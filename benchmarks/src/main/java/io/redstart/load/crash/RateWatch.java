// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.PrometheusApi;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that asks for rates all the time, as a dashboard does, and judges every answer: it comes,
 * and soon; it warns only while something is missing; the increase is not more than what can have
 * been counted in its range; and no counter was reset.
 *
 * <p>What can have been counted in a range are the spans that were sent before its end and not yet
 * answered at its begin.
 */
final class RateWatch implements AutoCloseable {
  private static final int PAUSE_MILLIS = 250;
  private static final long RANGE_MILLIS = 10_000;
  private static final long ANSWER_MILLIS_MAX = 5_000;
  /** A range is extrapolated by up to half a window at each end; short series grow by more. */
  private static final double EXTRAPOLATION_MAX = 1.25;

  private static final String INCREASE =
      "sum(increase(calls_total" + Shown.selector() + "[" + RANGE_MILLIS / 1_000 + "s]))";
  private static final String RESETS =
      "sum(resets(calls_total" + Shown.selector() + "[" + RANGE_MILLIS / 1_000 + "s]))";

  private final Exercise exercise;
  private final Report report;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  /** Spans sent and answered at some times, by epoch milliseconds. Only the thread uses it. */
  private final TreeMap<Long, long[]> books = new TreeMap<>();

  private volatile List<String> lastWarnings = List.of("no answer yet");
  private volatile boolean mayWarn = true;
  private volatile int answers;
  private volatile int warned;
  private volatile long slowestMillis;
  private volatile double highestShare;

  private RateWatch(Exercise exercise) {
    this.exercise = exercise;
    this.report = exercise.report();
    this.thread = new Thread(this::watch, "rate-watch");
    thread.setDaemon(true);
  }

  static RateWatch start(Exercise exercise) {
    RateWatch watch = new RateWatch(exercise);
    watch.thread.start();
    return watch;
  }

  /** From now on something may be missing. */
  void disturbed() {
    mayWarn = true;
  }

  /** From now on nothing may be missing. */
  void calm() {
    mayWarn = false;
  }

  /** Returns whether an answer without a warning came in time. */
  boolean awaitNoWarning(Duration atMost) throws InterruptedException {
    int before = answers;
    return Poll.until(atMost, () -> answers > before + 1 && lastWarnings.isEmpty());
  }

  List<String> lastWarnings() {
    return lastWarnings;
  }

  String summary() {
    return String.format(
        Locale.ROOT,
        "%d answers, %d with a warning, the slowest after %d ms, highest increase %.0f %% of what"
            + " was sent",
        answers,
        warned,
        slowestMillis,
        100 * highestShare);
  }

  private void watch() {
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    boolean mayWarnNow = mayWarn;
    long nowMillis = System.currentTimeMillis();
    books.put(nowMillis, exercise.sentAndAnswered());
    long startNanos = System.nanoTime();
    try {
      PrometheusApi api = exercise.members().api();
      PrometheusApi.Answer increase = api.query(INCREASE, nowMillis);
      PrometheusApi.Answer resets = api.query(RESETS, nowMillis);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      judge(nowMillis, increase, resets, millis, mayWarnNow);
    } catch (IOException e) {
      report.violation("a query failed: " + e.getMessage());
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void judge(
      long nowMillis,
      PrometheusApi.Answer increase,
      PrometheusApi.Answer resets,
      long millis,
      boolean mayWarnNow) {
    slowestMillis = Math.max(slowestMillis, millis);
    if (millis > 2 * ANSWER_MILLIS_MAX) {
      report.violation("two queries took " + millis + " ms");
    }
    if (!increase.warnings().isEmpty()) {
      warned++;
      if (!mayWarnNow) {
        report.violation("a warning although nothing is missing: " + increase.warnings());
      }
    }
    for (PrometheusApi.Sample sample : increase.samples()) {
      long possible = possible(nowMillis);
      highestShare = Math.max(highestShare, sample.value() / possible);
      if (sample.value() > EXTRAPOLATION_MAX * possible) {
        report.violation(String.format(
            Locale.ROOT,
            "a spike: an increase of %.0f within %d ms before %d, although at most %d can have been"
                + " counted, warnings %s",
            sample.value(),
            RANGE_MILLIS,
            nowMillis,
            possible,
            increase.warnings()));
      }
    }
    for (PrometheusApi.Sample sample : resets.samples()) {
      if (sample.value() > 0) {
        report.violation("a reset within " + RANGE_MILLIS + " ms before " + nowMillis
            + ", warnings " + resets.warnings());
      }
    }
    lastWarnings = increase.warnings();
    answers++;
  }

  /** Returns how many spans can have been counted in the range before a time. */
  private long possible(long nowMillis) {
    long window = exercise.plan().windowMillis();
    // Windows are stamped with their end, at least a second after the commit.
    long fromMillis = nowMillis - RANGE_MILLIS - 1_000 - 3 * window;
    var before = books.floorEntry(fromMillis);
    long answered = before == null ? 0 : before.getValue()[1];
    return Math.max(1, books.lastEntry().getValue()[0] - answered);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
