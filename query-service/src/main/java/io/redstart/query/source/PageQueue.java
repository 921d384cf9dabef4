// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.query.promql.PromqlException;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads all pages of a selection: every shard of every store is asked at once, the worker that
 * called takes one page after the other, and asks for a shard's next one when it takes the one
 * before. So at most one page of each shard is on its way or waits.
 */
final class PageQueue {
  /** A page ends after so many bytes. */
  static final int PAGE_MAX_BYTES = 1 << 20;

  /** How long a shard may take for a page. */
  static final long PAGE_TIMEOUT_MILLIS = 5_000;

  /** A request ends by itself; if its end does not come, the event loop is gone. */
  private static final long ARRIVAL_TIMEOUT_MILLIS = 2 * PAGE_TIMEOUT_MILLIS;

  private static final DeliveryOptions PAGE =
      new DeliveryOptions().setSendTimeout(PAGE_TIMEOUT_MILLIS);

  private record Shard(Announcement store, int index) {}

  private record Arrival(Shard shard, AsyncResult<Message<Frame>> result) {}

  private final Vertx vertx;
  private final Context context;
  private final CellLayout layout;
  private final long query = ThreadLocalRandom.current().nextLong();
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

  /**
   * Makes an empty queue.
   *
   * @param context on which the event bus is used
   * @param layout to be used for pages that have the same
   */
  PageQueue(Vertx vertx, Context context, CellLayout layout) {
    this.vertx = vertx;
    this.context = context;
    this.layout = layout;
  }

  /**
   * Asks all shards of some stores and passes every page on, on the calling thread.
   *
   * @throws StoreLostException if a store has left the bus
   * @throws PromqlException of kind {@code INTERNAL} if a shard's answer is anything but a page, or
   *     late; of kind {@code TIMEOUT} if the thread is interrupted
   */
  void read(List<Announcement> stores, SelectRequest request, Consumer<SelectReply.Reader> sink) {
    int open = 0;
    for (Announcement store : stores) {
      for (int index = 0; index < store.shards(); index++) {
        ask(new Shard(store, index), request);
        open++;
      }
    }
    while (open > 0) {
      Arrival arrival = take();
      try {
        SelectReply.Reader page = page(arrival);
        if (page.nextCursor() >= 0) {
          ask(arrival.shard, request.withCursor(page.nextCursor()));
        } else {
          open--;
        }
        sink.accept(page);
      } catch (SelectRefusedException | MalformedFrameException e) {
        throw failed(arrival, e);
      }
    }
  }

  private SelectReply.Reader page(Arrival arrival) {
    if (arrival.result.failed()) {
      Throwable cause = arrival.result.cause();
      if (cause instanceof ReplyException reply
          && reply.failureType() == ReplyFailure.NO_HANDLERS) {
        Announcement store = arrival.shard.store;
        throw new StoreLostException(store.store(), MissingText.left(store.name()), cause);
      }
      throw failed(arrival, cause);
    }
    return new SelectReply.Reader(arrival.result.result().body(), layout);
  }

  private static PromqlException failed(Arrival arrival, Throwable cause) {
    PromqlException failure = new PromqlException(
        PromqlException.Kind.INTERNAL,
        MissingText.failed(arrival.shard.store.name(), String.valueOf(cause.getMessage())));
    failure.initCause(cause);
    return failure;
  }

  private void ask(Shard shard, SelectRequest request) {
    String address = shard.store.selectAddress(shard.index);
    context.runOnContext(now -> {
      Frame asked = SelectHead.page(query, PAGE_TIMEOUT_MILLIS).toFrame(request);
      Future<Message<Frame>> reply = vertx.eventBus().request(address, asked, PAGE);
      reply.onComplete(result -> arrivals.add(new Arrival(shard, result)));
    });
  }

  private Arrival take() {
    try {
      Arrival arrival = arrivals.poll(ARRIVAL_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      if (arrival == null) {
        throw new PromqlException(
            PromqlException.Kind.INTERNAL, "the event loop of the query service does not answer");
      }
      return arrival;
    } catch (InterruptedException e) {
      throw Blocking.interrupted(e);
    }
  }
}
