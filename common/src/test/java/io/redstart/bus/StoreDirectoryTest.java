// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.CompleteCopy;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.KnownStore.Fate;
import io.redstart.wire.Protocol;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  private static Announcement store(
      int number, long incarnation, boolean ready, KnownStore... known) {
    return new Announcement(
        id(number), incarnation, "store-" + number, 1, 5_000, 0, 0, 0, ready, List.of(known));
  }

  private static Announcement replica(long incarnation, long commit) {
    return new Announcement(id(1), incarnation, "store-1", 1, 5_000, 0, 0, 0, false, List.of())
        .keptBy("keeper", commit);
  }

  @Test
  void replica_isServedOnlyWhileItsStoreIsNotLive() {
    directory.heard(replica(9, 100_000));
    assertThat(directory.live()).extracting(Announcement::incarnation).containsExactly(9L);
    directory.heard(store(1, 2, false));
    assertThat(directory.live()).extracting(Announcement::incarnation).containsExactly(2L);
    lookEachSecond(5);
    directory.heard(replica(9, 105_000));
    assertThat(directory.live()).extracting(Announcement::incarnation).containsExactly(2L);
    lookEachSecond(1);
    assertThat(directory.live()).extracting(Announcement::incarnation).containsExactly(9L);
  }

  @Test
  void replicas_theOneWithTheLastCommitIsServedThenTheGreatestIncarnation() {
    directory.heard(replica(-1, 100));
    directory.heard(replica(7, 100));
    assertThat(directory.live()).extracting(Announcement::incarnation).containsExactly(-1L);
    directory.heard(replica(7, 101));
    assertThat(directory.live()).extracting(Announcement::incarnation).containsExactly(7L);
  }

  @Test
  void replica_keepsItsStoreFromBeingLostWhenItsNameIsTaken() {
    directory.heard(replica(9, 100_000));
    millis.addAndGet(StoreDirectory.SILENCE_MAX_MILLIS);
    directory.heard(replica(9, 105_000));
    directory.heard(
        new Announcement(id(2), 3, "store-1", 1, 5_000, 105_000, 0, 0, true, List.of()));
    assertThat(directory.lost()).isEmpty();
    assertThat(directory.expected()).hasSize(2);
  }

  /** What another member has heard of the store of the replica. */
  private static Announcement reporting(String keeper, long sinceMillis) {
    return store(2, 1, true, expected(1))
        .reporting(List.of(new CompleteCopy(id(1), keeper, sinceMillis)));
  }

  /** What another member knows of the store of the replica. */
  private static Announcement knowing(long life, long end) {
    return store(2, 1, true, new KnownStore(id(1), "store-1", life, Fate.EXPECTED, end));
  }

  private boolean mayLack(String keeper, long commit) {
    return directory.mayLack(replica(9, 0).keptBy(keeper, commit));
  }

  @Test
  void copyOfAStoreThatNobodyHeard_mayLackCounts() {
    directory.heard(replica(9, 100));
    assertThat(mayLack("keeper", 100)).isTrue();
    assertThat(directory.mayLack(store(1, 1, true))).as("the store itself").isFalse();
    StoreDirectory forgiving =
        new StoreDirectory(vertx, millis::get, changes::add, Set.of("store-1"));
    assertThat(forgiving.mayLack(replica(9, 100))).isFalse();
  }

  @Test
  void copy_isCompleteIfItsStoreWasLastInStepWithIt() {
    directory.heard(reporting("keeper", 50_000));
    assertThat(mayLack("keeper", 100)).isFalse();
    assertThat(mayLack("another", 100)).isTrue();
    directory.heard(reporting("", 50_001));
    directory.heard(reporting("keeper", 50_000));
    assertThat(mayLack("keeper", 100)).as("no news").isTrue();
    directory.heard(reporting("keeper", 55_000));
    assertThat(mayLack("keeper", 100)).isFalse();
  }

  @Test
  void copyOfAStoreThatHasStopped_isCompleteIfItHasTheLastCommit() {
    directory.heard(reporting("", 50_000));
    directory.heard(knowing(0, 100));
    directory.heard(knowing(0, 0));
    assertThat(mayLack("keeper", 99)).isTrue();
    assertThat(mayLack("keeper", 100)).isFalse();
    assertThat(directory.expected()).extracting(KnownStore::store).contains(id(1));
    directory.heard(knowing(1, 0));
    assertThat(mayLack("keeper", 100)).as("it counts again").isTrue();
  }

  @Test
  void copy_saysItselfThatItsStoreHasStopped() {
    KnownStore end = new KnownStore(id(1), "store-1", 0, Fate.EXPECTED, 100);
    Announcement copy = store(1, 9, false, end).keptBy("keeper", 101);
    directory.heard(copy);
    assertThat(directory.mayLack(copy)).isFalse();
    directory.heard(store(1, 1, false, end));
    assertThat(directory.mayLack(copy))
        .as("it has started, and counts nothing yet")
        .isFalse();
  }

  private static StoreId id(int number) {
    return new StoreId(0, number);
  }

  private static KnownStore expected(int number) {
    return KnownStore.expected(id(number), "store-" + number);
  }

  private static KnownStore lost(int number) {
    return new KnownStore(id(number), "store-" + number, 0, Fate.LOST, 10_000);
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
    Announcement goodbye = store(1, 1, false, lost(1));
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
  void twoIncarnations_areNoChangeEverySecond() {
    directory.heard(store(1, 9, true));
    for (int second = 0; second < 10; second++) {
      lookEachSecond(1);
      directory.heard(store(1, 9, true));
      directory.heard(store(1, 4, false));
    }
    assertThat(changes).containsExactly(List.of(store(1, 9, true)));
    assertThat(directory.live()).containsExactly(store(1, 9, true));
  }

  @Test
  void twoReadyIncarnations_areServedByTheOneThatAppearedLast() {
    directory.heard(store(1, 9, true));
    directory.heard(store(1, 4, true));
    directory.heard(store(1, 9, true));
    assertThat(directory.live()).containsExactly(store(1, 4, true));
    assertThat(changes).containsExactly(List.of(store(1, 9, true)), List.of(store(1, 4, true)));
  }

  @Test
  void incarnationThatMayBeDead_givesWayToOneThatSpeaks() {
    directory.heard(store(1, 4, true));
    lookEachSecond(2);
    directory.heard(store(1, 9, false));
    assertThat(directory.live()).containsExactly(store(1, 4, true));
    lookEachSecond(1);
    assertThat(directory.live()).containsExactly(store(1, 9, false));
  }

  @Test
  void goodbyeOfAnIncarnation_leavesTheOther() {
    directory.heard(store(1, 4, true));
    directory.heard(store(1, 9, true));
    directory.heard(store(1, 4, false, lost(1)));
    assertThat(directory.live()).containsExactly(store(1, 9, true));
    directory.heard(store(1, 9, true));
    assertThat(directory.expected()).extracting(KnownStore::store).containsExactly(id(1));
  }

  @Test
  void expected_isWhoSpokeOrWasHeardOfAndIsNotBuried() {
    directory.heard(store(1, 1, true, expected(1), lost(2), expected(3)));
    directory.heard(store(4, 1, true));
    assertThat(directory.live()).hasSize(2);
    assertThat(directory.expected()).containsExactly(expected(1), expected(3), expected(4));
    assertThat(directory.lost()).containsExactly(lost(2));
    assertThat(directory.known()).hasSize(4);
    directory.forgetBefore(10_001);
    assertThat(directory.lost()).isEmpty();
  }

  @Test
  void successorOfASilentStore_buriesIt() {
    directory.heard(named(1, "a", 0));
    lookEachSecond(3);
    directory.heard(named(2, "a", 60_000));
    assertThat(directory.expected()).hasSize(2);
    lookEachSecond(3);
    directory.heard(named(2, "a", 60_000));
    assertThat(directory.expected()).extracting(KnownStore::store).containsExactly(id(2));
    assertThat(directory.lost()).containsExactly(new KnownStore(id(1), "a", 0, Fate.LOST, 60_000));
  }

  private static Announcement named(int number, String name, long sinceMillis) {
    return new Announcement(
        id(number), 1, name, 1, 5_000, sinceMillis, sinceMillis, 0, true, List.of());
  }

  private static Announcement later(int number, long incarnation) {
    int version = Protocol.GREATEST + 1;
    StoreId store = id(number);
    return new Announcement(
        version,
        version,
        store,
        incarnation,
        "store-" + number,
        1,
        5_000,
        0,
        0,
        0,
        true,
        List.of());
  }

  @Test
  void storeOfAnUnknownVersion_isExpectedAndNotServed() {
    directory.heard(later(1, 1));
    directory.heard(store(2, 1, true));
    assertThat(directory.live()).containsExactly(store(2, 1, true));
    assertThat(directory.unserved()).containsExactly(later(1, 1));
    assertThat(directory.expected()).containsExactly(expected(1), expected(2));
    assertThat(changes).containsExactly(List.of(store(2, 1, true)));
    lookEachSecond(6);
    assertThat(directory.unserved()).isEmpty();
    assertThat(directory.expected()).containsExactly(expected(1), expected(2));
  }

  @Test
  void storeThatRestartsWithAnotherVersion_isServedWhileItsVersionIsKnown() {
    directory.heard(store(1, 1, true));
    directory.heard(later(1, 2));
    assertThat(directory.live()).isEmpty();
    directory.heard(store(1, 3, true));
    assertThat(directory.live()).containsExactly(store(1, 3, true));
    assertThat(directory.unserved()).isEmpty();
  }

  @Test
  void storeOfAnUnknownVersion_isNotBuriedByItsNamesake() {
    lookEachSecond(6);
    directory.heard(later(1, 1));
    directory.heard(
        new Announcement(id(2), 1, "store-1", 1, 5_000, 60_000, 60_000, 0, true, List.of()));
    assertThat(directory.expected()).hasSize(2);
    assertThat(directory.lost()).isEmpty();
  }

  @Test
  void unmissedAggregator_isExpectedOnceItIsHeard() {
    StoreDirectory lenient =
        new StoreDirectory(vertx, millis::get, changes::add, Set.of("store-2", "store-3"));
    lenient.heard(store(1, 1, true, expected(2), expected(3), lost(3)));
    assertThat(lenient.expected()).containsExactly(expected(1));
    assertThat(lenient.lost()).isEmpty();
    lenient.heard(store(2, 1, true));
    assertThat(lenient.expected()).containsExactly(expected(1), expected(2));
    lenient.heard(store(1, 1, true, lost(2)));
    assertThat(lenient.lost()).containsExactly(lost(2));
  }
}
