// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.journal.JournalReader;
import io.redstart.aggregator.journal.RecordRun;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.process.FatalErrors;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a store's records to a follower, which keeps a copy of the store (docs/rules.md, F1–F4). One
 * message is in flight; whatever is appended meanwhile goes into the next one. The records are read
 * from the journal, so a follower that is behind takes no memory.
 *
 * <pre>
 *   committer   append 820 ─▶ sync ──────────────▶ await 820 ─▶ answer
 *                    └▶ feed: read 818 … 820 ─▶ follower ─▶ durable through 820 ─┘
 *
 *   ALONE ──attach──▶ CATCHING UP ──has nearly everything──▶ IN STEP: commits wait for the follower
 *     ▲                   ▲                                    │
 *     └──follower lost────┴──────────no answer in time─────────┘
 * </pre>
 *
 * <p>Only in step do commits wait, at most {@value #WAIT_MAX_MILLIS} ms from the time that they
 * queued up; after that the store goes on alone, until a follower has caught up. A follower that was
 * too slow is waited for again after {@value #REJOIN_AFTER_MILLIS} ms at the earliest, and if it is
 * too slow again within {@value #STEADY_MILLIS} ms, after twice as long.
 *
 * <p>Thread-safe; guarded by its lock. A thread of its own reads the journal and sends.
 *
 * <p>A long file, because the committer's wait, the thread's turns and the losses of followers change
 * the same state under one lock.
 */
public final class RecordFeed implements AutoCloseable {
  /** How long a commit may wait for the follower. Senders lose patience after 2 s (C7). */
  static final long WAIT_MAX_MILLIS = 1_500;

  /** A commit that has waited this long may soon be acknowledged alone, which is announced first. */
  static final long DOUBT_AFTER_MILLIS = 500;

  /** How long commits do not wait for a follower that was too slow, at first. */
  static final long REJOIN_AFTER_MILLIS = 5_000;

  /** A follower that keeps up for so long is not slow; and the longest time not to wait for one. */
  static final long STEADY_MILLIS = 60_000;

  /** The journal keeps what a follower lacks that was lost no longer ago than this. */
  static final long KEEP_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /** A message ends before the record that would make it larger than this. */
  static final int MESSAGE_MAX_BYTES = 1 << 20;

  /** How long an answer to one message may take. */
  private static final long ANSWER_MAX_MILLIS = 10_000;

  /** A waiting thread looks at the clock this often. */
  private static final long LOOK_MILLIS = 20;

  private static final long DOUBT_NANOS =
      TimeUnit.MILLISECONDS.toNanos(WAIT_MAX_MILLIS - DOUBT_AFTER_MILLIS);

  private static final Logger log = LoggerFactory.getLogger(RecordFeed.class);

  /** The other side. */
  public interface Follower {
    /** Returns its name for messages. */
    String name();

    /**
     * Sends records.
     *
     * @param sealedMillis no later records count into windows up to this stamp
     * @return completes with the last commit that is durable there
     */
    Future<Long> send(RecordRun records, long sealedMillis);

    /** Hears that it gets nothing more before it is attached again. Any thread may call it. */
    void detached(Throwable cause);
  }

  /** A follower's answer that never came, or a journal that lacks what it needs. */
  public static final class LostFollowerException extends Exception {
    private static final long serialVersionUID = 1L;

    LostFollowerException(String message) {
      super(message);
    }
  }

  private final StoreLives lives;
  private final Journal journal;
  private final WindowClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final StoreHost host;
  private boolean isFeeding;
  private @Nullable Follower follower;
  private @Nullable JournalReader reader;
  /** Belongs to the feeding thread. */
  private @Nullable JournalReader openReader;

  private boolean inStep;
  /** The last commit before commits began to wait. The follower may not have it yet. */
  private long joinedCommit;
  /** Whether a commit has waited so long for the follower that the store may go on alone. */
  private boolean doubted;

  private Optional<String> announced = Optional.empty();
  private Runnable onFollower = () -> {};
  private boolean closing;
  private long appended;
  private long acknowledged;
  private long joinedNanos;
  private long rejoinNanos;
  private long rejoinAfterMillis = REJOIN_AFTER_MILLIS;
  private long detachedNanos;
  private long timesAlone;
  private long waits;
  private long waitNanos;
  private final RecentMaximum slowestWaitNanos;

  RecordFeed(StoreLives lives, Journal journal, WindowClock clock, StoreHost host) {
    this.host = host;
    this.changed = host.condition(lock);
    this.lives = lives;
    this.journal = journal;
    this.clock = clock;
    this.appended = journal.lastCommit();
    this.acknowledged = appended;
    this.rejoinNanos = clock.nanos();
    this.detachedNanos = clock.nanos() - TimeUnit.MILLISECONDS.toNanos(KEEP_MILLIS);
    this.slowestWaitNanos = new RecentMaximum(clock.nanos());
  }

  /** Returns the id of the store's present life, never 0. */
  public long life() {
    return lives.present();
  }

  /**
   * Returns whether a copy at a commit of a life can go on from there: it is at the beginning of this
   * store's journal, which still has what comes next. Reads the disk.
   */
  public boolean canResume(long life, long commit) throws IOException {
    long last = appendedNow();
    if (commit > last || !lives.contains(life, commit)) {
      return false;
    }
    try (JournalReader next = journal.reader(commit + 1)) {
      return commit == last || next.hasNext();
    }
  }

  /**
   * Returns whether a copy holds commits of this store that were acknowledged and are not in it, as
   * after the store's disk was replaced by an older one. One commit more can have reached the copy
   * before it was durable here, and was not acknowledged.
   */
  public boolean isOlderThan(long life, long commit) {
    return commit - 1 > appendedNow() || lives.lacks(life, commit - 1);
  }

  /** Feeds a follower, in place of any other, from its last commit on. */
  public void attach(Follower next, long lastCommit) {
    lock.lock();
    try {
      drop(new LostFollowerException(next.name() + " follows instead"));
      if (closing) {
        next.detached(new LostFollowerException("the store is closed"));
        return;
      }
      follower = next;
      reader = journal.reader(lastCommit + 1);
      acknowledged = lastCommit;
      joinedCommit = appended;
      if (!isFeeding) {
        isFeeding = true;
        host.feed(this::run);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops feeding a follower, if it is the one that is fed. */
  public void detach(Follower lost, Throwable cause) {
    lock.lock();
    try {
      if (follower == lost) {
        drop(cause);
      }
    } finally {
      lock.unlock();
    }
  }

  private void drop(Throwable cause) {
    Follower lost = follower;
    follower = null;
    reader = null;
    if (lost != null) {
      detachedNanos = clock.nanos();
      lost.detached(cause);
      announceFollower();
      changed.signalAll();
    }
  }

  /** Notes a record that was appended as a whole. Called by the committer. */
  void appended(long commit) {
    lock.lock();
    try {
      appended = commit;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a commit is durable at the follower, or the store is alone. Called by the committer.
   *
   * @param queuedNanos when the first item of the commit queued up
   */
  void await(long commit, long queuedNanos) {
    lock.lock();
    try {
      if (!inStep) {
        return;
      }
      long startNanos = clock.nanos();
      while (inStep && acknowledged < commit && !closing) {
        long patienceNanos = patienceNanos(queuedNanos);
        if (patienceNanos <= 0) {
          goOnAlone();
        } else {
          doubted = patienceNanos <= DOUBT_NANOS;
          announceFollower();
          lookAgain();
        }
      }
      doubted = false;
      announceFollower();
      long nanos = clock.nanos() - startNanos;
      waits++;
      waitNanos += nanos;
      slowestWaitNanos.add(nanos, clock.nanos());
    } finally {
      lock.unlock();
    }
  }

  private long patienceNanos(long queuedNanos) {
    long fromNanos = follower == null ? Math.min(queuedNanos, detachedNanos) : queuedNanos;
    return fromNanos + TimeUnit.MILLISECONDS.toNanos(WAIT_MAX_MILLIS) - clock.nanos();
  }

  @SuppressWarnings("WaitNotInLoop") // All callers look again, in a loop.
  private void lookAgain() {
    try {
      boolean unused = changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts these threads on purpose, and an interrupt would close the journal.
    }
  }

  private void goOnAlone() {
    inStep = false;
    timesAlone++;
    boolean wasSoon = clock.nanos() - joinedNanos < TimeUnit.MILLISECONDS.toNanos(STEADY_MILLIS);
    rejoinAfterMillis =
        wasSoon ? Math.min(2 * rejoinAfterMillis, STEADY_MILLIS) : REJOIN_AFTER_MILLIS;
    rejoinNanos = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(rejoinAfterMillis);
    Follower slow = follower;
    log.warn(
        "going on alone: commits are durable here only, {}",
        slow == null ? "the follower is gone" : slow.name() + " has not answered in time");
  }

  /** What to send next. */
  private record Turn(Follower to, JournalReader reader, long throughCommit) {}

  private void run() {
    for (Turn turn = next(); turn != null; turn = next()) {
      openReader = turn.reader;
      try {
        send(turn);
      } catch (Throwable e) {
        detach(turn.to, e);
        FatalErrors.check(e);
      }
    }
  }

  private @Nullable Turn next() {
    lock.lock();
    try {
      while (!closing) {
        Follower to = follower;
        JournalReader from = reader;
        if (to != null && from != null && appended > acknowledged) {
          closeUnused(from);
          return new Turn(to, from, appended);
        }
        if (to != null && !inStep) {
          catchUp(true);
        }
        closeUnused(from);
        lookAgain();
      }
      closeUnused(null);
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void closeUnused(@Nullable JournalReader used) {
    JournalReader open = openReader;
    if (open != null && open != used) {
      openReader = null;
      try {
        open.close();
      } catch (IOException e) {
        log.debug("cannot close a file of the journal", e);
      }
    }
  }

  private void send(Turn turn) throws IOException, LostFollowerException {
    // Asked first: all commits up to a sealed stamp were appended before it was sealed.
    long sealedMillis = clock.sealedMillis();
    long throughCommit = appendedNow();
    Optional<RecordRun> read = turn.reader.read(throughCommit, MESSAGE_MAX_BYTES);
    if (read.isEmpty()) {
      throw new LostFollowerException(
          "the journal no longer has commit " + turn.reader.nextCommit());
    }
    RecordRun records = read.get();
    boolean isAll = records.lastCommit() == throughCommit;
    CompletableFuture<Long> answer = new CompletableFuture<>();
    turn.to
        .send(records, isAll ? sealedMillis : 0)
        .onComplete(
            durable -> {
              answer.complete(durable);
              wake();
            },
            failure -> {
              answer.completeExceptionally(failure);
              wake();
            });
    await(turn.to, answer, records.lastCommit(), isAll);
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(Follower by, CompletableFuture<Long> answer, long commit, boolean isNearlyAll)
      throws LostFollowerException {
    lock.lock();
    try {
      long startNanos = clock.nanos();
      while (follower == by && !answer.isDone()) {
        if (clock.nanos() - startNanos > TimeUnit.MILLISECONDS.toNanos(ANSWER_MAX_MILLIS)) {
          throw new LostFollowerException("no answer for " + ANSWER_MAX_MILLIS + " ms");
        }
        lookAgain();
      }
      if (follower == by) {
        check(answer, commit);
        acknowledged = commit;
        catchUp(isNearlyAll);
        announceFollower();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void check(CompletableFuture<Long> answer, long commit)
      throws LostFollowerException {
    try {
      long durable = answer.join();
      if (durable != commit) {
        throw new LostFollowerException(
            "answered that commits up to " + durable + " are durable instead of " + commit);
      }
    } catch (CompletionException e) {
      throw new LostFollowerException(String.valueOf(e.getCause()));
    }
  }

  private long appendedNow() {
    lock.lock();
    try {
      return appended;
    } finally {
      lock.unlock();
    }
  }

  /** From now on commits wait, so what the follower lacks gets no larger than one message. */
  private void catchUp(boolean isNearlyAll) {
    Follower own = follower;
    if (own != null && !inStep && isNearlyAll && clock.nanos() - rejoinNanos >= 0) {
      inStep = true;
      joinedCommit = appended;
      joinedNanos = clock.nanos();
      announceFollower();
      log.info("{} follows: commits are durable at both before they are acknowledged", own.name());
    }
  }

  /**
   * Returns the first commit that the journal should keep for the follower, or for one that was lost
   * not long ago and will perhaps be back.
   */
  long neededCommit() {
    lock.lock();
    try {
      boolean isExpected = follower != null
          || clock.nanos() - detachedNanos < TimeUnit.MILLISECONDS.toNanos(KEEP_MILLIS);
      return isExpected ? acknowledged + 1 : Long.MAX_VALUE;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the name of the follower that has every commit that was answered (docs/rules.md, F6);
   * empty if there is none, or if the store may be about to go on without it.
   */
  Optional<String> followerInStep() {
    lock.lock();
    try {
      return inStep && !doubted && acknowledged >= joinedCommit
          ? Optional.ofNullable(follower).map(Follower::name)
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Sets what is called whenever {@link #followerInStep} changes. It holds the lock: be quick. */
  void onFollower(Runnable listener) {
    lock.lock();
    try {
      onFollower = listener;
    } finally {
      lock.unlock();
    }
  }

  private void announceFollower() {
    Optional<String> now = followerInStep();
    if (!now.equals(announced) && !closing) {
      announced = now;
      onFollower.run();
    }
  }

  /** Returns the statistics. */
  public FeedStats stats() {
    lock.lock();
    try {
      return new FeedStats(
          inStep,
          follower == null ? 0 : appended - acknowledged,
          timesAlone,
          waits,
          waitNanos,
          slowestWaitNanos.get(clock.nanos()));
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread, and every wait. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      drop(new LostFollowerException("the store is closed"));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
