// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.aggregator.store.CopyIntake;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.model.StoreId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All replicas that this process keeps. Their number is limited ({@code
 * aggregator.max_kept_stores}), and they share the memory of the own store.
 *
 * <p>Thread-safe.
 */
public final class KeptReplicas {
  private static final Logger log = LoggerFactory.getLogger(KeptReplicas.class);

  private final ReplicaContext context;
  private final int max;
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<StoreId, Replica> replicas = new ConcurrentSkipListMap<>();
  private final Set<StoreId> held = ConcurrentHashMap.newKeySet();
  /** The replicas that are just being opened. Guarded by this. */
  private final Map<StoreId, Future<Replica>> openings = new HashMap<>();

  /** The stores of which a copy is being made. */
  private final Set<StoreId> coming = ConcurrentHashMap.newKeySet();
  /** The stores whose replicas could not be opened. */
  private final Set<StoreId> broken = ConcurrentHashMap.newKeySet();

  private volatile Future<Void> opening = Future.succeededFuture();
  private volatile boolean closing;
  private volatile int lacking;

  /**
   * Creates an instance that has opened nothing yet.
   *
   * @param max how many replicas may be kept
   */
  public KeptReplicas(ReplicaContext context, int max, MeterRegistry registry) {
    this.context = context;
    this.max = max;
    this.registry = registry;
    gauge("kept", "Stores of other aggregators that this one keeps and serves", replicas::size);
    gauge("broken", "Kept stores that cannot be opened, see the log", broken::size);
    gauge(
        "lacking",
        "Kept stores that are not counted into any more, are read here, and have fewer copies than"
            + " aggregator.replicas",
        () -> lacking);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    meters.add(Gauge.builder("redstart.aggregator.replicas." + name, value)
        .description(description)
        .register(registry));
  }

  /**
   * Begins to open all replicas, one after the other, also beyond the limit. One that cannot be
   * opened is logged and left as it is; queries warn that its store does not answer.
   *
   * @return completes when it is known which there are
   */
  public Future<Void> begin() {
    if (context.own().config().inMemory()) {
      return Future.succeededFuture();
    }
    return context.vertx().executeBlocking(this::cleanAndList, false).map(stores -> {
      held.addAll(stores);
      Future<Void> opened = Future.succeededFuture();
      for (StoreId store : stores) {
        opened = opened.compose(before -> openOrLog(store));
      }
      opening = opened;
      return null;
    });
  }

  private Future<Void> openOrLog(StoreId store) {
    return open(store).<Void>mapEmpty().recover(failure -> {
      log.error("cannot open the copy of store {}", store, failure);
      return Future.succeededFuture();
    });
  }

  private List<StoreId> cleanAndList() throws IOException {
    for (StoreId store : context.folders().gone()) {
      FolderCopy.deleteTree(context.folders().gone(store));
    }
    for (StoreId store : context.folders().whole()) {
      if (HandoverMark.in(context.folders().of(store)).isPresent()) {
        delete(store);
      }
    }
    return context.folders().whole();
  }

  /** Opens and serves the replica of a store whose folder is whole; it may be open already. */
  public Future<Replica> open(StoreId store) {
    Promise<Replica> opened = Promise.promise();
    synchronized (this) {
      Replica known = replicas.get(store);
      if (known != null) {
        return Future.succeededFuture(known);
      }
      Future<Replica> begun = openings.get(store);
      if (begun != null) {
        return begun;
      }
      if (closing) {
        return Future.failedFuture("this aggregator is stopping");
      }
      openings.put(store, opened.future());
    }
    held.add(store);
    Replica.open(context, context.folders().of(store), store).onComplete(done -> {
      settle(store, done);
      opened.handle(done);
    });
    return opened.future();
  }

  private synchronized void settle(StoreId store, AsyncResult<Replica> done) {
    openings.remove(store);
    if (done.succeeded()) {
      replicas.put(store, done.result());
      log.info("keeps a copy of store {} of aggregator {}", store, done.result().origin());
    } else {
      broken.add(store);
    }
  }

  /** Completes when a replica that is just being opened is open, or has failed to. */
  private synchronized Future<Void> settled(StoreId store) {
    Future<Replica> begun = openings.get(store);
    return begun == null
        ? Future.succeededFuture()
        : begun.transform(done -> Future.succeededFuture());
  }

