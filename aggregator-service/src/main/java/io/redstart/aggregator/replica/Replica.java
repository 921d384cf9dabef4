// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.redstart.aggregator.copy.CopySource;
import io.redstart.aggregator.reader.SelectHandler;
import io.redstart.aggregator.store.CopyIntake;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A replica that is open: its store, the shards that answer select requests, and the announcements.
 * It has an incarnation of its own, so its addresses differ from those of the store it copies.
 *
 * <p>It opens as any store does, by recovery, so it seals windows by the clock, writes chunks, rolls
 * up and drops what is older than the retention. It never opens a channel, so it counts nothing.
 */
public final class Replica {
  private final Vertx vertx;
  private final Path folder;
  private final RowStore store;
  private final String origin;
  private final String keeper;
  private final long incarnation;
  private final List<String> deployments = new ArrayList<>();
  /** Written on any context, read by any thread. */
  private volatile boolean silent;

  private Replica(ReplicaContext context, Path folder, RowStore store, String origin) {
    this.vertx = context.vertx();
    this.incarnation = context.own().host().newId();
    this.folder = folder;
    this.store = store;
    this.origin = origin;
    this.keeper = context.keeper();
  }

  /** Opens a replica and serves it. Fails with a {@link StoreException} if it cannot be opened. */
  static Future<Replica> open(ReplicaContext context, Path folder, StoreId expected) {
    return context.stores(folder).openCopy().compose(store -> {
      if (!store.id().equals(expected)) {
        StoreException other = new StoreException("the folder " + folder + " holds store "
            + store.id() + ": it must have the name of its store");
        return store.close().transform(closed -> Future.failedFuture(other));
      }
      Replica replica = new Replica(context, folder, store, nameOf(store));
      return replica
          .deploy(context)
          .map(replica)
          .recover(failure -> replica.close().transform(closed -> Future.failedFuture(failure)));
    });
  }

  /** Returns the name under which the store's aggregator announced it last. */
  private static String nameOf(RowStore store) {
    return entryOf(store).map(KnownStore::name).findFirst().orElse(store.id().toString());
  }

  /** Returns what the store noted of itself, at last perhaps that it has stopped counting. */
  private static Stream<KnownStore> entryOf(RowStore store) {
    return store.known().stream().filter(one -> one.store().equals(store.id()));
  }

  private Future<Void> deploy(ReplicaContext context) {
    Announcement addresses = announcement();
    Future<Void> deployed = Future.succeededFuture();
    for (int i = 0; i < store.shards().size(); i++) {
      var shard = store.shards().get(i);
      ReplicaShard verticle = new ReplicaShard(
          addresses.selectAddress(i),
          store.windowMillis(),
          shard,
          () -> new SelectHandler(
              store.id(), vertx, context.readers(), shard, context.matchers(), context.meters()));
      deployed = deployed
          .compose(before -> vertx.deployVerticle(verticle))
          .onSuccess(deployments::add)
          .mapEmpty();
    }
    CopySource source = new CopySource(
        addresses.copyAddress(),
        new StoreFiles(folder),
        context.copyWorkers(),
        context.own().monotonicNanos());
    return deployed
        .compose(shards -> vertx.deployVerticle(source))
        .onSuccess(deployments::add)
        .compose(shards -> vertx.deployVerticle(new ReplicaAnnouncer(this)))
        .onSuccess(deployments::add)
        .mapEmpty();
  }

  /** Returns its current announcement. */
  public Announcement announcement() {
    return new Announcement(
            store.id(),
            incarnation,
            origin,
            Math.max(1, store.shards().size()),
            store.windowMillis(),
            store.sealedMillis(),
            store.sinceMillis(),
            store.evictedMillis(),
            false,
            entryOf(store).toList())
        .keptBy(keeper, lastCommit());
  }

  /** Returns the last commit that it holds. */
  public long lastCommit() {
    return store.intake().map(CopyIntake::lastCommit).orElse(0L);
  }

  /** Returns the life of its store that the last commit is from, 0 if that is unknown. */
  public long life() {
    return store.intake().map(CopyIntake::life).orElse(0L);
  }

  /** Returns whether its last commit is from a life of its store, which is known. */
  public boolean isOfLife(long life) {
    return life != 0 && life() == life;
  }

  /**
   * Stops announcing it, so that readers turn to another copy within {@link
   * io.redstart.bus.StoreDirectory#SILENCE_MAX_MILLIS}. It answers queries until it is closed.
   */
  public void fallSilent() {
    silent = true;
  }

  boolean isSilent() {
    return silent;
  }

  /**
   * Returns whether it follows its store: the store's aggregator sends it all commits, so the copy
   * must stay although that one is ready.
   */
  public boolean isFollowed() {
    return store.intake().map(CopyIntake::isFollowing).orElse(false);
  }

  /** Returns whether it follows its store, whose aggregator was just heard to be ready. */
  public boolean isFollowedByReady() {
    store.intake().ifPresent(CopyIntake::primaryIsReady);
    return isFollowed();
  }

  /** Returns whether the retention has left nothing in it. */
  public boolean isSpent() {
    return store.stats().labelSets() == 0;
  }

  /** Returns the identity of the store that it copies. */
  public StoreId id() {
    return store.id();
  }

  /** Returns the name of the aggregator that counted it. */
  public String origin() {
    return origin;
  }

  /** Returns its folder. */
  public Path folder() {
    return folder;
  }

  /** Returns its store. */
  public RowStore store() {
    return store;
  }

  /** Serves it no longer, and closes its store. */
  Future<Void> close() {
    return Future.join(deployments.stream().map(vertx::undeploy).toList())
        .transform(undeployed -> store.close());
  }
}
