// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestReplicas;
import io.redstart.aggregator.journal.RecordRun;
import io.redstart.aggregator.store.RecordFeed;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.FollowReply;
import io.redstart.wire.FollowReply.Outcome;
import io.redstart.wire.FollowRequest;
import io.redstart.wire.Frame;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How long a follower that was lost is waited for before another one copies the store. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class FollowerSearchTest {
  /** The search looks twice a second while the time of the test passes ten times as fast. */
  private static final long LOOK_MILLIS = 6_000;

  @TempDir
  private Path root;

  private final FakeClock time = FakeClock.at(1_000_000);
  private final ConcurrentHashMap<String, Member> members = new ConcurrentHashMap<>();
  private Vertx vertx;
  private RowStore store;
  private RecordFeed feed;
  private String search;

  /** An aggregator that could follow the store. */
  private final class Member {
    private final Announcement announcement;
    volatile boolean isReady = true;
    volatile boolean holds;
    volatile boolean isCopying;
    volatile boolean refuses;
    volatile long startedOverMillis;
    volatile long beganMillis;

    Member(String name, StoreId id) throws Exception {
      announcement = new Announcement(id, 1, name, 1, 5_000, 0, 0, 0, true, List.of());
      Await.result(vertx
          .eventBus()
          .<Frame>consumer(announcement.followAddress(), message -> {
            if (members.containsValue(this)) {
              message.reply(answer(FollowRequest.from(message.body())).toFrame());
            }
          })
          .completion());
      members.put(name, this);
    }

    private FollowReply answer(FollowRequest request) {
      switch (request.kind()) {
        case HELLO -> {
          return isCopying
              ? new FollowReply(Outcome.COPYING, 1, 0, 0, "")
              : reply(holds ? feed.life() : 0, holds ? 1 : 0);
        }
        case BEGIN -> {
          beganMillis = time.millis();
          return reply(feed.life(), 1);
        }
        case START_OVER -> {
          if (refuses) {
            return FollowReply.refused("it keeps 2 stores already");
          }
          startedOverMillis = time.millis();
          isCopying = true;
          return new FollowReply(Outcome.COPYING, 1, 0, 0, "");
        }
        case RECORDS -> {
          return refuses
              ? FollowReply.refused("memory.store has 0 bytes left for copies")
              : reply(feed.life(), RecordRun.of(request.records()).lastCommit());
        }
      }
      throw new AssertionError(request.kind());
    }

    private FollowReply reply(long life, long commit) {
      return new FollowReply(Outcome.DONE, 1, life, commit, "");
    }

    void announce() {
      publish(isReady ? announcement : unready());
      if (holds) {
        publish(ofStore().keptBy(announcement.name(), 1));
      }
    }

    Announcement unready() {
      return new Announcement(
          announcement.store(), 1, announcement.name(), 1, 5_000, 0, 0, 0, false, List.of());
    }
  }

  @BeforeEach
  void search(Vertx fresh) throws Exception {
    vertx = fresh;
    TestReplicas opener = new TestReplicas(vertx, root, time, StoreHost.PROCESS);
    store = opener.stores(root.resolve("store"), StoreHost.PROCESS).openNow();
    feed = store.feed().orElseThrow();
    Await.result(store.remember(List.of()));
    search = Await.result(vertx.deployVerticle(new FollowerSearch(
        feed, this::ofStore, () -> 0, () -> TimeUnit.NANOSECONDS.toMillis(time.nanos()))));
    Member first = new Member("first", new StoreId(0, 1));
    first.holds = true;
    new Member("second", new StoreId(0, 2));
    until(() -> feed.stats().isInStep());
  }

  @AfterEach
  void close() throws Exception {
    // Otherwise it uses a worker while Vert.x closes. The worker's thread then ends with a
    // RejectedExecutionException, for which Awaitility blames whatever test it waits in.
    Await.result(vertx.undeploy(search));
    Await.result(store.close());
  }

  private Announcement ofStore() {
    return new Announcement(store.id(), 1, "primary", 1, 5_000, 0, 0, 0, true, List.of());
  }

  private void publish(Announcement announcement) {
    vertx.eventBus().publish(Announcement.ADDRESS, announcement.toFrame());
  }

  private void until(BooleanSupplier condition) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).until(() -> {
      time.advance(500);
      members.values().forEach(Member::announce);
      return condition.getAsBoolean();
    });
  }

  private Member member(String name) {
    return members.get(name);
  }

  /** Returns after how long the second one begins to copy the store. */
  private long millisUntilCopied(long sinceMillis) {
    until(() -> member("second").startedOverMillis > 0);
    return member("second").startedOverMillis - sinceMillis;
  }

  @Test
  void followerThatFellSilent_isReplacedSoon() {
    long lostMillis = time.millis();
    members.remove("first");
    assertThat(millisUntilCopied(lostMillis))
        .isBetween(
            FollowerSearch.LOST_MILLIS,
            StoreDirectory.SILENCE_MAX_MILLIS + FollowerSearch.LOST_MILLIS + 2 * LOOK_MILLIS);
  }

  @Test
  void followerThatWasStopped_isWaitedFor() {
    long lostMillis = time.millis();
    publish(members.remove("first").unready());
    assertThat(millisUntilCopied(lostMillis)).isGreaterThanOrEqualTo(FollowerSearch.BACK_MILLIS);
  }

  @Test
  void followerThatRunsWithoutBeingReady_isReplacedSoon() {
    long lostMillis = time.millis();
    member("first").isReady = false;
    assertThat(millisUntilCopied(lostMillis))
        .isBetween(FollowerSearch.LOST_MILLIS, FollowerSearch.LOST_MILLIS + 2 * LOOK_MILLIS);
  }

  @Test
  void followerWithANewStore_isNotWaitedFor() throws Exception {
    long lostMillis = time.millis();
    publish(members.remove("first").unready());
    new Member("first", new StoreId(0, 3));
    assertThat(millisUntilCopied(lostMillis)).isLessThan(2 * LOOK_MILLIS);
  }

  @Test
  void followerThatRefuses_isReplacedLater() {
    // One that refuses as soon as it follows is not waited for anew.
    long steadyMillis = time.millis() + FollowerSearch.REFUSED_MILLIS;
    until(() -> time.millis() > steadyMillis);
    long lostMillis = time.millis();
    member("first").refuses = true;
    assertThat(millisUntilCopied(lostMillis)).isGreaterThanOrEqualTo(FollowerSearch.BACK_MILLIS);
    assertThat(feed.stats().isInStep()).isFalse();
  }

  @Test
  void followerThatRefused_isInStepAgain() {
    member("first").refuses = true;
    until(() -> !feed.stats().isInStep());
    member("first").refuses = false;
    until(() -> feed.stats().isInStep());
    assertThat(member("second").startedOverMillis).isZero();
  }

  @Test
  void followerThatIsBackBeforeTheCopyIsMade_goesOn() {
    Member first = members.remove("first");
    millisUntilCopied(time.millis());
    first.beganMillis = 0;
    members.put("first", first);
    until(() -> first.beganMillis > 0 && feed.stats().isInStep());
    assertThat(first.startedOverMillis).isZero();
  }

  @Test
  void memberThatRefusesToCopy_isNotWaitedFor() {
    member("second").refuses = true;
    Member first = members.remove("first");
    first.holds = false;
    until(() -> !feed.stats().isInStep());
    members.put("first", first);
    until(() -> first.startedOverMillis > 0);
  }
}