  /**
   * Claims the folders of a store for a copy. Returns whether nobody else makes a copy of it; then
   * {@link #release} must follow.
   */
  public boolean claim(StoreId store) {
    return coming.add(store);
  }

  /** Ends a claim. */
  public void release(StoreId store) {
    coming.remove(store);
  }

  /** Returns whether a copy of a store is being made, or has not been opened yet. */
  public boolean isComing(StoreId store) {
    return coming.contains(store)
        || (holds(store) && find(store).isEmpty() && !broken.contains(store));
  }

  /** Returns the stores whose replicas are not open: not yet, or because they are broken. */
  public List<StoreId> unopened() {
    return held.stream().filter(store -> find(store).isEmpty()).sorted().toList();
  }

  /** Returns why no further replica can be kept, if there is a reason. */
  public Optional<String> problem() {
    if (context.own().config().inMemory()) {
      return Optional.of("it keeps its counts in memory only (store.in_memory)");
    }
    int kept = replicas.size() + coming.size();
    return kept < max
        ? Optional.empty()
        : Optional.of("it keeps " + kept + " stores already, see aggregator.max_kept_stores");
  }

  /** Returns whether there is a replica of a store, which may not be open yet. */
  public boolean holds(StoreId store) {
    return held.contains(store);
  }

  /** Returns the open replica of a store. */
  public Optional<Replica> find(StoreId store) {
    return Optional.ofNullable(replicas.get(store));
  }

  /** Returns all open replicas, in the order of their ids. */
  public Collection<Replica> all() {
    return List.copyOf(replicas.values());
  }

  /** Returns the process in which they run. */
  public StoreHost host() {
    return context.own().host();
  }

  /** Returns the names of the folders of replicas. */
  public ReplicaFolders folders() {
    return context.folders();
  }

  /** Closes a replica and deletes it, also one that could not be opened. */
  public Future<Void> discard(StoreId store, String reason) {
    return settled(store).compose(settled -> discardNow(store, reason));
  }

  private Future<Void> discardNow(StoreId store, String reason) {
    Replica replica = forget(store);
    boolean isBroken = broken.remove(store);
    if (replica == null && !isBroken) {
      return Future.succeededFuture();
    }
    log.info("deletes its copy of store {}: {}", store, reason);
    return (replica == null ? Future.<Void>succeededFuture() : replica.close())
        .compose(closed -> context.vertx().executeBlocking(() -> delete(store), false));
  }

  private @Nullable Replica forget(StoreId store) {
    held.remove(store);
    return replicas.remove(store);
  }

  /** Closes the replica of a store, if there is one, and leaves its files to be copied anew. */
  public Future<Void> setAside(StoreId store) {
    return settled(store).compose(settled -> setAsideNow(store));
  }

  private Future<Void> setAsideNow(StoreId store) {
    Replica replica = forget(store);
    broken.remove(store);
    Future<Void> closed = replica == null ? Future.succeededFuture() : replica.close();
    return closed.compose(done -> context.vertx().executeBlocking(() -> makePart(store), false));
  }

  private Void makePart(StoreId store) throws IOException {
    Path folder = context.folders().of(store);
    if (Files.exists(folder)) {
      CopyIntake.unmark(folder);
      FolderCopy.deleteTree(context.folders().part(store));
      Files.move(folder, context.folders().part(store), StandardCopyOption.ATOMIC_MOVE);
    }
    return null;
  }

  private Void delete(StoreId store) throws IOException {
    Path gone = context.folders().gone(store);
    FolderCopy.deleteTree(gone);
    Path folder = context.folders().of(store);
    if (Files.exists(folder)) {
      Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
    }
    FolderCopy.deleteTree(gone);
    return null;
  }

  /** Notes how many stores that are read here have too few copies. */
  public void lacking(int stores) {
    lacking = stores;
  }

  /** Closes all replicas, also those that are just being opened. */
  public Future<Void> close() {
    List<Future<?>> begun = new ArrayList<>();
    synchronized (this) {
      closing = true;
      begun.add(opening);
      begun.addAll(openings.values());
    }
    return Future.join(begun).transform(opened -> {
      List<Future<Void>> closed = all().stream().map(Replica::close).toList();
      replicas.clear();
      meters.forEach(registry::remove);
      return Future.join(closed).mapEmpty();
    });
  }
}
