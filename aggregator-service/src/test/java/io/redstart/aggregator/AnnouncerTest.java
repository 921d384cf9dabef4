// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.store.StoreStats;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.Announcement.Known;
import io.redstart.wire.Frame;
import io.redstart.wire.FrameCodec;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
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
  private final Announcer announcer = new Announcer(store, "a", 50, time::monotonicMillis);
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
    assertThat(next(true).known()).containsExactly(new Known(store.id, "a", false));
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
    assertThat(next(false).known()).containsExactly(new Known(store.id, "a", false));
    assertThat(announcer.announcement().ready()).isFalse();
    assertThat(announcer.problem()).isEmpty();
  }

  @Test
  void takenStoreId_isNeverServed() throws Exception {
    answerAsksWith(new Announcement(
        store.id, 99, "b", 1, 5_000, 0, true, List.of(new Known(store.id, "b", false))));
    Await.result(vertx.deployVerticle(announcer));
    assertThat(announcer.problem()).contains("store " + store.id + " is served by b already");
  }

  @Test
  void takenName_isNotReadyUntilItIsFree() throws Exception {
    store.isVolatile = true;
    answerAsksWith(
        new Announcement(OTHER, 99, "a", 1, 5_000, 0, true, List.of(new Known(OTHER, "a", false))));
    Await.result(vertx.deployVerticle(announcer));
    assertThat(announcer.problem()).contains("the name a is taken by store " + OTHER);
    time.advance(5_001);
    Announcement free = next(true);
    assertThat(free.known()).contains(new Known(OTHER, "a", true));
    assertThat(announcer.problem()).isEmpty();
    assertThat(store.known).contains(new Known(OTHER, "a", true));
  }

  @Test
  void durableStore_doesNotBuryWhoHadItsName() throws Exception {
    answerAsksWith(new Announcement(
        new StoreId(0, 9), 99, "c", 1, 5_000, 0, true, List.of(new Known(OTHER, "a", false))));
    Await.result(vertx.deployVerticle(announcer));
    assertThat(next(true).known()).contains(new Known(OTHER, "a", false));
  }

  @Test
  void stop_saysGoodbye() throws Exception {
    store.isVolatile = true;
    String id = Await.result(vertx.deployVerticle(announcer));
    next(true);
    published.clear();
    Await.result(vertx.undeploy(id));
    assertThat(next(false).known()).containsExactly(new Known(store.id, "a", true));
  }

  private void answerAsksWith(Announcement answer) throws Exception {
    var asked = vertx
        .eventBus()
        .<Frame>consumer(
            Announcement.ASK_ADDRESS,
            message -> vertx.eventBus().publish(Announcement.ADDRESS, answer.toFrame()));
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
