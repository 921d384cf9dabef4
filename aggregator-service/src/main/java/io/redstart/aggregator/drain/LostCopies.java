// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.drain.CopyWatch.Verdict;
import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.replica.Replica;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.ClusterReply.Draining;
import io.redstart.wire.ClusterReply.Lacking;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces lost copies of stores that nobody counts into any more, because their aggregator was
 * drained, or lost with its disk (docs/rules.md, P6). The aggregator whose copy is read has another
 * one made ({@link CopyWatch}), one store at a time, as in a drain.
 *
 * <p>Belongs to its event loop.
 */
public final class LostCopies extends VerticleBase {
  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final Logger log = LoggerFactory.getLogger(LostCopies.class);

  private final OwnStore own;
  private final KeptReplicas replicas;
  private final WorkerExecutor workers;
  private final int wanted;
  private final LongSupplier monotonicNanos;
  private final StoreDirectory directory;
  private final Map<StoreId, CopyWatch> watches = new HashMap<>();
  /** Why stores could not be copied last. */
  private final Map<StoreId, String> problems = new HashMap<>();
  /** The store that is being copied. Written on the event loop, read by any thread. */
  private volatile @Nullable StoreId copying;
  /** Whether that is still needed. Written on the event loop, read by any thread. */
  private volatile boolean isNeeded;
  /** How far that is. Any thread's. */
  private volatile String phase = "";
  /** Written on the event loop, read by any thread. */
  private volatile List<Lacking> lacking = List.of();

  /**
   * Creates a verticle.
   *
   * @param workers run tasks that can take minutes
   * @param wanted how many copies of a store there should be
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   */
  public LostCopies(
      Vertx vertx,
      OwnStore own,
      KeptReplicas replicas,
      WorkerExecutor workers,
      int wanted,
      LongSupplier monotonicNanos) {
    this.own = own;
    this.replicas = replicas;
    this.workers = workers;
    this.wanted = wanted;
    this.monotonicNanos = monotonicNanos;
    this.directory = new StoreDirectory(vertx, this::nowMillis, live -> {});
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong());
  }

  /** Returns the stores that are read here and have too few copies. Thread-safe. */
  public List<Lacking> lacking() {
    StoreId current = copying;
    return lacking.stream()
        .map(one -> one.store().equals(current) ? new Lacking(one.store(), phase, "") : one)
        .toList();
  }

  @Override
  public Future<?> start() {
    RepeatingTask.every(vertx, LOOK_EVERY_MILLIS, "looking for lost copies", this::look);
    return directory.open();
  }

  @Override
  public Future<?> stop() {
    isNeeded = false;
    return Future.succeededFuture();
  }

  private void look() {
    watches.keySet().removeIf(store -> replicas.find(store).isEmpty());
    // One that leaves hands all copies on.
    boolean looksAfterThem = own.standing().announcement().ready();
    List<Replica> few = new ArrayList<>();
    List<Replica> due = new ArrayList<>();
    for (Replica replica : replicas.all()) {
      if (replica.isSpent()) {
        continue;
      }
      Verdict verdict = watch(replica).look(nowMillis(), replica.announcement(), directory.heard());
      if (looksAfterThem && (verdict == Verdict.TOO_FEW || verdict == Verdict.DUE)) {
        few.add(replica);
      }
      if (looksAfterThem && verdict == Verdict.DUE) {
        due.add(replica);
      }
      if (looksAfterThem && verdict == Verdict.UNNEEDED) {
        discard(replica);
      }
    }
    note(few);
    if (copying == null && !due.isEmpty()) {
      copy(due.get(0));
    }
  }

  private CopyWatch watch(Replica replica) {
    return watches.computeIfAbsent(replica.id(), store -> new CopyWatch(wanted, nowMillis()));
  }

  private void note(List<Replica> few) {
    List<StoreId> stores = few.stream().map(Replica::id).toList();
    problems.keySet().retainAll(stores);
    isNeeded = stores.contains(copying);
    lacking = stores.stream()
        .map(store -> new Lacking(store, "", problems.getOrDefault(store, "")))
        .toList();
    replicas.lacking(stores.size());
  }

  /** A copy that has followed its store stays: only of that one it is known that it lacks nothing. */
  private void discard(Replica replica) {
    if (replica.life() == 0 && !replicas.isComing(replica.id())) {
      replicas
          .discard(replica.id(), "other aggregators keep enough of them")
          .onFailure(failure -> log.error("cannot delete the copy of a store", failure));
    }
  }

  private void copy(Replica replica) {
    copying = replica.id();
    isNeeded = true;
    phase = "looking for a keeper";
    // The other copy will not be the one that the store has named.
    own.standing().settle(replica.announcement());
    Handover handover = new Handover(
        vertx, replicas.host(), monotonicNanos, now -> phase = text(now), () -> isNeeded);
    vertx
        .executeBlocking(() -> KeepRequest.of(replica, replicas.host().newId(), true), false)
        .compose(request -> Offers.ask(vertx, own, directory.live(), request)
            .map(offers -> lateFirst(replica, offers))
            .compose(offers -> workers.executeBlocking(() -> handover.to(offers, request), false)))
        .onComplete(done -> {
          copying = null;
          watch(replica).waitAgain(nowMillis());
          if (done.succeeded()) {
            log.info(
                "{} keeps a copy of store {} of aggregator {}, too: another one was lost",
                done.result(),
                replica.id(),
                replica.origin());
          } else if (isNeeded) {
            failed(replica, done.cause());
          }
        });
  }

  private static String text(Draining now) {
    return now.totalBytes() == 0
        ? now.phase()
        : now.phase() + ", " + 100 * now.doneBytes() / now.totalBytes() + " %";
  }

  /** One with a late copy needs no further place. Those with a complete one are left out. */
  private List<Offers.Offer> lateFirst(Replica replica, List<Offers.Offer> offers) {
    Set<String> complete = CopyWatch.complete(replica.announcement(), directory.heard());
    return offers.stream()
        .filter(one -> !complete.contains(one.keeper().name()))
        .sorted(Comparator.comparing((Offers.Offer one) -> !one.refusal().isEmpty())
            .thenComparing(one -> !one.hasCopy()))
        .toList();
  }

  /** Logs what has changed, once; it is tried again and again. */
  private void failed(Replica replica, Throwable failure) {
    FatalErrors.check(failure);
    String problem = String.valueOf(failure.getMessage());
    if (!problem.equals(problems.put(replica.id(), problem))) {
      log.warn(
          "store {} of aggregator {} has fewer than {} copies: {}",
          replica.id(),
          replica.origin(),
          wanted,
          problem);
    }
  }
}
