// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.store.DiskStats;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterReply.Facts;
import io.redstart.wire.ClusterReply.Lacking;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Answers {@link ClusterRequest}s: reports the facts of this aggregator, drains it, and buries stores
 * that will not return.
 *
 * <p>Belongs to its event loop.
 */
public final class ClusterDesk extends VerticleBase {
  private final OwnStore own;
  private final KeptReplicas replicas;
  private final WorkerExecutor workers;
  private final String program;
  private final Supplier<List<Lacking>> lacking;
  private final Supplier<Drain> newDrain;
  private volatile List<Announcement> live = List.of();
  private final StoreDirectory directory;
  /** Written on the event loop, read by any thread. */
  private volatile Drain drain;

  /**
   * Creates a desk.
   *
   * @param keeping returns whether this aggregator is just taking a store over; thread-safe
   * @param lacking returns the kept stores that lack copies; thread-safe
   * @param workers run tasks that can take minutes
   * @param program the version of the program
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   */
  public ClusterDesk(
      Vertx vertx,
      OwnStore own,
      KeptReplicas replicas,
      BooleanSupplier keeping,
      Supplier<List<Lacking>> lacking,
      WorkerExecutor workers,
      String program,
      LongSupplier monotonicNanos) {
    this.own = own;
    this.replicas = replicas;
    this.lacking = lacking;
    this.workers = workers;
    this.program = program;
    this.newDrain = () -> new Drain(vertx, own, replicas, keeping, () -> live, monotonicNanos);
    this.drain = newDrain.get();
    this.directory = new StoreDirectory(
        vertx,
        () -> TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong()),
        stores -> live = List.copyOf(stores));
  }

  @Override
  public Future<?> start() {
    return directory
        .open()
        .compose(opened -> vertx
            .eventBus()
            .<Frame>consumer(own.standing().announcement().clusterAddress(), this::handle)
            .completion());
  }

  private void handle(Message<Frame> message) {
    Future.succeededFuture(message.body())
        .map(ClusterRequest::from)
        .compose(request -> switch (request.kind()) {
          case FACTS -> Future.succeededFuture("");
          case DRAIN -> drain();
          case FORGET -> Future.succeededFuture(forget(request.name()));
        })
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return String.valueOf(failure.getMessage());
        })
        .compose(refusal -> vertx.executeBlocking(() -> reply(refusal), false))
        .onComplete(reply -> message.reply(reply.toFrame()), failure -> {
          FatalErrors.check(failure);
          message.fail(1, String.valueOf(failure.getMessage()));
        });
  }

  private ClusterReply reply(String refusal) throws IOException {
    DiskStats disk = own.store().diskStats();
    boolean onDisk = !own.store().isVolatile();
    return new ClusterReply(
        refusal,
        new Facts(
            program,
            own.store().stats().labelSets(),
            disk.rowsBytes() + disk.journalBytes(),
            onDisk ? own.freeBytes() : 0,
            onDisk ? OwnStore.lastCommit(own.folder()) : 0,
            drain.state(),
            lacking.get()));
  }

  /** Begins to drain, unless it has begun. Returns why not. */
  private Future<String> drain() {
    if (drain.isRunning() || drain.isDone()) {
      return Future.succeededFuture("");
    }
    if (own.store().isVolatile()) {
      return Future.succeededFuture("aggregator " + own.name() + " keeps its counts in memory only"
          + " (store.in_memory), they cannot be handed over");
    }
    List<StoreId> unopened = replicas.unopened();
    if (!unopened.isEmpty()) {
      return Future.succeededFuture("aggregator " + own.name() + " keeps stores that are not open"
          + " and cannot be handed over: " + unopened + ", see its log");
    }
    if (Offers.candidates(own, live).isEmpty()) {
      return Future.succeededFuture("aggregator " + own.name()
          + " is the last one that accepts spans: start another one first");
    }
    Drain next = newDrain.get();
    next.begin();
    drain = next;
    return vertx
        .executeBlocking(() -> Drain.ofOwnStore(own, 0), false)
        .compose(request -> Offers.ask(vertx, own, live, request))
        .map(offers -> {
          String refusal = refusal(offers);
          if (refusal.isEmpty()) {
            workers.executeBlocking(next::run, false).onFailure(FatalErrors::check);
          } else {
            drain = newDrain.get();
          }
          return refusal;
        })
        .onFailure(failure -> drain = newDrain.get());
  }

  private String refusal(List<Offers.Offer> offers) {
    if (offers.stream().anyMatch(offer -> offer.refusal().isEmpty())) {
      return "";
    }
    return "no aggregator has room for the store of " + own.name() + ": "
        + offers.stream()
            .map(offer -> offer.keeper().name() + ": " + offer.refusal())
            .collect(Collectors.joining("; "));
  }

  /**
   * Buries the silent stores of a name, or ends the warnings about the copies that are read in their
   * place. Returns why not.
   */
  private String forget(String name) {
    List<Announcement> served = directory.live();
    Set<StoreId> alive = served.stream().map(Announcement::store).collect(Collectors.toSet());
    List<KnownStore> named =
        directory.known().stream().filter(one -> one.name().equals(name)).toList();
    List<KnownStore> silent = named.stream()
        .filter(one -> !alive.contains(one.store()))
        .filter(one -> one.fate() != KnownStore.Fate.EMPTY)
        .toList();
    List<Announcement> incomplete = served.stream()
        .filter(one -> one.name().equals(name) && directory.mayLack(one))
        .toList();
    if (!silent.isEmpty() || !incomplete.isEmpty()) {
      own.standing().bury(silent);
      incomplete.forEach(own.standing()::forgive);
      return "";
    }
    boolean isAlive = named.stream().anyMatch(one -> alive.contains(one.store()));
    if (isAlive) {
      return "aggregator " + name + " is alive, or its store is kept by another one:"
          + " nothing of it is missing";
    }
    return named.isEmpty()
        ? "no aggregator " + name + " is known"
        : "aggregator " + name + " is forgotten already";
  }
}
