// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.replica.Replica;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps stores of aggregators that leave: offers room, copies, checks and serves them. It deletes
 * such a replica again
 *
 * <ul>
 *   <li>if its store announces itself as ready: the drain was given up, and the store counts on, so
 *       the replica would be out of date. A store that lacks commits of the replica, say from a
 *       backup of its disk, is no reason;
 *   <li>if the retention has left nothing in it.
 * </ul>
 *
 * <p>Belongs to its event loop.
 */
public final class Keeper extends VerticleBase {
  private static final long LOOK_EVERY_MILLIS = TimeUnit.MINUTES.toMillis(1);
  /** An unfinished copy is deleted when nobody has gone on with it for this long. */
  private static final long PART_MAX_MILLIS = TimeUnit.HOURS.toMillis(1);

  private static final long SILENCE_MAX_NANOS =
      TimeUnit.MILLISECONDS.toNanos(StoreDirectory.SILENCE_MAX_MILLIS);

  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private final OwnStore own;
  private final KeptReplicas replicas;
  private final WorkerExecutor workers;
  private final InstantSource wall;
  private final LongSupplier monotonicNanos;
  /** Changed on the event loop, read by any thread. */
  private final Map<StoreId, KeepJob> jobs = new ConcurrentHashMap<>();
  /** When stores announced themselves as ready last. */
  private final Map<StoreId, Long> readyNanos = new HashMap<>();
  /** The incarnations whose last commit was asked for lately, and those in {@code older}. */
  private final Set<Long> asked = new HashSet<>();
  /** The incarnations that lack commits of their replica, however many they have counted since. */
  private final Set<Long> older = new HashSet<>();

  /**
   * Creates a keeper.
   *
   * @param workers run tasks that can take minutes
   * @param wall the time of day
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   */
  public Keeper(
      OwnStore own,
      KeptReplicas replicas,
      WorkerExecutor workers,
      InstantSource wall,
      LongSupplier monotonicNanos) {
    this.wall = wall;
    this.own = own;
    this.replicas = replicas;
    this.workers = workers;
    this.monotonicNanos = monotonicNanos;
  }

  @Override
  public Future<?> start() {
    RepeatingTask.every(vertx, LOOK_EVERY_MILLIS, "looking after kept stores", this::look);
    var bus = vertx.eventBus();
    String address = own.standing().announcement().keepAddress();
    return Future.all(
        bus.<Frame>consumer(address, this::handle).completion(),
        bus.<Frame>consumer(
                Announcement.ADDRESS, message -> heard(Announcement.from(message.body())))
            .completion());
  }

