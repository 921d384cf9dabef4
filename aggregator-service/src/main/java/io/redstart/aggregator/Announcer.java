// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.drain.OwnStore;
import io.redstart.aggregator.store.Store;
import io.redstart.bus.Broadcast;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.KnownStores;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces this process's store once a second and tracks the announcements of the others. At start
 * it first listens for a while, so that a store whose identity is already in use never serves.
 */
final class Announcer extends VerticleBase implements OwnStore.Standing {
  /** How long to listen at start in a cluster: one announcement period plus time for delivery. */
  static final long LISTEN_CLUSTERED_MILLIS = StoreDirectory.ANNOUNCE_EVERY_MILLIS * 3 / 2;

  /** How long to listen at start where all stores are in this process and answer at once. */
  static final long LISTEN_ALONE_MILLIS = 50;

  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  private final Store store;
  private final String name;
  private final long incarnation;
  private final long keptMillis;
  private final Predicate<StoreId> isKept;
  private final DoubleSupplier batches;
  private final Rivals rivals;
  private final KnownStores known = new KnownStores();
  private final List<MessageConsumer<Frame>> consumers = new ArrayList<>();
  private boolean listening = true;
  private boolean announcedReady;
  /** Whether the store has been ready since it started, and has not stopped counting. */
  private boolean counting;

  private @Nullable RepeatingTask announcing;
  /** Written on the event loop, read by any thread. */
  private volatile @Nullable String conflict = "listening for other stores";
  /** Written on the event loop, read by any thread. */
  private volatile boolean leaving;
  /** Why a store that is handed over refuses batches. Any thread's. */
  private volatile @Nullable String refusing;
  /** Any thread's. */
  private volatile boolean silent;

  /**
   * Creates an announcer.
   *
   * @param incarnation random and different for each start
   * @param keptMillis how long windows are kept; stores that ended before that are forgotten
   * @param isKept whether this process keeps a replica of a store
   * @param batches returns how many batches were applied so far
   * @param monotonicMillis a clock for measuring elapsed time, in milliseconds
   */
  Announcer(
      Store store,
      String name,
      long incarnation,
      long keptMillis,
      Predicate<StoreId> isKept,
      DoubleSupplier batches,
      LongSupplier monotonicMillis) {
    this.isKept = isKept;
    this.batches = batches;
    this.store = store;
    this.name = name;
    this.incarnation = incarnation;
    this.keptMillis = keptMillis;
    this.rivals = new Rivals(store.id(), incarnation, name, monotonicMillis);
    known.learn(store.known());
    known.lives(store.id(), name);
  }

  /** Returns why the store accepts nothing now, if there is a reason. Thread-safe. */
  @Override
  public Optional<String> problem() {
    String reason = refusing == null ? conflict : refusing;
    return reason != null ? Optional.of(reason) : store.problem();
  }

  /** Returns the current announcement. */
  @Override
  public Announcement announcement() {
    return announcement(isReady());
  }

  private boolean isReady() {
    return !leaving && problem().isEmpty();
  }

  private Announcement announcement(boolean ready) {
    return new Announcement(
            store.id(),
            incarnation,
            name,
            store.shards().size(),
            store.windowMillis(),
            store.sealedMillis(),
            store.sinceMillis(),
            store.evictedMillis(),
            ready,
            known.list())
        .followedBy(store.follower().orElse(""))
        .reporting(known.complete());
  }

  @Override
  public Future<?> start() {
    listen(Announcement.ADDRESS, message -> heard(Announcement.from(message.body())));
    listen(Announcement.ASK_ADDRESS, message -> announce());
    listen(
        announcement().statusAddress(), message -> message.reply(announcement().toFrame()));
    store.onFollower(() -> context.runOnContext(now -> announce()));
    long listenMillis = vertx.isClustered() ? LISTEN_CLUSTERED_MILLIS : LISTEN_ALONE_MILLIS;
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .compose(registered -> {
          Broadcast.publish(vertx, Announcement.ASK_ADDRESS, new Frame(new byte[0]));
          return vertx.timer(listenMillis);
        })
        .onSuccess(listened -> begin());
  }

  private void listen(String address, Handler<Message<Frame>> handler) {
    consumers.add(vertx.eventBus().consumer(address, handler));
  }

  private void heard(Announcement announcement) {
    rivals.heard(announcement);
    known.heard(announcement);
    known.lives(store.id(), name);
  }

