// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.reader;

import io.redstart.aggregator.store.ShardView;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireReader;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers select requests to one shard. The event loop takes a view of the sealed windows, which
 * costs next to nothing, and a worker reads it (docs/rules.md, R1). A page ends early when its query
 * is cancelled or times out.
 *
 * <p>Belongs to the event loop of its shard.
 */
public final class SelectHandler {
  /** The most pages of one shard that run or wait; further requests are refused. */
  public static final int PAGES_MAX = 1024;

  private final StoreId store;
  private final Vertx vertx;
  private final WorkerExecutor workers;
  private final StoreShard shard;
  private final SelectRequest.MatcherFactory matchers;
  private final SelectMeters meters;
  private final Map<Long, List<Cancellation>> running = new HashMap<>();
  private int pages;
  /** The layout of the last fold, which is nearly always that of the next. Any worker's. */
  private volatile CellLayout layout = CellLayout.of();

  /** Reads a page, on a worker. */
  private interface Page {
    Frame read(ShardView view, Cancellation cancellation);
  }

  /**
   * Creates an idle handler.
   *
   * @param store the shard's store, the only origin of its rows
   * @param matchers must be thread-safe
   */
  public SelectHandler(
      StoreId store,
      Vertx vertx,
      WorkerExecutor workers,
      StoreShard shard,
      SelectRequest.MatcherFactory matchers,
      SelectMeters meters) {
    this.store = store;
    this.vertx = vertx;
    this.workers = workers;
    this.shard = shard;
    this.matchers = matchers;
    this.meters = meters;
  }

  /** Answers a request, at once or when a worker has built the page. */
  public void handle(Message<Frame> message) {
    try {
      WireReader in = new WireReader(message.body());
      SelectHead head = SelectHead.from(in);
      switch (head.kind()) {
        case PAGE ->
          page(head, message, (view, cancellation) -> view.page(request(in), cancellation));
        case FOLD ->
          page(head, message, (view, cancellation) -> view.fold(foldRequest(in), cancellation));
        case CANCEL -> cancel(head.query());
      }
    } catch (RuntimeException e) {
      message.reply(SelectReply.refused(reason(e)));
    }
  }

  private void page(SelectHead head, Message<Frame> message, Page page) {
    if (pages == PAGES_MAX) {
      message.reply(SelectReply.refused("this shard is already building " + PAGES_MAX + " pages"));
      return;
    }
    ShardView view = shard.view();
    Cancellation cancellation = new Cancellation();
    begin(head.query(), cancellation);
    long timer = vertx.setTimer(
        Math.max(1, head.timeoutMillis()),
        late -> cancellation.cancel(Cancellation.Reason.TIMEOUT));
    long startNanos = meters.nanos();
    workers
        .executeBlocking(
            () -> {
              cancellation.check();
              return page.read(view, cancellation);
            },
            false)
        .onComplete(answered -> {
          vertx.cancelTimer(timer);
          end(head.query(), cancellation);
          meters.built(startNanos);
          message.reply(
              answered.succeeded()
                  ? answered.result()
                  : SelectReply.refused(reason(answered.cause())));
        });
  }

  private FoldRequest foldRequest(WireReader in) {
    FoldRequest request = FoldRequest.from(in, matchers, layout);
    layout = request.layout();
    check(request.rows());
    return request;
  }

  private SelectRequest request(WireReader in) {
    SelectRequest request = SelectRequest.from(in, matchers);
    check(request);
    return request;
  }

  private void check(SelectRequest request) {
    StoreId origin = request.share().origin();
    if (!origin.equals(store)) {
      throw new SelectRefusedException("store " + store + " has no rows of store " + origin);
    }
  }

  private void begin(long query, Cancellation cancellation) {
    pages++;
    meters.begun();
    running.computeIfAbsent(query, first -> new ArrayList<>(1)).add(cancellation);
  }

  private void end(long query, Cancellation cancellation) {
    pages--;
    meters.ended();
    running.computeIfPresent(query, (id, all) -> {
      all.remove(cancellation);
      return all.isEmpty() ? null : all;
    });
  }

  private void cancel(long query) {
    running.getOrDefault(query, List.of()).forEach(one -> one.cancel(Cancellation.Reason.CANCELED));
  }

  /** Returns the reason to send to the client, and logs an unexpected failure. */
  private static String reason(Throwable failure) {
    boolean expected = failure instanceof SelectRefusedException
        || failure instanceof MalformedFrameException
        || failure instanceof CancelledException
        || failure instanceof IllegalArgumentException;
    if (!expected) {
      FatalErrors.report("cannot build a page", failure);
    }
    return expected ? String.valueOf(failure.getMessage()) : failure.toString();
  }
}
