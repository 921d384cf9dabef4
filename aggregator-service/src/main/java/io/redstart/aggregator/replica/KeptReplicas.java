// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.model.StoreId;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
  private final AtomicInteger broken = new AtomicInteger();
  private volatile Future<Void> opening = Future.succeededFuture();
  private volatile boolean closing;

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
    gauge("broken", "Kept stores that cannot be opened, see the log", broken::get);
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
      broken.incrementAndGet();
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
    Replica known = replicas.get(store);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    if (closing) {
      return Future.failedFuture("this aggregator is stopping");
    }
    held.add(store);
    return Replica.open(context, context.folders().of(store), store).onSuccess(replica -> {
      replicas.put(store, replica);
      log.info("keeps a copy of store {} of aggregator {}", store, replica.origin());
    });
  }

  /**
   * Returns why no further replica can be kept, if there is a reason.
   *
   * @param coming how many are being copied
   */
  public Optional<String> problem(int coming) {
    if (context.own().config().inMemory()) {
      return Optional.of("it keeps its counts in memory only (store.in_memory)");
    }
    int kept = replicas.size() + coming;
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

  /** Returns the names of the folders of replicas. */
  public ReplicaFolders folders() {
    return context.folders();
  }

  /** Closes a replica and deletes it. */
  public Future<Void> discard(StoreId store, String reason) {
    Replica replica = replicas.remove(store);
    held.remove(store);
    if (replica == null) {
      return Future.succeededFuture();
    }
    log.info("deletes its copy of store {} of aggregator {}: {}", store, replica.origin(), reason);
    return replica
        .close()
        .compose(closed -> context.vertx().executeBlocking(() -> delete(store), false));
  }

  /** Closes the replica of a store, if there is one, and leaves its files to be copied anew. */
  public Future<Void> setAside(StoreId store) {
    Replica replica = replicas.remove(store);
    held.remove(store);
    Future<Void> closed = replica == null ? Future.succeededFuture() : replica.close();
    return closed.compose(done -> context.vertx().executeBlocking(() -> makePart(store), false));
  }

  private Void makePart(StoreId store) throws IOException {
    Path folder = context.folders().of(store);
    if (Files.exists(folder)) {
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

  /** Closes all replicas. */
  public Future<Void> close() {
    closing = true;
    return opening.transform(opened -> {
      List<Future<Void>> closed = all().stream().map(Replica::close).toList();
      replicas.clear();
      meters.forEach(registry::remove);
      return Future.join(closed).mapEmpty();
    });
  }
}