  private void begin() {
    listening = false;
    announce();
    announcing = RepeatingTask.every(
        vertx, StoreDirectory.ANNOUNCE_EVERY_MILLIS, "announcing this store", this::announce);
  }

  private void announce() {
    if (!listening) {
      settleConflict();
      counting |= isReady();
      noteThatItCounts();
      rememberKnown();
      store.expectGroups(hasOthers());
    }
    publish(announcement());
  }

  /** Returns whether ingests send to other stores, too. */
  private boolean hasOthers() {
    return known.expected().stream().filter(one -> !isKept.test(one.store())).count() > 1;
  }

  /** A store that starts again has nothing new to say before it is ready for the first time. */
  private void noteThatItCounts() {
    if (counting) {
      known.counts(store.id());
      known.says(store.id(), store.follower().orElse(""), store.sealedMillis());
    }
  }

  /** Announces from now on that the store is not ready, while it still accepts requests. */
  @Override
  public void leave() {
    context.runOnContext(now -> {
      leaving = true;
      announce();
    });
  }

  @Override
  public void refuse(String reason) {
    refusing = reason;
  }

  @Override
  public Future<Void> end() {
    Promise<Void> durable = Promise.promise();
    store
        .lastCommit()
        .onFailure(durable::fail)
        .onSuccess(commit -> context.runOnContext(now -> {
          counting = false;
          known.ends(store.id(), commit);
          store.remember(known.list()).onComplete(durable);
        }));
    return durable.future();
  }

  @Override
  public void stay() {
    context.runOnContext(now -> {
      // Noted before anything is counted.
      known.counts(store.id());
      rememberKnown();
      refusing = null;
      leaving = false;
      announce();
    });
  }

  @Override
  public void fallSilent(String reason) {
    refusing = reason;
    silent = true;
  }

  @Override
  public void passOn(Announcement copy, String keeper) {
    context.runOnContext(now -> {
      if (!known.mayLack(copy)) {
        known.says(copy.store(), keeper, 0);
        announce();
      }
    });
  }

  @Override
  public void settle(Announcement copy) {
    context.runOnContext(now -> {
      known.settle(copy);
      announce();
    });
  }

  @Override
  public void forgive(Announcement copy) {
    context.runOnContext(now -> {
      known.forgive(copy);
      announce();
    });
  }

  @Override
  public void bury(List<KnownStore> stores) {
    context.runOnContext(now -> {
      for (KnownStore one : stores) {
        known.bury(one.store(), one.name(), KnownStore.Fate.EMPTY, store.sealedMillis());
      }
      announce();
    });
  }

  @Override
  public double batches() {
    return batches.getAsDouble();
  }

  private void settleConflict() {
    String before = conflict;
    String now = rivals.conflict(announcedReady).orElse(null);
    conflict = now;
    if (now != null && !now.equals(before)) {
      log.warn("not ready: {}", now);
    }
  }

  private void rememberKnown() {
    if (conflict == null) {
      known.succeed(
          store.id(), name, store.sinceMillis(), one -> rivals.isLive(one) || isKept.test(one));
    }
    known.forgetBefore(store.sealedMillis() - keptMillis);
    List<KnownStore> stores = known.list();
    if (!stores.equals(store.known())) {
      store.remember(stores).onFailure(failure -> log.error("cannot remember stores", failure));
    }
  }

  private void publish(Announcement announcement) {
    if (silent) {
      return;
    }
    announcedReady = announcement.ready();
    Broadcast.publish(vertx, Announcement.ADDRESS, announcement.toFrame());
  }

  /**
   * Says goodbye: the store is not ready and, if its data ends with the process, gone permanently.
   * If a follower is in step, its copy hears that it has everything.
   */
  @Override
  public Future<?> stop() {
    if (announcing != null) {
      announcing.cancel();
    }
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .onComplete(silent -> {
          conflict = "stopping";
          if (store.isVolatile()) {
            buryOwn();
          }
          publish(announcement(false));
        })
        .eventually(() -> store.follower().isPresent() ? end() : Future.succeededFuture());
  }

  private void buryOwn() {
    boolean isEmpty = store.stats().labelSets() == 0;
    known.bury(
        store.id(),
        name,
        isEmpty ? KnownStore.Fate.EMPTY : KnownStore.Fate.LOST,
        announcement(false).countedMillis());
  }
}
