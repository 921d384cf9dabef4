// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.config.Endpoint;
import io.redstart.load.Workload.Operation;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
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
  private volatile @Nullable BackgroundLoad load;
  private volatile long endedSent;
  private volatile long endedAnswered;
  private int rounds;

  Exercise(CrashPlan plan, Members members, Report report) {
    this.plan = plan;
    this.members = members;
    this.report = report;
    this.shown = new Shown(plan.windowMillis(), report);
    this.random = new SplittableRandom(plan.seed());
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

  Ledger ledger() {
    return ledger;
  }

  Shown shown() {
    return shown;
  }

  SplittableRandom random() {
    return random;
  }

  /**
   * Starts a load with more operations than the last one, and waits until it is acknowledged.
   * Before the first kill its counts must be shown, so that there is something to lose.
   */
  void startLoad() throws InterruptedException {
    Endpoint target = members
        .receiver()
        .endpoint("otlp/grpc")
        .orElseThrow(() -> new IllegalStateException("the receiver is not ready"));
    load = BackgroundLoad.start(vertx, target, plan, rounds++);
    if (!load.awaitAcknowledgement()) {
      report.violation("spans are not acknowledged");
    }
    if (shown.isEmpty() && !Poll.until(VERIFY_MAX, () -> !shown.isEmpty())) {
      report.violation("counts are not shown");
    }
  }

  /** Ends the load and enters its answers into the books. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void endLoad() throws InterruptedException, TimeoutException {
    if (load != null) {
      ledger.add(load.end());
      endedSent += load.sent();
      endedAnswered += load.answered();
      load = null;
    }
  }

  /** Does the same, and checks that no answer took too long. */
  void endLoad(long answerMillisMax) throws InterruptedException, TimeoutException {
    BackgroundLoad ended = load;
    endLoad();
    long slowestMillis = ended == null ? 0 : ended.slowestMillis();
    report.say("  slowest answer to a sender after " + slowestMillis + " ms");
    if (slowestMillis > answerMillisMax) {
      report.violation("a sender waited " + slowestMillis + " ms for an answer");
    }
  }

  /** Returns how many spans all loads have sent, and how many of them were answered. */
  long[] sentAndAnswered() {
    BackgroundLoad present = load;
    return present == null
        ? new long[] {endedSent, endedAnswered}
        : new long[] {endedSent + present.sent(), endedAnswered + present.answered()};
  }

  /** Waits while all members should run. Returns whether they did. */
  boolean allStayUp(long millis) throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < endNanos) {
      for (Member member : members.all()) {
        if (member.process().endsWithin(LOOK_MILLIS)) {
          report.violation(
              member.name() + " ended by itself: " + member.process().end());
          return false;
        }
      }
    }
    return true;
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
    if (load != null && victim == members.receiver()) {
      load.stop();
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

  /** Compares the books with the counts, once everything acknowledged must be shown. */
  void verify() throws InterruptedException {
    long window = plan.windowMillis();
    long atMillis = (System.currentTimeMillis() + STAMP_GAP_MILLIS + 2 * window) / window * window;
    AtomicReference<Map<Operation, double[]>> counted = new AtomicReference<>();
    boolean sealed = Poll.until(VERIFY_MAX, () -> {
      if (System.currentTimeMillis() < atMillis || !Shown.isSealed(members.api(), atMillis)) {
        return false;
      }
      Quantities.read(members.api(), Shown.selector(), atMillis).ifPresent(counted::set);
      return counted.get() != null;
    });
    Map<Operation, double[]> counts = counted.get();
    if (!sealed || counts == null) {
      report.violation("no count is shown without a warning at " + atMillis + ", although "
          + ledger.acknowledged() + " spans are acknowledged");
      return;
    }
    List<String> wrong = ledger.disagreements(counts);
    wrong.forEach(report::violation);
    if (wrong.isEmpty()) {
      report.say("  books agree: " + ledger.summary());
    }
  }

  @Override
  public void close() {
    watcher.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
