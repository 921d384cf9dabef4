// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.replica.HandoverMark;
import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.replica.Replica;
import io.redstart.aggregator.store.RecordFeed;
import io.redstart.wire.Announcement;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ClusterReply.Draining;
import io.redstart.wire.Frame;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands all stores of this aggregator over to others (docs/rules.md, P4), step by step, on a worker:
 *
 * <pre>
 *   settling   not ready, then refuses batches; everything that was accepted is durable and answered
 *   copying    a keeper copies a store, checks it, serves it: first the replicas that this
 *              aggregator keeps for others, unless their stores are ready and only followed here,
 *              then its own store
 *   mark       "handed over to KEEPER" is durable in the store's folder
 *   drained    announces nothing more, so that readers turn to the keeper's replica within 5 s;
 *              answers queries until it is stopped
 * </pre>
 *
 * <p>If no keeper can do it, the store is ready again, and the keepers delete what they have. If the
 * process ends before the mark is written, its next start counts on in the old store.
 */
final class Drain {
  /** Ingests hear that this aggregator is not ready, and what they sent before arrives. */
  private static final long SETTLE_MIN_MILLIS = 2_000;
  /** After this time, batches that still arrive are refused. */
  private static final long SETTLE_MAX_MILLIS = 10_000;

  private static final long POLL_MILLIS = 250;

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final Vertx vertx;
  private final OwnStore own;
  private final KeptReplicas replicas;
  private final BooleanSupplier keeping;
  private final Supplier<List<Announcement>> live;
  private final LongSupplier monotonicNanos;
  private final long id;
  private volatile Draining state = Draining.NO;
  private volatile boolean done;

  /**
   * Prepares a drain.
   *
   * @param keeping returns whether this aggregator is just taking a store over; thread-safe
   * @param live returns the live stores; thread-safe
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   */
  Drain(
      Vertx vertx,
      OwnStore own,
      KeptReplicas replicas,
      BooleanSupplier keeping,
      Supplier<List<Announcement>> live,
      LongSupplier monotonicNanos) {
    this.vertx = vertx;
    this.own = own;
    this.replicas = replicas;
    this.id = replicas.host().newId();
    this.keeping = keeping;
    this.live = live;
    this.monotonicNanos = monotonicNanos;
  }

  Draining state() {
    return state;
  }

  /** Returns whether the stores are handed over, for good. */
  boolean isDone() {
    return done;
  }

  /** Returns whether it is under way. */
  boolean isRunning() {
    return !done && !state.phase().isEmpty();
  }

  /** Notes that it begins now, before a worker {@linkplain #run runs} it. */
  void begin() {
    state = new Draining("settling", 0, 0, "");
    log.info("draining: hands its stores over to other aggregators");
  }

  @Nullable
  Void run() {
    try {
      settle();
      while (keeping.getAsBoolean()) {
        state = new Draining("waiting for a store that is being taken over", 0, 0, "");
        Blocking.pause(replicas.host(), vertx, POLL_MILLIS);
      }
      for (Replica replica : replicas.all()) {
        if (isOfReadyStore(replica)) {
          continue;
        }
        String keeper = handOver(KeepRequest.of(replica, id, false));
        HandoverMark.write(replica.folder(), keeper);
        own.standing().passOn(replica.announcement(), keeper);
        replica.fallSilent();
      }
      String keeper = handOver(ofOwnStore(id));
      HandoverMark.write(own.folder(), keeper);
      done = true;
      String drained = "drained: " + keeper + " keeps its store, stop this process";
      own.standing().fallSilent(drained);
      own.feed().ifPresent(RecordFeed::close);
      state = new Draining(drained, 0, 0, "");
      log.info("{}", drained);
    } catch (IOException | RuntimeException e) {
      giveUp(String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** A store that counts looks for another follower itself, and a keeper would delete its copy. */
  private boolean isOfReadyStore(Replica replica) {
    return replica.isFollowed()
        && live.get().stream()
            .anyMatch(one -> one.store().equals(replica.id()) && !one.isReplica() && one.ready());
  }

  private void giveUp(String reason) {
    log.warn("draining failed, the store is ready again: {}", reason);
    state = new Draining("", 0, 0, reason);
    own.standing().stay();
  }

  private void settle() {
    own.standing().leave();
    double before = -1;
    for (long millis = 0; millis < SETTLE_MAX_MILLIS; millis += POLL_MILLIS) {
      double batches = own.standing().batches();
      if (millis >= SETTLE_MIN_MILLIS && batches == before) {
        break;
      }
      before = batches;
      Blocking.pause(replicas.host(), vertx, POLL_MILLIS);
    }
    own.standing().refuse("draining: its stores are handed over to other aggregators");
    // Shards answer in order, so what they accepted before is in the journal's queue by now.
    Announcement addresses = own.standing().announcement();
    for (int shard = 0; shard < addresses.shards(); shard++) {
      Frame probe = new ChannelRequest(ChannelRequest.Kind.PROBE, new UUID(id, shard)).toFrame();
      Blocking.await(
          replicas.host(), vertx.eventBus().<Frame>request(addresses.channelAddress(shard), probe));
    }
    // Durable after everything that was queued before it, so the last commit holds all of that.
    Blocking.await(replicas.host(), own.standing().end());
  }

  private KeepRequest ofOwnStore(long drain) throws IOException {
    return ofOwnStore(own, drain);
  }

  static KeepRequest ofOwnStore(OwnStore own, long drain) throws IOException {
    var stats = own.store().diskStats();
    return new KeepRequest(
        KeepRequest.Kind.KEEP,
        own.store().id(),
        drain,
        own.standing().announcement().copyAddress(),
        false,
        OwnStore.lastCommit(own.folder()),
        own.store().windowMillis(),
        stats.rowsBytes() + stats.journalBytes(),
        own.store().stats().sizeBytes(),
        own.feed().map(RecordFeed::life).orElse(0L),
        false);
  }

  /** Has a store taken over by the first keeper that can. Returns the keeper's name. */
  private String handOver(KeepRequest request) {
    state = new Draining("looking for a keeper", 0, 0, "");
    List<Offers.Offer> offers =
        Blocking.await(replicas.host(), Offers.ask(vertx, own, live.get(), request));
    return new Handover(vertx, replicas.host(), monotonicNanos, now -> state = now, () -> true)
        .to(offers, request);
  }
}
