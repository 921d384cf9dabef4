// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.page;

import io.redstart.limit.CancelledException;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Reads all pages of a selection. It asks up to {@link #ASKED_MAX} shards at once. The calling
 * worker takes one page after the other. After each page it asks for the shard's next one; after a
 * shard's last page, for the first page of another shard. So there is at most one page for each
 * asked shard, plus the page being read. The query holds memory for each page before it asks for
 * it. Where shards send in an order, one that is far ahead may have to wait for the others.
 *
 * <p>A cancelled query stops waiting at once, and the shards stop working for it. If a store is
 * killed or freezes, the query waits only until the members have noticed.
 */
public final class PageQueue {
  /** A page ends with the label set that reaches this size. */
  public static final int PAGE_MAX_BYTES = 256 << 10;

  /** A page ends with the group that reaches this size. */
  public static final int FOLD_PAGE_MAX_BYTES = 1 << 20;

  /** The most shards that are asked at once. */
  static final int ASKED_MAX = 16;

  /** How long a shard may take for a page. */
  static final long PAGE_TIMEOUT_MILLIS = 10_000;

  /** When nothing arrives for this long, the queue looks whether the asked stores are still live. */
  private static final long LOOK_EVERY_MILLIS = 500;

  /** Requests time out by themselves; if nothing arrives for so many looks, the event loop is gone. */
  private static final int LOOKS_MAX = (int) (2 * PAGE_TIMEOUT_MILLIS / LOOK_EVERY_MILLIS);

  private static final DeliveryOptions PAGE =
      new DeliveryOptions().setSendTimeout(PAGE_TIMEOUT_MILLIS);

  /** What to ask shards for, and where the answers go. */
  public interface Pages<P> {
    /** Returns the request for a page. */
    Frame request(StoreId store, long query, long timeoutMillis, long cursor);

    /** Reads the head of a page. */
    P read(Frame page);

    /** Returns the cursor of the next page, −1 after the last. */
    long nextCursor(P page);

    /** Starts reading from a number of shards. */
    default void begin(int shards) {}

    /**
     * Reads the rest of a page.
     *
     * @param shard the number of the shard that sent it, from 0
     */
    void add(int shard, P page);

    /**
     * Returns whether a shard has to wait with its next page until pages of others have arrived. There
     * must always be one that need not wait.
     */
    default boolean waits(int shard) {
      return false;
    }

    /** Returns the size that pages should not exceed much. */
    int maxBytes();
  }

  private record Shard(Announcement store, int index, Pages<?> pages, int number) {
    boolean waits() {
      return pages.waits(number);
    }
  }

  private record Page(Shard shard, long cursor) {}

  private record Arrival(Shard shard, AsyncResult<Message<Frame>> result) {}

  private final Vertx vertx;
  private final Context context;
  private final Predicate<Announcement> isLive;
  private final CellLayout layout;
  private final long query = ThreadLocalRandom.current().nextLong();
  private final QueryLimits limits;
  private final LabelStrings strings;
  /** An empty element means that the query was cancelled. */
  private final BlockingQueue<Optional<Arrival>> arrivals = new LinkedBlockingQueue<>();
  /** Pages to ask for as soon as fewer shards are asked. */
  private final Deque<Page> unasked = new ArrayDeque<>();
  /** Pages of shards that have to wait. */
  private final List<Page> postponed = new ArrayList<>();

  private int asked;
  /** Shards whose page has not arrived yet; belongs to the context. */
  private final Set<Shard> waitedFor = new HashSet<>();

  /**
   * Creates an empty queue.
   *
   * @param context the context on which to use the event bus
   * @param isLive whether an incarnation of a store is live; called on the context
   * @param layout the layout to reuse for pages with an equal one
   * @param limits the limits of the query that reads
   */
  public PageQueue(
      Vertx vertx,
      Context context,
      Predicate<Announcement> isLive,
      CellLayout layout,
      QueryLimits limits) {
    this.vertx = vertx;
    this.context = context;
    this.isLive = isLive;
    this.layout = layout;
    this.limits = limits;
    this.strings = new LabelStrings(limits);
    limits.cancellation().onCancel(this::cancelled);
  }

  /** Returns where it keeps names and values of labels. */
  public UnaryOperator<String> strings() {
    return strings;
  }

  /** Wakes the reader and cancels the query on the shards. Thread-safe. */
  private void cancelled() {
    arrivals.add(Optional.empty());
    context.runOnContext(now -> waitedFor.forEach(shard ->
        vertx.eventBus().send(shard.store.selectAddress(shard.index), SelectHead.cancel(query))));
  }

  /**
   * Asks all shards of some stores and passes every page to the sink, on the calling thread.
   *
   * @param request returns the request for a store's first pages
   * @throws StoreLostException if a store has left the bus
   * @throws PromqlException of kind {@code INTERNAL} if a shard's answer is late or not a page
   * @throws CancelledException if the query is cancelled
   */
  public void read(
      List<Announcement> stores,
      Function<StoreId, SelectRequest> request,
      Consumer<SelectReply.Reader> sink) {
    read(stores, List.of(new RowPages(request, layout, strings, sink)));
  }

  /**
   * Asks all shards of some stores for several things side by side; see the other method.
   *
   * @param wanted what to ask each of them, and where the pages go
   */
  public void read(List<Announcement> stores, List<? extends Pages<?>> wanted) {
    for (Pages<?> pages : wanted) {
      int number = 0;
      for (Announcement store : stores) {
        for (int index = 0; index < store.shards(); index++) {
          unasked.add(new Page(new Shard(store, index, pages, number++), 0));
        }
      }
      pages.begin(number);
    }
    askMore();
    while (asked > 0) {
      Arrival arrival = take();
      asked--;
      receive(arrival, arrival.shard.pages);
    }
  }

  private <P> void receive(Arrival arrival, Pages<P> pages) {
    try {
      P page = pages.read(frame(arrival));
      Shard shard = arrival.shard;
      if (pages.nextCursor(page) >= 0) {
        Page next = new Page(shard, pages.nextCursor(page));
        if (shard.waits()) {
          postponed.add(next);
        } else {
          ask(next);
        }
      }
      askMore();
      long oversize = Math.max(0, size(arrival) - pages.maxBytes());
      limits.hold(oversize);
      pages.add(shard.number, page);
      limits.release(pages.maxBytes() + oversize);
      resume();
    } catch (SelectRefusedException | MalformedFrameException e) {
      throw failed(arrival, e);
    }
  }

  private void askMore() {
    while (asked < ASKED_MAX && !unasked.isEmpty()) {
      ask(unasked.remove());
    }
  }

  /** Asks shards that need not wait any more, before shards not asked yet. */
  private void resume() {
    for (Iterator<Page> each = postponed.iterator(); each.hasNext(); ) {
      Page page = each.next();
      if (!page.shard.waits()) {
        each.remove();
        unasked.addFirst(page);
      }
    }
    askMore();
  }

  private static int size(Arrival arrival) {
    return arrival.result.result().body().bytes().length;
  }

  private Frame frame(Arrival arrival) {
    if (arrival.result.failed()) {
      Throwable cause = arrival.result.cause();
      FatalErrors.check(cause);
      if (cause instanceof StoreLostException lost) {
        throw lost;
      }
      if (cause instanceof ReplyException reply
          && reply.failureType() == ReplyFailure.NO_HANDLERS) {
        Announcement store = arrival.shard.store;
        throw new StoreLostException(store, cause);
      }
      throw failed(arrival, cause);
    }
    return arrival.result.result().body();
  }

  private static PromqlException failed(Arrival arrival, Throwable cause) {
    PromqlException failure = new PromqlException(
        PromqlException.Kind.INTERNAL,
        "aggregator \"%s\" failed to answer: %s"
            .formatted(arrival.shard.store.name(), cause.getMessage()));
    failure.initCause(cause);
    return failure;
  }

  private void ask(Page page) {
    Shard shard = page.shard;
    limits.hold(shard.pages.maxBytes());
    asked++;
    String address = shard.store.selectAddress(shard.index);
    context.runOnContext(now -> {
      Frame asked =
          shard.pages.request(shard.store.store(), query, PAGE_TIMEOUT_MILLIS, page.cursor);
      waitedFor.add(shard);
      Future<Message<Frame>> reply = vertx.eventBus().request(address, asked, PAGE);
      reply.onComplete(result -> {
        waitedFor.remove(shard);
        arrivals.add(Optional.of(new Arrival(shard, result)));
      });
    });
  }

  /** Gives up one store that is gone: with it, the query begins again. */
  private void look() {
    waitedFor.stream()
        .filter(shard -> !isLive.test(shard.store))
        .findAny()
        .ifPresent(shard -> arrivals.add(Optional.of(new Arrival(shard, lost(shard.store)))));
  }

  private static Future<Message<Frame>> lost(Announcement store) {
    return Future.failedFuture(
        new StoreLostException(store, new TimeoutException("no answer, and not live any more")));
  }

  private Arrival take() {
    limits.stopComputingUntil(() -> !arrivals.isEmpty());
    try {
      Optional<Arrival> arrival = arrivals.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      for (int looks = 1; arrival == null && looks < LOOKS_MAX; looks++) {
        context.runOnContext(now -> look());
        arrival = arrivals.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      }
      limits.startComputing();
      limits.check();
      if (arrival == null) {
        throw new PromqlException(
            PromqlException.Kind.INTERNAL, "the event loop of the query service does not answer");
      }
      return arrival.orElseThrow();
    } catch (InterruptedException e) {
      throw Blocking.interrupted(e);
    }
  }
}
