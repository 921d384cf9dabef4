// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply.Draining;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one store copied and served by the first keeper that can, on a worker. */
final class Handover {
  private static final long POLL_MILLIS = 250;

  /** A keeper that has not answered for this long is given up. */
  private static final long KEEPER_SILENT_MAX_MILLIS = 30_000;

  private static final Logger log = LoggerFactory.getLogger(Handover.class);

  private final Vertx vertx;
  private final StoreHost host;
  private final LongSupplier monotonicNanos;
  private final Consumer<Draining> progress;
  private final BooleanSupplier isWanted;

  /**
   * Prepares to hand a store over.
   *
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   * @param progress hears how far the keeper is
   * @param isWanted returns whether to go on; thread-safe
   */
  Handover(
      Vertx vertx,
      StoreHost host,
      LongSupplier monotonicNanos,
      Consumer<Draining> progress,
      BooleanSupplier isWanted) {
    this.vertx = vertx;
    this.host = host;
    this.monotonicNanos = monotonicNanos;
    this.progress = progress;
    this.isWanted = isWanted;
  }

  /**
   * Waits until a keeper serves the store. Returns the keeper's name.
   *
   * @param offers the keepers to try, in this order
   * @throws StoreException if none can, or it is not wanted any more
   */
  String to(List<Offers.Offer> offers, KeepRequest request) {
    StringBuilder failures = new StringBuilder();
    for (Offers.Offer offer : offers) {
      String failure = offer.refusal();
      if (failure.isEmpty()) {
        failure = copy(request, offer.keeper());
      }
      if (failure.isEmpty()) {
        return offer.keeper().name();
      }
      failures
          .append(failures.length() == 0 ? "" : "; ")
          .append(offer.keeper().name())
          .append(": ")
          .append(failure);
    }
    throw new StoreException("no aggregator can keep store " + request.store()
        + (failures.length() == 0 ? ": no other one is ready" : ": " + failures));
  }

  /** Waits until a keeper serves the store. Returns why it does not; nothing if it does. */
  private String copy(KeepRequest request, Announcement keeper) {
    log.info("aggregator {} copies store {}", keeper.name(), request.store());
    long answeredNanos = monotonicNanos.getAsLong();
    while (isWanted.getAsBoolean()) {
      try {
        KeepReply reply = KeepReply.from(
            Blocking.await(host, Offers.request(vertx, keeper.keepAddress(), request)));
        answeredNanos = monotonicNanos.getAsLong();
        if (!reply.refusal().isEmpty() || reply.isServed()) {
          return reply.refusal();
        }
        progress.accept(new Draining(
            keeper.name() + ": " + reply.phase(), reply.doneBytes(), reply.totalBytes(), ""));
      } catch (StoreException e) {
        if (millisSince(answeredNanos) >= KEEPER_SILENT_MAX_MILLIS) {
          return "it has not answered for " + KEEPER_SILENT_MAX_MILLIS / 1_000 + " s";
        }
      }
      Blocking.pause(host, vertx, POLL_MILLIS);
    }
    throw new StoreException("the copy is not wanted any more");
  }

  private long millisSince(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong() - startNanos);
  }
}
