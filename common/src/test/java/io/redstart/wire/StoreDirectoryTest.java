// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement.Known;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StoreDirectoryTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong millis = new AtomicLong();
  private final BlockingQueue<List<Announcement>> changes = new LinkedBlockingQueue<>();
  private final StoreDirectory directory = new StoreDirectory(vertx, millis::get, changes::add);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Announcement store(int number, long incarnation, boolean ready, Known... known) {
    return new Announcement(
        new StoreId(0, number), incarnation, "store-" + number, 1, 5_000, 0, ready, List.of(known));
  }

  private void open() throws Exception {
    Context context = vertx.getOrCreateContext();
    Promise<Void> opened = Promise.promise();
    context.runOnContext(start -> directory.open().onComplete(opened));
    await(opened.future());
  }

  private List<Announcement> nextChange() throws InterruptedException {
    return changes.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void open_asksAndHearsWhoAnswers() throws Exception {
    FrameCodec.register(vertx.eventBus());
    Announcement announcement = store(1, 1, true);
    await(vertx
        .eventBus()
        .<Frame>consumer(
            Announcement.ASK_ADDRESS,
            asked -> vertx.eventBus().publish(Announcement.ADDRESS, announcement.toFrame()))
        .completion());
    open();
    assertThat(nextChange()).containsExactly(announcement);
  }

  @Test
  void open_outsideOfAVertxThread_isRefused() {
    assertThatThrownBy(directory::open).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void open_looksForSilentStores() throws Exception {
    directory.heard(store(1, 1, true));
    assertThat(nextChange()).hasSize(1);
    millis.addAndGet(StoreDirectory.SILENCE_MAX_MILLIS + 1);
    open();
    assertThat(nextChange()).isEmpty();
  }

  @Test
  void silentStore_isDropped() {
    directory.heard(store(1, 1, true));
    lookEachSecond(5);
    assertThat(directory.live()).hasSize(1);
    lookEachSecond(1);
    assertThat(directory.live()).isEmpty();
  }

  @Test
  void sleepOfTheDirectory_isNobodysSilence() {
    directory.heard(store(1, 1, true));
    directory.heard(store(2, 1, true));
    millis.addAndGet(30_000);
    directory.heard(store(2, 1, true));
    directory.dropSilent();
    directory.dropSilent();
    assertThat(directory.live()).hasSize(2);
    lookEachSecond(6);
    assertThat(directory.live()).isEmpty();
  }

  private void lookEachSecond(int times) {
    for (int i = 0; i < times; i++) {
      millis.addAndGet(StoreDirectory.ANNOUNCE_EVERY_MILLIS);
      directory.dropSilent();
    }
  }

  @Test
  void goodbye_dropsTheStoreAtOnce() {
    directory.heard(store(1, 1, true));
    directory.heard(store(2, 1, true));
    changes.clear();
    Announcement goodbye = store(1, 1, false, new Known(new StoreId(0, 1), "store-1", true));
    directory.heard(goodbye);
    directory.heard(goodbye);
    assertThat(changes).containsExactly(List.of(store(2, 1, true)));
    assertThat(directory.live()).containsExactly(store(2, 1, true));
  }

  @Test
  void listener_isToldOfChangesOnly() {
    directory.heard(store(2, 1, true));
    directory.heard(store(1, 1, true));
    directory.heard(store(1, 1, true));
    directory.heard(store(1, 1, false));
    directory.heard(store(1, 2, false));
    List<List<String>> seen = new ArrayList<>();
    changes.forEach(live -> seen.add(live.stream()
        .map(one -> one.name() + "/" + one.incarnation() + "/" + one.ready())
        .toList()));
    assertThat(seen)
        .containsExactly(
            List.of("store-2/1/true"),
            List.of("store-1/1/true", "store-2/1/true"),
            List.of("store-1/1/false", "store-2/1/true"),
            List.of("store-1/2/false", "store-2/1/true"));
  }

  @Test
  void expected_isWhoIsKnownAndNotGone() {
    Known first = new Known(new StoreId(0, 1), "store-1", false);
    Known gone = new Known(new StoreId(0, 2), "store-2", true);
    Known missing = new Known(new StoreId(0, 3), "store-3", false);
    directory.heard(store(1, 1, true, first, gone, missing));
    assertThat(directory.live()).hasSize(1);
    assertThat(directory.expected()).containsExactly(first, missing);
    assertThat(directory.known()).containsExactly(first, gone, missing);
  }

  @Test
  void gone_staysGoneWhateverOthersSay() {
    StoreId two = new StoreId(0, 2);
    directory.heard(store(1, 1, true, new Known(two, "store-2", true)));
    directory.heard(store(3, 1, true, new Known(two, "store-2", false)));
    assertThat(directory.expected()).isEmpty();
  }
}
