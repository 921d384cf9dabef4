// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.process.FatalErrors;
import io.redstart.wire.Frame;
import io.redstart.wire.WireReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Asks a {@link CopySource}, one question at a time. Blocks; call it on a worker. */
public final class CopyLink {
  /** How long the source may take to read a range, or a whole file for its checksum. */
  private static final long ANSWER_MAX_MILLIS = 30_000;

  /** A question is asked so often until the copy fails. */
  private static final int ATTEMPTS = 2;

  private static final long ASK_AGAIN_MILLIS = 200;

  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setSendTimeout(ANSWER_MAX_MILLIS);

  private final StoreHost host;
  private final Vertx vertx;
  private final String address;
  private final BooleanSupplier cancelled;

  /**
   * Creates a link.
   *
   * @param host waits for answers
   * @param address where the source listens, see {@link
   *     io.redstart.wire.Announcement#copyAddress}
   * @param cancelled whether the copy is not wanted any more
   */
  public CopyLink(StoreHost host, Vertx vertx, String address, BooleanSupplier cancelled) {
    this.host = host;
    this.vertx = vertx;
    this.address = address;
    this.cancelled = cancelled;
  }

  /** Asks and returns what was asked for. */
  WireReader ask(CopyRequest request) {
    return CopyReply.done(reply(request));
  }

  /** Asks until the copy has been made, and returns what was asked for. */
  WireReader askUntilDone(CopyRequest request) {
    Frame reply = reply(request);
    while (CopyReply.isWaiting(reply)) {
      pause();
      reply = reply(request);
    }
    return CopyReply.done(reply);
  }

  /** Sends the last request; who does not get it removes the copy later. */
  void end(CopyRequest request) {
    vertx.eventBus().send(address, request.toFrame());
  }

  private Frame reply(CopyRequest request) {
    for (int attempt = 1; ; attempt++) {
      if (cancelled.getAsBoolean()) {
        throw new StoreException("the copy was cancelled");
      }
      try {
        return get(vertx.eventBus().<Frame>request(address, request.toFrame(), OPTIONS))
            .body();
      } catch (ExecutionException | TimeoutException e) {
        FatalErrors.check(e);
        if (attempt == ATTEMPTS) {
          throw new StoreException("the copied aggregator does not answer: " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      get(vertx.timer(ASK_AGAIN_MILLIS));
    } catch (ExecutionException | TimeoutException e) {
      throw new StoreException("this process is stopping", e);
    }
  }

  /** Returns a new id for a copy. */
  long newId() {
    return host.newId();
  }

  private <T> T get(Future<T> future) throws ExecutionException, TimeoutException {
    try {
      return host.await(future, 2 * ANSWER_MAX_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while copying", e);
    }
  }
}
