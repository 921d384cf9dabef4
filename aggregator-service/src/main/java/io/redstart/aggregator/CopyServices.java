// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.copy.CopySource;
import io.redstart.aggregator.drain.ClusterDesk;
import io.redstart.aggregator.drain.Keeper;
import io.redstart.aggregator.drain.LostCopies;
import io.redstart.aggregator.drain.OwnStore;
import io.redstart.aggregator.follow.FollowDesk;
import io.redstart.aggregator.follow.FollowerSearch;
import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.Store;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.Stores;
import io.redstart.wire.Announcement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The verticles of an aggregator that copy stores: they hand stores over and take them over
 * (docs/rules.md, P4), and follow the stores of others (F1 to F6).
 */
final class CopyServices {
  private final Vertx vertx;
  private final Stores stores;
  private final Store store;
  private final String name;
  private final Announcer announcer;
  private final KeptReplicas replicas;
  private final WorkerExecutor copies;
  private final int replicaCount;
  private final List<String> drainDeployments = new CopyOnWriteArrayList<>();
  private final List<String> followDeployments = new CopyOnWriteArrayList<>();

  /**
   * Creates the verticles' parts without starting anything.
   *
   * @param store the own store
   * @param name the aggregator's name
   * @param copies runs what takes minutes
   * @param replicaCount how many aggregators keep each entry, 1 or 2
   */
  CopyServices(
      Vertx vertx,
      Stores stores,
      Store store,
      String name,
      Announcer announcer,
      KeptReplicas replicas,
      WorkerExecutor copies,
      int replicaCount) {
    this.vertx = vertx;
    this.stores = stores;
    this.store = store;
    this.name = name;
    this.announcer = announcer;
    this.replicas = replicas;
    this.copies = copies;
    this.replicaCount = replicaCount;
  }

  /** Starts what follows the stores of others, and finds a follower for the own one. */
  Future<Void> startFollowing() {
    if (!(store instanceof RowStore rows) || rows.feed().isEmpty()) {
      return Future.succeededFuture();
    }
    Announcement addresses = announcer.announcement();
    List<Future<String>> deployed = new ArrayList<>();
    deployed.add(vertx.deployVerticle(new FollowDesk(
        addresses.followAddress(),
        store.id(),
        replicas,
        copies,
        stores.config().minFreeBytes(),
        stores.memory())));
    if (replicaCount > 1) {
      LongSupplier nanos = stores.monotonicNanos();
      deployed.add(vertx.deployVerticle(new FollowerSearch(
          rows.feed().get(),
          announcer::announcement,
          () -> store.stats().sizeBytes(),
          () -> TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()))));
    }
    deployed.forEach(one -> one.onSuccess(followDeployments::add));
    return Future.all(deployed).mapEmpty();
  }

  /** Starts what hands stores over, and takes over those of others. */
  Future<Void> startDraining() {
    Path folder = stores.host().folder(stores.config().path());
    OwnStore own = new OwnStore(
        store, name, folder, stores.config().minFreeBytes(), stores.memory(), announcer);
    LongSupplier nanos = stores.monotonicNanos();
    Keeper keeper = new Keeper(own, replicas, copies, stores.wall(), nanos);
    LostCopies lost = new LostCopies(vertx, own, replicas, copies, replicaCount, nanos);
    List<Future<String>> deployed = new ArrayList<>();
    deployed.add(vertx.deployVerticle(new ClusterDesk(
        vertx, own, replicas, keeper::isBusy, lost::lacking, copies, version(), nanos)));
    if (!store.isVolatile()) {
      String address = announcer.announcement().copyAddress();
      deployed.add(
          vertx.deployVerticle(new CopySource(address, new StoreFiles(folder), copies, nanos)));
      deployed.add(vertx.deployVerticle(keeper));
    }
    if (!store.isVolatile() && replicaCount > 1) {
      deployed.add(vertx.deployVerticle(lost));
    }
    deployed.forEach(one -> one.onSuccess(drainDeployments::add));
    return Future.all(deployed).mapEmpty();
  }

  private static String version() {
    String version = CopyServices.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Stops handing over and taking over. */
  Future<Void> stopDraining() {
    return Future.join(drainDeployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }

  /** Stops following, after the own store has closed. */
  Future<Void> stopFollowing() {
    return Future.join(followDeployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }
}
