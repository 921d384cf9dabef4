// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.Workload.Operation;
import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.OwnMetrics;
import io.redstart.load.cluster.Poll;
import io.redstart.load.crash.check.Ledger;
import io.redstart.load.crash.check.Quantities;
import io.redstart.load.crash.check.Report;
import io.redstart.load.crash.check.Shown;
import io.redstart.load.crash.check.Traffic;
import io.redstart.load.crash.check.Watcher;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The steps of which all runs consist: load, kill, restart, compare. Used by one thread. */
final class Exercise implements AutoCloseable {
  private static final Duration VERIFY_MAX = Duration.ofMinutes(2);
  private static final String COPIES_MISSING = "redstart_store_copies_missing";
  private static final int NEWEST_WINDOWS = 3;
  private static final long LOOK_MILLIS = 20;
  /** A commit is stamped with the first window that ends a second later, or the next one. */
  private static final long STAMP_GAP_MILLIS = 1000;

  private final CrashPlan plan;
  private final Members members;
  private final Report report;
  private final Ledger ledger = new Ledger();
  private final Shown shown;
  private final SplittableRandom random;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Watcher watcher;
  private final Waits waits = new Waits();
  /** The present load, and for a moment its successor. Guarded by this. */
  private final List<BackgroundLoad> loads = new ArrayList<>();

  private Traffic ended = Traffic.NONE;
  private Ledger lastBooks = ledger;
  private int rounds;

  Exercise(CrashPlan plan, Members members, Report report) {
    this.plan = plan;
    this.members = members;
    this.report = report;
    this.shown = new Shown(plan.windowMillis(), report);
    this.random = new SplittableRandom(plan.seed());
    vertx.setPeriodic(Waits.TICK_MILLIS, timer -> waits.tick());
    this.watcher = Watcher.start(members, shown, System::currentTimeMillis);
  }

  CrashPlan plan() {
    return plan;
  }

  Members members() {
    return members;
  }

  Report report() {
    return report;
  }

  /** Returns the summary of the latest comparison of books and counts. */
  String summary() {
    return lastBooks.summary();
  }

  Shown shown() {
    return shown;
  }

  SplittableRandom random() {
    return random;
  }

  /**
   * Starts a load with more operations than the last one, and waits until it is acknowledged. Only
   * then the last one ends, if it still runs. Before the first kill the counts must be shown, so
   * that there is something to lose.
   */
  void startLoad() throws InterruptedException, TimeoutException {
    BackgroundLoad next = BackgroundLoad.start(vertx, members.ingests(), plan, rounds++, waits);
    synchronized (this) {
      loads.add(next);
    }
    if (!next.awaitAcknowledgement()) {
      report.violation("spans are not acknowledged");
    }
    endAllBut(next);
    if (shown.isEmpty() && !Poll.until(VERIFY_MAX, () -> !shown.isEmpty())) {
      report.violation("counts are not shown");
    }
  }

  /** Ends the load and enters its answers into the books. */
  void endLoad() throws InterruptedException, TimeoutException {
    endAllBut(null);
  }

  private void endAllBut(@Nullable BackgroundLoad kept)
      throws InterruptedException, TimeoutException {
    for (BackgroundLoad load : loads()) {
      if (load != kept) {
        ledger.add(load.end());
        synchronized (this) {
          ended = ended.plus(load.traffic());
          loads.remove(load);
        }
      }
    }
  }

  private synchronized List<BackgroundLoad> loads() {
    return List.copyOf(loads);
  }

  /** Reports how long senders waited for answers since the last report, and the answers. */
  void checkWaits(long answerMillisMax) {
    long slowestMillis = waits.slowestMillis();
    report.say("  " + waits.summary());
    if (slowestMillis > answerMillisMax) {
      report.violation("a sender waited " + slowestMillis + " ms for an answer");
    }
  }

  /** Returns what all loads have sent so far. Safe for all threads. */
  synchronized Traffic traffic() {
    return loads.stream().map(BackgroundLoad::traffic).reduce(ended, Traffic::plus);
  }

