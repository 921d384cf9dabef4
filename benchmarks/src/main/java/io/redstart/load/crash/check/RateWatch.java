// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import io.redstart.load.PrometheusApi;
import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A thread that asks one query service for rates all the time, as a dashboard does, and judges every
 * answer: it comes, and soon, unless the service itself is away; it warns only while something is
 * missing; the increase is not more than what can have been counted in its range; and no counter was
 * reset.
 *
 * <p>What can have been counted in a range are the spans that were sent before its end and had no
 * answer yet at its beginning. Spans of unknown outcome belong to these until the cluster is whole
 * again.
 */
public final class RateWatch implements AutoCloseable {
  private static final int PAUSE_MILLIS = 250;
  private static final long RANGE_MILLIS = 10_000;
  private static final long ANSWER_MILLIS_MAX = 5_000;
  private static final long SECOND = 1_000;
  /** A range is extrapolated by up to half a window at each end; short series grow by more. */
  private static final double EXTRAPOLATION_MAX = 1.25;

  private static final String INCREASE =
      "sum(increase(calls_total" + Shown.selector() + "[" + RANGE_MILLIS / SECOND + "s]))";
  private static final String RESETS =
      "sum(resets(calls_total" + Shown.selector() + "[" + RANGE_MILLIS / SECOND + "s]))";

  private final Member query;
  private final long windowMillis;
  private final Supplier<Traffic> traffic;
  private final Report report;
  private final Calm calm = new Calm();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  /** Spans sent, and those of them that are settled, by epoch milliseconds. Only the thread's. */
  private final TreeMap<Long, long[]> books = new TreeMap<>();

  private volatile List<String> lastWarnings = List.of("no answer yet");
  private volatile long settledUnknown;
  private volatile int answers;
  // Of the present step, guarded by this.
  private int stepAnswers;
  private int stepWarned;
  private int stepUnanswered;
  private long stepSlowestMillis;
  private double stepHighestShare;

  private RateWatch(Member query, long windowMillis, Supplier<Traffic> traffic, Report report) {
    this.query = query;
    this.windowMillis = windowMillis;
    this.traffic = traffic;
    this.report = report;
    this.thread = new Thread(this::watch, "rate-watch-" + query.name());
    thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @param traffic what was sent so far; asked by the thread
   */
  public static RateWatch start(
      Member query, long windowMillis, Supplier<Traffic> traffic, Report report) {
    RateWatch watch = new RateWatch(query, windowMillis, traffic, report);
    watch.thread.start();
    return watch;
  }

  /** From now on something may be missing. */
  public void disturbed() {
    calm.disturbed();
  }

  /** From now on nothing may be missing, and no span of unknown outcome is counted any more. */
  public void calm() {
    settledUnknown = traffic.get().unknown();
    calm.calm();
  }

  /** Returns whether an answer without a warning came in time. */
  public boolean awaitNoWarning(Duration atMost) throws InterruptedException {
    int before = answers;
    return Poll.until(atMost, () -> answers > before + 1 && lastWarnings.isEmpty());
  }

  /** Returns the warnings of the newest answer. */
  public List<String> lastWarnings() {
    return lastWarnings;
  }

  /** Returns the numbers since the last summary in a sentence. */
  public synchronized String summary() {
    String summary = String.format(
        Locale.ROOT,
        "%s: %d answers, %d with a warning, %d failures while it was away, the slowest after"
            + " %d ms, highest increase %.0f %% of what was sent",
        query.name(),
        stepAnswers,
        stepWarned,
        stepUnanswered,
        stepSlowestMillis,
        100 * stepHighestShare);
    stepAnswers = 0;
    stepWarned = 0;
    stepUnanswered = 0;
    stepSlowestMillis = 0;
    stepHighestShare = 0;
    return summary;
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
    int changes = calm.changes();
    int absences = query.absences();
    long nowMillis = System.currentTimeMillis();
    Traffic now = traffic.get();
    books.put(nowMillis, new long[] {now.sent(), now.answered() + settledUnknown});
    long startNanos = System.nanoTime();
    try {
      PrometheusApi api = Members.api(query);
      PrometheusApi.Answer increase = api.query(INCREASE, nowMillis);
      PrometheusApi.Answer resets = api.query(RESETS, nowMillis);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      judge(nowMillis, increase, resets, !calm.hasLastedSince(changes));
      if (wasThereSince(absences)) {
        judgeTime(millis);
      }
    } catch (IOException e) {
      if (wasThereSince(absences)) {
        report.violation("a query of " + query.name() + " failed: " + e);
      }
      synchronized (this) {
        stepUnanswered++;
      }
    }
  }

  private boolean wasThereSince(int absences) {
    return absences % 2 == 0 && absences == query.absences();
  }

  private synchronized void judgeTime(long millis) {
    stepSlowestMillis = Math.max(stepSlowestMillis, millis);
    if (millis > 2 * ANSWER_MILLIS_MAX) {
      report.violation("two queries of " + query.name() + " took " + millis + " ms");
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private synchronized void judge(
      long nowMillis, PrometheusApi.Answer increase, PrometheusApi.Answer resets, boolean mayWarn) {
    if (!increase.warnings().isEmpty()) {
      stepWarned++;
      if (!mayWarn) {
        report.violation(
            query.name() + " warns although nothing is missing: " + increase.warnings());
      }
    }
    increase.samples().forEach(sample -> judgeIncrease(sample.value(), nowMillis, increase));
    for (PrometheusApi.Sample sample : resets.samples()) {
      if (sample.value() > 0) {
        report.violation(query.name() + " shows a reset within " + RANGE_MILLIS + " ms before "
            + nowMillis + ", warnings " + resets.warnings());
      }
    }
    lastWarnings = increase.warnings();
    stepAnswers++;
    answers++;
  }

  private synchronized void judgeIncrease(
      double value, long nowMillis, PrometheusApi.Answer increase) {
    long possible = possible(nowMillis);
    stepHighestShare = Math.max(stepHighestShare, value / possible);
    if (value > EXTRAPOLATION_MAX * possible) {
      report.violation(String.format(
          Locale.ROOT,
          "%s shows a spike: an increase of %.0f within %d ms before %d, although at most %d can"
              + " have been counted, warnings %s",
          query.name(),
          value,
          RANGE_MILLIS,
          nowMillis,
          possible,
          increase.warnings()));
    }
  }

  /** Returns how many spans can have been counted in the range before a time. */
  private long possible(long nowMillis) {
    // Windows are stamped with their end, at least a second after the commit.
    long fromMillis = nowMillis - RANGE_MILLIS - SECOND - 3 * windowMillis;
    var before = books.floorEntry(fromMillis);
    long settled = before == null ? 0 : before.getValue()[1];
    return Math.max(1, books.lastEntry().getValue()[0] - settled);
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
