// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.store.StoreStats;
import io.redstart.bus.FrameCodec;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.CompleteCopy;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.KnownStore.Fate;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AnnouncerTest {
  private static final StoreId OTHER = new StoreId(0, 2);

  private final FakeClock time = FakeClock.at(0);
  private final FakeStore store = new FakeStore(StoreStats.NONE);
  private final BlockingQueue<Announcement> published = new LinkedBlockingQueue<>();
  private final Set<StoreId> kept = new HashSet<>();
  private final Announcer announcer =
      new Announcer(store, "a", 50, 3_600_000, kept::contains, () -> 0, time::monotonicMillis);
  private Vertx vertx;

  @BeforeEach
  void listen(Vertx bus) throws Exception {
    vertx = bus;
    FrameCodec.register(vertx.eventBus());
    var listener = vertx
        .eventBus()
        .<Frame>consumer(
            Announcement.ADDRESS, message -> published.add(Announcement.from(message.body())));
    Await.result(listener.completion());
  }

  @Test
  void start_listensBeforeItIsReady() throws Exception {
    assertThat(announcer.problem()).contains("listening for other stores");
    Await.result(vertx.deployVerticle(announcer));
    assertThat(announcer.problem()).isEmpty();
    assertThat(next(true).known()).containsExactly(expected(store.id, "a"));
  }

  @Test
  void ask_isAnsweredAtOnce() throws Exception {
    Await.result(vertx.deployVerticle(announcer));
    published.clear();
    vertx.eventBus().publish(Announcement.ASK_ADDRESS, new Frame(new byte[0]));
    Announcement answer = next(true);
    assertThat(answer.sealedMillis()).isEqualTo(100_000);
    assertThat(answer.incarnation()).isEqualTo(50);
  }

  @Test
  void status_isAnsweredWithTheAnnouncement() throws Exception {
    Await.result(vertx.deployVerticle(announcer));
    store.problem = Optional.of("the clock jumped");
    Frame reply = Await.result(vertx
            .eventBus()
            .<Frame>request(announcer.announcement().statusAddress(), new Frame(new byte[0])))
        .body();
    assertThat(Announcement.from(reply).ready()).isFalse();
    assertThat(announcer.problem()).contains("the clock jumped");
  }

  @Test
  void leave_announcesNotReadyAndStillTakesWhatComes() throws Exception {
    Await.result(vertx.deployVerticle(announcer));
    published.clear();
    announcer.leave();
    assertThat(next(false).known()).containsExactly(expected(store.id, "a"));
    assertThat(announcer.announcement().ready()).isFalse();
    assertThat(announcer.problem()).isEmpty();
  }

  @Test
  void takenStoreId_isNeverServed() throws Exception {
    answerAsksWith(ready(store.id, "b", expected(store.id, "b")));
    Await.result(vertx.deployVerticle(announcer));
    assertThat(announcer.problem()).contains("store " + store.id + " is served by b already");
  }

  @Test
  void takenName_isNotReadyUntilItIsFree() throws Exception {
    store.isVolatile = true;
    answerAsksWith(ready(OTHER, "a", expected(OTHER, "a")));
    Await.result(vertx.deployVerticle(announcer));
    assertThat(announcer.problem()).contains("the name a is taken by store " + OTHER);
    time.advance(5_001);
    Announcement free = next(true);
    KnownStore buried = new KnownStore(OTHER, "a", 0, Fate.LOST, store.sinceMillis());
    assertThat(free.known()).contains(buried);
    assertThat(announcer.problem()).isEmpty();
    assertThat(store.known).contains(buried);
  }

  @Test
  void whoHadItsNameBefore_isBuriedWithWhatItCounted() throws Exception {
    answerAsksWith(ready(new StoreId(0, 9), "c", expected(OTHER, "a")));
    Await.result(vertx.deployVerticle(announcer));
    assertThat(next(true).known())
        .contains(new KnownStore(OTHER, "a", 0, Fate.LOST, store.sinceMillis()));
  }

  @Test
  void whoHadItsNameBefore_isNotBuriedIfThisProcessKeepsACopy() throws Exception {
    kept.add(OTHER);
    answerAsksWith(ready(new StoreId(0, 9), "c", expected(OTHER, "a")));
    Await.result(vertx.deployVerticle(announcer));
    assertThat(next(true).known()).contains(expected(OTHER, "a"));
  }

  @Test
  void whoIsBuriedByMistake_saysThatItLives() throws Exception {
    Await.result(vertx.deployVerticle(announcer));
    next(true);
    published.clear();
    KnownStore buried = new KnownStore(store.id, "a", 3, Fate.LOST, 95_000);
    publish(ready(OTHER, "b", buried));
    vertx.eventBus().publish(Announcement.ASK_ADDRESS, new Frame(new byte[0]));
    assertThat(next(true).known()).contains(new KnownStore(store.id, "a", 4, Fate.EXPECTED, 0));
  }

  @Test
  void tombstonesOlderThanAnyWindow_areDropped() throws Exception {
    store.known = List.of(
        new KnownStore(OTHER, "b", 0, Fate.LOST, 39_999),
        new KnownStore(new StoreId(0, 3), "c", 0, Fate.LOST, 40_000));
    Announcer shortMemory =
        new Announcer(store, "a", 50, 60_000, kept::contains, () -> 0, time::monotonicMillis);
    Await.result(vertx.deployVerticle(shortMemory));
    assertThat(next(true).known()).extracting(KnownStore::name).containsExactly("a", "c");
  }

  @Test
  void stop_saysGoodbyeAndThroughWhenItsCountsAreLost() throws Exception {
    store.isVolatile = true;
    store.labelSets = 1;
    String id = Await.result(vertx.deployVerticle(announcer));
    next(true);
    published.clear();
    Await.result(vertx.undeploy(id));
    assertThat(next(false).known())
        .containsExactly(new KnownStore(store.id, "a", 0, Fate.LOST, 110_000));
  }

  @Test
  void changeOfTheFollower_isAnnouncedAtOnce() throws Exception {
    store.follower = Optional.of("b");
    Await.result(vertx.deployVerticle(announcer));
    assertThat(next(true).copies()).containsExactly(new CompleteCopy(store.id, "b", 100_000));
    published.clear();
    store.follower = Optional.empty();
    store.onFollower.run();
    Announcement alone = published.poll(500, MILLISECONDS);
    assertThat(alone).isNotNull();
    assertThat(alone.copies()).containsExactly(new CompleteCopy(store.id, "", 100_001));
  }

  @Test
  void storeThatStarts_saysNothingNewOfItsCopyBeforeItIsReady() throws Exception {
    KnownStore stopped = new KnownStore(store.id, "a", 2, Fate.EXPECTED, 7);
    store.known = List.of(stopped);
    Announcer second =
        new Announcer(store, "a", 50, 3_600_000, kept::contains, () -> 0, time::monotonicMillis);
    store.problem = Optional.of("the clock jumped");
    Await.result(vertx.deployVerticle(second));
    Announcement unready = next(false);
    assertThat(unready.known()).containsExactly(stopped);
    assertThat(unready.copies()).isEmpty();
    store.problem = Optional.empty();
    KnownStore counts = new KnownStore(store.id, "a", 3, Fate.EXPECTED, 0);
    Announcement ready = next(true);
    assertThat(ready.known()).containsExactly(counts);
    assertThat(ready.copies()).containsExactly(new CompleteCopy(store.id, "", 100_000));
    assertThat(store.known).containsExactly(counts);
  }

  @Test
  void end_isRememberedUntilTheStoreStays() throws Exception {
    Await.result(vertx.deployVerticle(announcer));
    next(true);
    announcer.refuse("draining");
    Await.result(announcer.end());
    KnownStore ended = new KnownStore(store.id, "a", 0, Fate.EXPECTED, 7);
    assertThat(store.known).containsExactly(ended);
    assertThat(next(false).known()).containsExactly(ended);
    announcer.stay();
    KnownStore counts = new KnownStore(store.id, "a", 1, Fate.EXPECTED, 0);
    assertThat(next(true).known()).containsExactly(counts);
    assertThat(store.known).containsExactly(counts);
  }

  @Test
  void stop_isRememberedAsTheEndIfAFollowerIsInStep() throws Exception {
    String id = Await.result(vertx.deployVerticle(announcer));
    store.follower = Optional.of("b");
    next(true);
    Await.result(vertx.undeploy(id));
    assertThat(store.known).containsExactly(new KnownStore(store.id, "a", 0, Fate.EXPECTED, 7));
  }

  @Test
  void copiesOfOthers_areReported() throws Exception {
    Await.result(vertx.deployVerticle(announcer));
    CompleteCopy atB = new CompleteCopy(OTHER, "b", 95_000);
    publish(ready(OTHER, "c", expected(OTHER, "c")).reporting(List.of(atB)));
    CompleteCopy own = new CompleteCopy(store.id, "", 100_000);
    vertx.eventBus().publish(Announcement.ASK_ADDRESS, new Frame(new byte[0]));
    await().untilAsserted(() -> assertThat(next(true).copies()).containsExactly(own, atB));
    Announcement kept = ready(OTHER, "c").keptBy("b", 9);
    announcer.passOn(kept.keptBy("d", 9), "e");
    announcer.passOn(kept, "d");
    CompleteCopy atD = new CompleteCopy(OTHER, "d", 95_001);
    await().untilAsserted(() -> assertThat(next(true).copies()).containsExactly(own, atD));
  }

  @Test
  void stop_ofAnEmptyStoreLosesNothing() throws Exception {
    store.isVolatile = true;
    String id = Await.result(vertx.deployVerticle(announcer));
    next(true);
    published.clear();
    Await.result(vertx.undeploy(id));
    assertThat(next(false).known()).extracting(KnownStore::fate).containsExactly(Fate.EMPTY);
  }

  private static KnownStore expected(StoreId store, String name) {
    return KnownStore.expected(store, name);
  }

  private static Announcement ready(StoreId store, String name, KnownStore... known) {
    return new Announcement(store, 99, name, 1, 5_000, 0, 0, 0, true, List.of(known));
  }

  private void publish(Announcement announcement) {
    vertx.eventBus().publish(Announcement.ADDRESS, announcement.toFrame());
  }

  private void answerAsksWith(Announcement answer) throws Exception {
    var asked =
        vertx.eventBus().<Frame>consumer(Announcement.ASK_ADDRESS, message -> publish(answer));
    Await.result(asked.completion());
  }

  /** Returns the next announcement of ours that is ready, or is not. */
  private Announcement next(boolean ready) throws InterruptedException {
    while (true) {
      Announcement announcement = published.poll(10, SECONDS);
      assertThat(announcement).as("an announcement").isNotNull();
      if (announcement.incarnation() == 50 && announcement.ready() == ready) {
        return announcement;
      }
    }
  }
}
