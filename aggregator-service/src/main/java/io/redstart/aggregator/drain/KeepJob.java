// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.copy.CopyLink;
import io.redstart.aggregator.copy.StoreCopy;
import io.redstart.aggregator.replica.HandoverMark;
import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.replica.Replica;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.aggregator.tool.StoreCheck;
import io.redstart.model.StoreId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one store over, step by step, on a worker. A copy that follows the store only has to catch
 * up and to be checked. Otherwise:
 *
 * <pre>
 *   copying    replicas/ID.part grows, resumed if it was there
 *   checking   it is a whole, sound store
 *   opening    replicas/ID: renamed durably, opened, announced
 * </pre>
 *
 * <p>It gives up when nobody has asked for it for a while. What is in {@code .part} then stays for
 * the next attempt.
 */
final class KeepJob {
  private static final long SILENT_MAX_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** A copy that follows the store, and lacks commits for longer than this, is copied anew. */
  private static final long CATCH_UP_MAX_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_MILLIS = 50;
  private static final Logger log = LoggerFactory.getLogger(KeepJob.class);

  private final Vertx vertx;
  private final KeepRequest request;
  private final KeptReplicas replicas;
  private final long minFreeBytes;
  private final LongSupplier monotonicNanos;
  private volatile long askedNanos;
  private volatile boolean givenUp;
  private volatile boolean over;
  private volatile KeepReply state = KeepReply.at("copying", 0, 0);

  KeepJob(
      Vertx vertx,
      KeepRequest request,
      KeptReplicas replicas,
      long minFreeBytes,
      LongSupplier monotonicNanos) {
    this.vertx = vertx;
    this.request = request;
    this.replicas = replicas;
    this.minFreeBytes = minFreeBytes;
    this.monotonicNanos = monotonicNanos;
    this.askedNanos = monotonicNanos.getAsLong();
  }

  long drain() {
    return request.drain();
  }

  /** Returns how far it is, and notes that it was asked. */
  KeepReply reply() {
    askedNanos = monotonicNanos.getAsLong();
    return state;
  }

  boolean isOver() {
    return over;
  }

  boolean isForgotten() {
    return monotonicNanos.getAsLong() - askedNanos >= SILENT_MAX_NANOS;
  }

  void giveUp() {
    givenUp = true;
  }

  private boolean isUnwanted() {
    return givenUp || isForgotten();
  }

  @Nullable
  Void run() {
    try {
      keep();
      state = KeepReply.served();
    } catch (IOException | RuntimeException e) {
      log.warn("cannot keep store {}: {}", request.store(), e.getMessage());
      state = KeepReply.refused(String.valueOf(e.getMessage()));
    } finally {
      replicas.release(request.store());
      over = true;
    }
    return null;
  }

  private void keep() throws IOException {
    StoreId store = request.store();
    Path whole = replicas.folders().of(store);
    if (HandoverMark.in(whole).isPresent()) {
      // This aggregator has begun to leave, and stayed.
      await(replicas.discard(store, "it was handed over"));
    }
    long kept = Files.exists(whole) ? OwnStore.lastCommit(whole) : 0;
    if (Files.exists(whole) && request.isReplica() && kept >= request.commit()) {
      await(replicas.open(store));
      return;
    }
    if (isPromoted()) {
      return;
    }
    requireOlder(kept);
    await(replicas.setAside(store));
    Path part = replicas.folders().part(store);
    CopyLink link = new CopyLink(replicas.host(), vertx, request.source(), this::isUnwanted);
    StoreCopy.pull(link, part, minFreeBytes, this::at);
    requireSound(part);
    if (isUnwanted()) {
      throw new StoreException("nobody asks for the copy any more");
    }
    FolderCopy.move(part, whole);
    at("opening", 0, 0);
    await(replicas.open(store));
  }

  /** A copy that follows may have received more since the request was made. */
  private void requireOlder(long kept) {
    boolean isFollowed = replicas.find(request.store()).map(Replica::isFollowed).orElse(false);
    if (kept > request.commit() && !isFollowed) {
      throw new StoreException("a later copy of the store is kept already: commit " + kept
          + ", the store itself is at " + request.commit());
    }
  }

  /**
   * Keeps the copy that follows the store, if it holds everything and is sound. It is served
   * already.
   */
  private boolean isPromoted() throws IOException {
    Replica replica = replicas.find(request.store()).orElse(null);
    if (replica == null || !replica.isOfLife(request.life()) || !hasCaughtUp(replica)) {
      return false;
    }
    try {
      requireSound(replica.folder());
    } catch (StoreException e) {
      log.warn("copies store {} anew: {}", request.store(), e.getMessage());
      return false;
    }
    log.info("keeps its copy of store {}, which followed it", request.store());
    return replicas.find(request.store()).filter(replica::equals).isPresent();
  }

  private boolean hasCaughtUp(Replica replica) {
    long beginNanos = monotonicNanos.getAsLong();
    while (replica.lastCommit() < request.commit()) {
      at("catching up", 0, 0);
      if (isUnwanted() || monotonicNanos.getAsLong() - beginNanos >= CATCH_UP_MAX_NANOS) {
        return false;
      }
      Blocking.pause(replicas.host(), vertx, LOOK_MILLIS);
    }
    return true;
  }

  private void requireSound(Path folder) throws IOException {
    StoreCheck.Result checked = StoreCheck.of(replicas.host(), new StoreFiles(folder), this::at);
    if (!checked.isSound()) {
      throw new StoreException(
          "the copy of the store is not sound: " + checked.problems().get(0).what());
    }
  }

  private void at(String what, long done, long total) {
    state = KeepReply.at(what, done, total);
  }

  private void await(Future<?> future) {
    try {
      replicas.host().await(future, Long.MAX_VALUE);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StoreException(String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted: this process is stopping", e);
    }
  }
}