  /** Returns the books of all loads up to now. */
  private Ledger books() throws InterruptedException, TimeoutException {
    Ledger books = ledger.copy();
    for (BackgroundLoad load : loads()) {
      books.add(load.answered());
    }
    return books;
  }

  /** Waits while all members should run. Returns whether they did. */
  boolean allStayUp(long millis) throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < endNanos) {
      for (Member member : members.all()) {
        if (member.isRunning() && member.process().endsWithin(LOOK_MILLIS)) {
          report.violation(
              member.name() + " ended by itself: " + member.process().end());
          return false;
        }
      }
    }
    return true;
  }

  /** Waits until every span has as many copies as the plan wants. */
  void awaitCopies(Duration atMost) throws InterruptedException {
    boolean complete = plan.replicas() == 1
        || Poll.until(atMost, () -> {
          for (Member aggregator : members.aggregators()) {
            if (aggregator.isRunning() && OwnMetrics.of(aggregator).sum(COPIES_MISSING) != 0) {
              return false;
            }
          }
          return true;
        });
    if (!complete) {
      report.violation("copies of stores are missing for " + atMost.toSeconds() + " s");
    }
  }

  /** Waits for a random time while a member should run. Returns whether it did. */
  boolean staysUp(Member member, long millisMax) throws IOException, InterruptedException {
    if (member.process().endsWithin(1 + random.nextLong(millisMax))) {
      report.violation(member.name() + " ended by itself: " + member.process().end());
      return false;
    }
    return true;
  }

  /** Kills a member, and stops the load if it was sent to this member: nobody is left to answer. */
  void kill(Member victim, String why) {
    victim.kill();
    if (members.ingests().equals(List.of(victim))) {
      loads().forEach(BackgroundLoad::stop);
    }
    report.killed(victim.name() + why);
  }

  /** Starts a member again. Returns whether it is ready. */
  boolean restart(Member member) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    member.start();
    if (!member.awaitReady()) {
      report.say("  " + member.name() + " does not start: " + member.process().end());
      return false;
    }
    report.restarted(member.name(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    return true;
  }

  /** Checks after a restart that the newest shown windows did not change. */
  void checkShown() throws InterruptedException {
    shown.checkNewest(members, NEWEST_WINDOWS);
  }

  /** Checks that no shown window has ever changed. */
  void checkAllShown() throws InterruptedException {
    shown.checkNewest(members, Integer.MAX_VALUE);
  }

  /** Compares the books with the counts of every query service. */
  void verify() throws InterruptedException, TimeoutException {
    for (Member query : members.queries()) {
      verify(query);
    }
  }

  /** Compares the books of now with the counts, once everything acknowledged must be shown. */
  private void verify(Member query) throws InterruptedException, TimeoutException {
    Ledger before = books();
    long window = plan.windowMillis();
    long atMillis = (System.currentTimeMillis() + STAMP_GAP_MILLIS + 2 * window) / window * window;
    AtomicReference<Map<Operation, double[]>> counted = new AtomicReference<>();
    boolean sealed = Poll.until(VERIFY_MAX, () -> {
      if (System.currentTimeMillis() < atMillis || !Shown.isSealed(Members.api(query), atMillis)) {
        return false;
      }
      Quantities.read(Members.api(query), Shown.selector(), atMillis).ifPresent(counted::set);
      return counted.get() != null;
    });
    Map<Operation, double[]> counts = counted.get();
    if (!sealed || counts == null) {
      report.violation(query.name() + " shows no count without a warning at " + atMillis
          + ", although " + before.acknowledged() + " spans are acknowledged");
      return;
    }
    Ledger after = books();
    List<String> wrong = after.disagreements(before, counts);
    wrong.forEach(one -> report.violation(query.name() + ": " + one));
    if (wrong.isEmpty()) {
      report.say("  books agree with " + query.name() + (loads().isEmpty() ? ": " : " under load: ")
          + after.summary());
    }
    lastBooks = after;
  }

  @Override
  public void close() {
    watcher.close();
    loads().forEach(BackgroundLoad::stop);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
