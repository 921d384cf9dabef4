// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.fixture.Await;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.KnownStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** What a reader knows of the stores. */
final class TestDirectory {
  private final Context context;
  private final StoreDirectory directory;

  TestDirectory(Vertx vertx) throws Exception {
    this(vertx, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  TestDirectory(Vertx vertx, LongSupplier monotonicMillis) throws Exception {
    context = vertx.getOrCreateContext();
    directory = new StoreDirectory(vertx, monotonicMillis, live -> {});
    on(directory::open);
  }

  List<Announcement> live() throws Exception {
    return on(() -> Future.succeededFuture(directory.live()));
  }

  boolean mayLack(Announcement served) throws Exception {
    return on(() -> Future.succeededFuture(directory.mayLack(served)));
  }

  List<String> expected() throws Exception {
    return on(() -> Future.succeededFuture(
        directory.expected().stream().map(KnownStore::name).toList()));
  }

  List<KnownStore> known() throws Exception {
    return on(() -> Future.succeededFuture(directory.known()));
  }

  /** Waits until a store is served as a replica, or as itself. */
  Announcement await(StoreId store, boolean replica) {
    return Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> live().stream()
                .filter(one -> one.store().equals(store) && one.isReplica() == replica)
                .filter(one -> one.ready() || replica)
                .findFirst()
                .orElse(null),
            found -> found != null);
  }

  private <T> T on(Supplier<Future<T>> action) throws Exception {
    Promise<T> done = Promise.promise();
    context.runOnContext(now -> action.get().onComplete(done));
    return Await.result(done.future());
  }
}
