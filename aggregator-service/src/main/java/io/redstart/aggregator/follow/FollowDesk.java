// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.follow;

import io.redstart.aggregator.copy.CopyLink;
import io.redstart.aggregator.copy.StoreCopy;
import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.replica.Replica;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.CommitRefusedException;
import io.redstart.aggregator.store.CopyIntake;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.wire.FollowReply;
import io.redstart.wire.FollowReply.Outcome;
import io.redstart.wire.FollowRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the stores of other aggregators: pulls a copy of each, and appends their records to it.
 * Each store has one session at a time, so a message that was sent before the last {@code HELLO} is
 * refused, however late it arrives.
 *
 * <p>Belongs to its event loop; copies are made by workers, records are appended by the copies' own
 * committers.
 */
public final class FollowDesk extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(FollowDesk.class);

  private final String address;
  private final StoreId own;
  private final KeptReplicas replicas;
  private final WorkerExecutor workers;
  private final long keepFreeBytes;
  private final MemoryBudget memory;
  private final SecureRandom random = new SecureRandom();
  private final Map<StoreId, Long> sessions = new HashMap<>();
  private volatile boolean stopping;

  /**
   * Creates a desk.
   *
   * @param address where it is asked
   * @param own the store of this process
   * @param workers run tasks that can take minutes
   * @param keepFreeBytes how much of the disk copies leave free
   * @param memory what the own store and its copies share
   */
  public FollowDesk(
      String address,
      StoreId own,
      KeptReplicas replicas,
      WorkerExecutor workers,
      long keepFreeBytes,
      MemoryBudget memory) {
    this.address = address;
    this.own = own;
    this.replicas = replicas;
    this.workers = workers;
    this.keepFreeBytes = keepFreeBytes;
    this.memory = memory;
  }

  @Override
  public Future<?> start() {
    return vertx.eventBus().<Frame>consumer(address, this::handle).completion();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    return Future.succeededFuture();
  }

  private void handle(Message<Frame> message) {
    Future<FollowReply> reply;
    try {
      reply = answer(FollowRequest.from(message.body()));
    } catch (MalformedFrameException e) {
      reply = Future.succeededFuture(FollowReply.refused(String.valueOf(e.getMessage())));
    }
    reply
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return FollowReply.refused(String.valueOf(failure.getMessage()));
        })
        .onSuccess(answer -> message.reply(answer.toFrame()));
  }

  private Future<FollowReply> answer(FollowRequest request) {
    if (request.store().equals(own)) {
      return Future.failedFuture("a store does not follow itself");
    }
    if (request.kind() == FollowRequest.Kind.HELLO) {
      return Future.succeededFuture(hello(request.store()));
    }
    if (sessions.getOrDefault(request.store(), 0L) != request.session()) {
      return Future.failedFuture("another session has begun");
    }
    return switch (request.kind()) {
      case HELLO -> throw new IllegalStateException("answered above");
      case BEGIN -> begin(request);
      case START_OVER -> startOver(request);
      case RECORDS -> records(request);
    };
  }

  private FollowReply hello(StoreId store) {
    long session = random.nextLong();
    sessions.put(store, session);
    if (replicas.isComing(store)) {
      return new FollowReply(Outcome.COPYING, session, 0, 0, "");
    }
    return intake(store)
        .map(copy -> new FollowReply(Outcome.DONE, session, copy.life(), copy.lastCommit(), ""))
        .orElseGet(() -> new FollowReply(Outcome.DONE, session, 0, 0, ""));
  }

  private Optional<CopyIntake> intake(StoreId store) {
    return replicas.find(store).map(Replica::store).flatMap(copy -> copy.intake());
  }

  private Future<FollowReply> begin(FollowRequest request) {
    CopyIntake copy = intake(request.store()).orElse(null);
    if (copy == null) {
      return Future.failedFuture("there is no copy of the store any more");
    }
    return copy.begin(request.life()).map(commit -> {
      log.info("follows store {} from commit {} on", request.store(), commit);
      return done(request, commit);
    });
  }

  private static FollowReply done(FollowRequest request, long commit) {
    return new FollowReply(Outcome.DONE, request.session(), request.life(), commit, "");
  }

  private Future<FollowReply> records(FollowRequest request) {
    CopyIntake copy = intake(request.store()).orElse(null);
    if (copy == null) {
      return Future.failedFuture("there is no copy of the store any more");
    }
    return copy.receive(request.life(), request.records(), request.sealedMillis())
        .map(commit -> done(request, commit))
        .onFailure(failure -> failed(request.store(), failure));
  }

  /** A refused record has changed nothing; after anything else the copy may be wrong. */
  private void failed(StoreId store, Throwable failure) {
    FatalErrors.check(failure);
    if (!(failure instanceof CommitRefusedException)) {
      log.error("cannot count a record into the copy of store {}", store, failure);
      context.runOnContext(now -> replicas.discard(store, "a record could not be counted into it"));
    }
  }

  private Future<FollowReply> startOver(FollowRequest request) {
    StoreId store = request.store();
    if (!replicas.isComing(store)) {
      Optional<String> problem = problem(request);
      if (problem.isPresent()) {
        return Future.failedFuture(problem.get());
      }
    }
    if (replicas.claim(store)) {
      pull(request).onComplete(pulled -> {
        replicas.release(store);
        if (pulled.failed()) {
          FatalErrors.check(pulled.cause());
          log.warn("cannot copy store {}: {}", store, pulled.cause().getMessage());
        }
      });
    }
    return Future.succeededFuture(
        new FollowReply(Outcome.COPYING, request.session(), request.life(), 0, ""));
  }

  private Optional<String> problem(FollowRequest request) {
    Optional<Replica> before = replicas.find(request.store());
    // It makes room for the next one.
    long freedBytes = before.map(copy -> copy.store().stats().sizeBytes()).orElse(0L);
    long leftBytes = CopyIntake.leftBytes(memory) + freedBytes;
    if (leftBytes < request.heapBytes()) {
      return Optional.of("memory.store has " + leftBytes
          + " bytes left for copies, the store needs " + request.heapBytes());
    }
    return replicas.holds(request.store()) ? Optional.empty() : replicas.problem();
  }

  private Future<Replica> pull(FollowRequest request) {
    StoreId store = request.store();
    return replicas
        .discard(store, "it cannot follow its store any more and starts over")
        .compose(discarded -> workers.executeBlocking(() -> pullNow(request), false))
        .compose(pulled -> replicas.open(store));
  }

  private @Nullable Void pullNow(FollowRequest request) throws IOException {
    Path part = replicas.folders().part(request.store());
    CopyLink link = new CopyLink(replicas.host(), vertx, request.address(), () -> stopping);
    long commit = StoreCopy.pull(link, part, keepFreeBytes, Progress.SILENT);
    CopyIntake.mark(part, request.life());
    FolderCopy.move(part, replicas.folders().of(request.store()));
    log.info("copied store {} up to commit {}", request.store(), commit);
    return null;
  }
}
