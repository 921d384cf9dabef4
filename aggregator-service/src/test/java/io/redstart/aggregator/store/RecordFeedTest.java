// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.journal.FailingDisk;
import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.journal.RecordRun;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.model.StoreId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFeedTest {
  @TempDir
  private Path folder;

  private final FakeClock time = FakeClock.at(100_000);
  private final WindowClock clock = WindowClock.recording(time, time::nanos, 5_000, 100_000);
  private final FailingDisk disk = new FailingDisk();
  private final Scripted follower = new Scripted();
  private Journal journal;
  private Committer committer;
  private RecordFeed feed;

  /** A message to the follower that the test answers. */
  private record Sent(RecordRun records, long sealedMillis, Promise<Long> answer) {
    void acknowledge() {
      answer.complete(records.lastCommit());
    }
  }

  private static final class Scripted implements RecordFeed.Follower {
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private volatile Throwable detached;

    @Override
    public String name() {
      return "aggregator-1";
    }

    @Override
    public Future<Long> send(RecordRun records, long sealedMillis) {
      Sent one = new Sent(records, sealedMillis, Promise.promise());
      sent.add(one);
      return one.answer.future();
    }

    @Override
    public void detached(Throwable cause) {
      detached = cause;
    }

    Sent next() throws InterruptedException {
      Sent next = sent.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("a message").isNotNull();
      return next;
    }
  }

  @BeforeEach
  void start() throws IOException {
    journal = disk.journal(folder.resolve("journal"), new StoreId(1, 2));
    committer = new Committer(
        journal,
        clock,
        new ChannelMarks(),
        new DiskRoom(folder, 0, 0, () -> Long.MAX_VALUE),
        true,
        failure -> {},
        StoreHost.PROCESS);
    feed = new RecordFeed(StoreLives.begin(folder, 1), journal, clock, StoreHost.PROCESS);
    committer.feed(feed);
    // Writes the tick of the open window.
    committer.between(() -> true);
  }

  @AfterEach
  void close() throws IOException {
    feed.close();
    committer.close();
    journal.close();
  }

  private Future<Void> count(int number) {
    return committer.append(JournalItem.forget(new UUID(0, number)), () -> {});
  }

  private void joinInStep() {
    feed.attach(follower, journal.lastCommit());
    await().until(() -> feed.stats().isInStep());
  }

  private static void completes(Future<Void> future) {
    await().until(future::isComplete);
    assertThat(future.succeeded()).isTrue();
  }

  @Test
  void commitsWithoutAFollower_doNotWait() {
    completes(count(1));
    assertThat(feed.stats().isInStep()).isFalse();
    assertThat(feed.stats().timesAlone()).isZero();
  }

  @Test
  void commit_isAnsweredWhenItIsDurableAtBoth() throws Exception {
    joinInStep();
    Future<Void> counted = count(1);
    Sent sent = follower.next();
    assertThat(committer.syncs()).isPositive();
    assertThat(counted.isComplete()).isFalse();
    sent.acknowledge();
    completes(counted);
  }

  @Test
  void followerThatIsFasterThanTheDisk_doesNotMakeACommitDurable() throws Exception {
    joinInStep();
    CountDownLatch syncing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    disk.beforeSync = () -> {
      syncing.countDown();
      awaitLatch(goOn);
    };
    Future<Void> counted = count(1);
    assertThat(syncing.await(10, TimeUnit.SECONDS)).isTrue();
    follower.next().acknowledge();
    await().until(() -> feed.stats().behindCommits() == 0);
    assertThat(counted.isComplete()).isFalse();
    goOn.countDown();
    completes(counted);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void commitsThatQueueUpDuringARoundTrip_goTogether() throws Exception {
    joinInStep();
    Future<Void> first = count(1);
    Sent sent = follower.next();
    List<Future<Void>> queued = new ArrayList<>();
    for (int i = 2; i < 10; i++) {
      queued.add(count(i));
    }
    sent.acknowledge();
    Sent second = follower.next();
    assertThat(second.records.firstCommit()).isEqualTo(second.records.lastCommit());
    second.acknowledge();
    completes(first);
    queued.forEach(RecordFeedTest::completes);
    assertThat(follower.sent).isEmpty();
  }

  @Test
  void slowFollower_isAnnouncedAsLostBeforeTheCommitIsAnswered() throws Exception {
    joinInStep();
    BlockingQueue<String> announced = new LinkedBlockingQueue<>();
    feed.onFollower(() -> announced.add(feed.followerInStep().orElse("")));
    Future<Void> slow = count(1);
    Sent sent = follower.next();
    time.advance(RecordFeed.DOUBT_AFTER_MILLIS);
    assertThat(announced.poll(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(slow.isComplete()).isFalse();
    sent.acknowledge();
    completes(slow);
    assertThat(announced.poll(10, TimeUnit.SECONDS)).isEqualTo("aggregator-1");

    Future<Void> alone = count(2);
    follower.next();
    feed.detach(follower, new IOException("gone"));
    assertThat(announced.poll(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(alone.isComplete()).isFalse();
    time.advance(RecordFeed.WAIT_MAX_MILLIS);
    completes(alone);
    assertThat(announced).isEmpty();
  }

  @Test
  void followerWithoutAnAnswer_isWaitedForSomeTimeOnly() throws Exception {
    joinInStep();
    Future<Void> counted = count(1);
    follower.next();
    time.advance(RecordFeed.WAIT_MAX_MILLIS - 1);
    assertThat(feed.stats().isInStep()).isTrue();
    assertThat(counted.isComplete()).isFalse();
    time.advance(1);
    completes(counted);
    assertThat(feed.stats().isInStep()).isFalse();
    assertThat(feed.stats().timesAlone()).isOne();
    completes(count(2));
  }

  @Test
  void slowFollower_isWaitedForAgainWhenItHasKeptUp() throws Exception {
    joinInStep();
    Future<Void> counted = count(1);
    Sent late = follower.next();
    time.advance(RecordFeed.WAIT_MAX_MILLIS);
    completes(counted);
    completes(count(2));
    late.acknowledge();
    follower.next().acknowledge();
    await().until(() -> feed.stats().behindCommits() == 0);
    assertThat(feed.stats().isInStep()).isFalse();
    time.advance(2 * RecordFeed.REJOIN_AFTER_MILLIS);
    Thread acknowledging = acknowledgeAll();
    await().until(() -> feed.stats().isInStep());
    completes(count(3));
    acknowledging.interrupt();
  }

  private Thread acknowledgeAll() {
    Thread thread = new Thread(() -> {
      try {
        while (true) {
          follower.sent.take().acknowledge();
        }
      } catch (InterruptedException e) {
        // The test is over.
      }
    });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void lostFollowerThatIsBackInTime_isWaitedFor() throws Exception {
    joinInStep();
    long before = journal.lastCommit();
    Future<Void> counted = count(1);
    follower.next().answer.fail("the connection is cut");
    await().until(() -> follower.detached != null);
    assertThat(counted.isComplete()).isFalse();
    feed.attach(follower, before);
    follower.next().acknowledge();
    completes(counted);
    assertThat(feed.stats().timesAlone()).isZero();
  }

  @Test
  void followerThatLacksAnything_isAtFirstNotWaitedFor() throws Exception {
    completes(count(1));
    completes(count(2));
    feed.attach(follower, 0);
    Sent sent = follower.next();
    completes(count(3));
    assertThat(sent.records.firstCommit()).isOne();
    sent.acknowledge();
    follower.next().acknowledge();
    await().until(() -> feed.stats().isInStep());
  }

  @Test
  void wrongAnswer_endsTheFollowing() throws Exception {
    joinInStep();
    Future<Void> counted = count(1);
    follower.next().answer.complete(99L);
    await().until(() -> follower.detached != null);
    assertThat(follower.detached).hasMessageContaining("99");
    time.advance(RecordFeed.WAIT_MAX_MILLIS);
    completes(counted);
  }

  @Test
  void journalFiles_areKeptForALostFollowerForSomeTime() throws Exception {
    joinInStep();
    long last = journal.lastCommit();
    feed.detach(follower, new IOException("gone"));
    assertThat(feed.neededCommit()).isEqualTo(last + 1);
    time.advance(RecordFeed.KEEP_MILLIS);
    assertThat(feed.neededCommit()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void closing_endsTheWaitOfCommits() throws Exception {
    joinInStep();
    Future<Void> counted = count(1);
    follower.next();
    feed.close();
    completes(counted);
  }
}