  private void handle(Message<Frame> message) {
    Future.succeededFuture(message.body())
        .map(KeepRequest::from)
        .compose(request -> switch (request.kind()) {
          case OFFER -> offer(request);
          case KEEP -> Future.succeededFuture(keep(request));
        })
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return KeepReply.refused(String.valueOf(failure.getMessage()));
        })
        .onSuccess(reply -> message.reply(reply.toFrame()));
  }

  private Future<KeepReply> offer(KeepRequest request) {
    Optional<String> problem = problem(request);
    return problem.isPresent()
        ? Future.succeededFuture(KeepReply.refused(problem.get()))
        : vertx.executeBlocking(() -> offerRoom(request), false);
  }

  private Optional<String> problem(KeepRequest request) {
    Optional<String> notReady = own.standing().announcement().ready()
        ? Optional.empty()
        : own.standing().problem().or(() -> Optional.of("it is not ready"));
    if (notReady.isPresent()) {
      return notReady;
    }
    if (request.windowMillis() != own.store().windowMillis()) {
      return Optional.of("it counts in windows of " + own.store().windowMillis() + " ms, not "
          + request.windowMillis());
    }
    if (request.isFurther() && isAlive(request.store())) {
      return Optional.of("the store itself is ready");
    }
    if (hasAll(request)) {
      return Optional.empty();
    }
    long leftBytes = own.memory().leftBytes();
    if (leftBytes < request.heapBytes()) {
      return Optional.of("its memory.store has " + leftBytes + " bytes left, the store needs "
          + request.heapBytes());
    }
    boolean isNew = replicas.find(request.store()).isEmpty();
    return isNew ? replicas.problem() : Optional.empty();
  }

  /** Returns whether a store counts, though who offers a copy of it may not hear it. */
  private boolean isAlive(StoreId store) {
    Long heardNanos = readyNanos.get(store);
    return heardNanos != null && monotonicNanos.getAsLong() - heardNanos < SILENCE_MAX_NANOS;
  }

  /** Returns whether nothing has to be copied, because a copy that is here is as late, or follows. */
  private boolean hasAll(KeepRequest request) {
    return replicas
        .find(request.store())
        .filter(replica -> replica.isOfLife(request.life())
            || (request.isReplica() && replica.lastCommit() >= request.commit()))
        .isPresent();
  }

  private int running() {
    return (int) jobs.values().stream().filter(job -> !job.isOver()).count();
  }

  /** Returns whether it is taking a store over. Thread-safe. */
  public boolean isBusy() {
    return running() > 0;
  }

  private KeepReply offerRoom(KeepRequest request) throws IOException {
    long freeBytes = own.freeBytes();
    long neededBytes = own.minFreeBytes() + (hasAll(request) ? 0 : request.diskBytes());
    return freeBytes >= neededBytes
        ? KeepReply.offer(freeBytes, replicas.holds(request.store()))
        : KeepReply.refused("its disk has " + freeBytes + " bytes free, of " + neededBytes
            + " that the store and store.min_free_bytes need");
  }

  private KeepReply keep(KeepRequest request) {
    KeepJob job = jobs.get(request.store());
    if (job == null || (job.isOver() && job.drain() != request.drain())) {
      Optional<String> problem = problem(request);
      if (problem.isPresent()) {
        return KeepReply.refused(problem.get());
      }
      if (!replicas.claim(request.store())) {
        return KeepReply.at("waiting for another copy of the store", 0, 0);
      }
      KeepJob begun = new KeepJob(vertx, request, replicas, own.minFreeBytes(), monotonicNanos);
      jobs.put(request.store(), begun);
      workers.executeBlocking(begun::run, false).onFailure(FatalErrors::check);
      return begun.reply();
    }
    if (job.drain() != request.drain()) {
      job.giveUp();
      return KeepReply.at("ending an earlier copy", 0, 0);
    }
    return job.reply();
  }

  private void heard(Announcement primary) {
    if (primary.isReplica()) {
      return;
    }
    if (!primary.ready()) {
      readyNanos.remove(primary.store());
      return;
    }
    readyNanos.put(primary.store(), monotonicNanos.getAsLong());
    Optional<Replica> kept = replicas.find(primary.store());
    boolean isFollowed = kept.map(Replica::isFollowedByReady).orElse(false);
    if (isFollowed || !asked.add(primary.incarnation())) {
      return;
    }
    if (kept.isEmpty()) {
      asked.remove(primary.incarnation());
      return;
    }
    Replica replica = kept.get();
    vertx
        .eventBus()
        .<Frame>request(
            primary.clusterAddress(), new ClusterRequest(ClusterRequest.Kind.FACTS).toFrame())
        .compose(reply -> {
          long commit = ClusterReply.from(reply.body()).facts().lastCommit();
          return vertx.executeBlocking(() -> isCovered(replica, commit), false);
        })
        .compose(covered -> {
          if (covered) {
            return replicas.discard(replica.id(), "it counts again");
          }
          older.add(primary.incarnation());
          return Future.<Void>succeededFuture();
        })
        .onFailure(failure -> {
          FatalErrors.check(failure);
          asked.remove(primary.incarnation());
        });
  }

  /**
   * Returns whether a store with this last commit holds everything acknowledged that its replica
   * holds. A follower can have received one more commit, which the store lost before its own sync.
   */
  private boolean isCovered(Replica replica, long commit) throws IOException {
    long copied = OwnStore.lastCommit(replica.folder());
    boolean isCovered = commit >= copied - 1;
    if (!isCovered) {
      log.error(
          "store {} of aggregator {} is alive with commit {}, older than the copy that is kept here"
              + " (commit {}): queries lack what it counted later; stop it and move its folder away,"
              + " then the copy is used again",
          replica.id(),
          replica.origin(),
          commit,
          copied);
    }
    return isCovered;
  }

  private void look() {
    asked.retainAll(older);
    readyNanos.keySet().removeIf(store -> !isAlive(store));
    jobs.values().removeIf(job -> job.isOver() && job.isForgotten());
    for (Replica replica : replicas.all()) {
      if (replica.isSpent() && !replica.isFollowed()) {
        KnownStore end = new KnownStore(
            replica.id(),
            replica.origin(),
            0,
            KnownStore.Fate.EMPTY,
            own.store().sealedMillis());
        replica.fallSilent();
        own.standing().bury(List.of(end));
        replicas
            .discard(replica.id(), "the retention has left nothing in it")
            .onFailure(failure -> log.error("cannot delete the copy of a store", failure));
      }
    }
    vertx
        .executeBlocking(this::deleteOldParts, false)
        .onFailure(failure -> log.warn("cannot look at unfinished copies", failure));
  }

  private int deleteOldParts() throws IOException {
    int deleted = 0;
    for (StoreId store : replicas.folders().unfinished()) {
      Path part = replicas.folders().part(store);
      long ageMillis = wall.millis() - newestMillis(part);
      if (ageMillis > PART_MAX_MILLIS && !replicas.isComing(store)) {
        log.info("deletes the unfinished copy of store {}, which nobody goes on with", store);
        FolderCopy.deleteTree(part);
        deleted++;
      }
    }
    return deleted;
  }

  private static long newestMillis(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      long newest = 0;
      for (Path file : files.toList()) {
        newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
      }
      return newest;
    }
  }

  @Override
  public Future<?> stop() {
    jobs.values().forEach(KeepJob::giveUp);
    return Future.succeededFuture();
  }
}
