// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.bus.StoreDirectory;
import io.redstart.ingest.red.Fold;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.telemetry.Telemetry;
import io.redstart.wire.Announcement;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.Placement;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings folded observations to the shards that count them, and reports the outcome of each
 * request.
 *
 * <p>Each ingest verticle has one; it belongs to the event loop that opened it.
 *
 * <pre>
 *   submit ─▶ Allotment: owner of each entry, room in every channel? ─no─▶ Refused, nothing kept
 *                 │ yes: entries into the pending batches
 *                 ▼
 *             Channel a, Channel b, …  one message in flight on each
 *                 │ fates of batches, or the deadline
 *                 ▼
 *             Submission ─▶ Accepted, Refused, Unknown, Partial
 * </pre>
 *
 * <p>The store of a slot's first rank counts it; while that store is silent, the one of the second
 * rank; if both are silent, none (docs/rules.md, C7). {@link Channel} explains the rules of the
 * fates, {@link Submission} those of the answers.
 */
public final class ShardRouter {
  /**
   * The interval at which idle channels ask their shards. A shard takes back the memory of a
   * channel that it has not heard from for five times as long.
   */
  private static final long KEEP_ALIVE_MILLIS = 2_000;

  private static final int RETRY_AFTER_MIN_MILLIS = 500;
  private static final int RETRY_AFTER_MAX_MILLIS = 1_500;
  private static final SubmissionOutcome ACCEPTED = new SubmissionOutcome.Accepted();

  private static final Logger log = LoggerFactory.getLogger(ShardRouter.class);

  private final ShardConfig config;
  private final LongSupplier monotonicMillis;
  private final RandomGenerator random;
  private final ChannelMeters meters;
  private final ChannelContext context;

  private List<LiveStore> stores = List.of();

  /** The ready stores, in the order of the placement's positions. */
  private List<LiveStore> placed = List.of();

  private Placement placement = new Placement(List.of());

  /** Unanswered requests, in the order of their deadlines. */
  private final Set<Submission> waiting = new LinkedHashSet<>();

  private boolean deadlineTimerRuns;
  private @Nullable Promise<Void> settled;

  /** Makes a router without stores. */
  ShardRouter(
      CellLayout layout,
      ShardConfig config,
      ChannelTransport transport,
      Timers timers,
      LongSupplier monotonicMillis,
      RandomGenerator random,
      ChannelMeters meters) {
    this.config = config;
    this.monotonicMillis = monotonicMillis;
    this.random = random;
    this.meters = meters;
    BatchWriter writer = new BatchWriter();
    this.context = new ChannelContext(
        transport,
        timers,
        monotonicMillis,
        this::intervalMillis,
        writer,
        layout,
        headBytes(writer, layout),
        meters,
        config.memory(),
        () -> newId(random),
        this::move);
  }

  /**
   * Returns the time whose multiples are the moments at which batches start. A request goes to
   * every store that owns some of its entries. So without a pause, {@code n} stores cost {@code n}
   * messages a request, and a message costs more than its entries. One store gets no pause, and
   * many get all of it.
   */
  private long intervalMillis() {
    int others = Math.max(0, placed.size() - 1);
    return config.batchIntervalMillis() * others / (others + 1);
  }

  private static int headBytes(BatchWriter writer, CellLayout layout) {
    return writer.begin(new UUID(0, 0), -1, BatchWriter.NUMBERS_MAX, layout).sizeBytes();
  }

  private static UUID newId(RandomGenerator random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /**
   * Opens a router on the current context and looks for stores.
   *
   * @param layout the layout of the cells of all folds
   * @param monotonicMillis a clock that only measures intervals, in milliseconds
   * @return the router, once it receives the announcements of stores
   */
  public static Future<ShardRouter> open(
      Vertx vertx,
      CellLayout layout,
      ShardConfig config,
      LongSupplier monotonicMillis,
      Telemetry telemetry) {
    return open(vertx, layout, config, monotonicMillis, telemetry, new SecureRandom());
  }

  /** Opens a router whose ids and delays come from a generator; see the other method. */
  public static Future<ShardRouter> open(
      Vertx vertx,
      CellLayout layout,
      ShardConfig config,
      LongSupplier monotonicMillis,
      Telemetry telemetry,
      RandomGenerator random) {
    VertxBus bus = new VertxBus(vertx);
    ChannelMeters meters =
        new ChannelMeters(telemetry.meters(), Thread.currentThread().getName());
    ShardRouter router = new ShardRouter(layout, config, bus, bus, monotonicMillis, random, meters);
    StoreDirectory.Listener listener = live -> {
      log.info("live stores: {}", live.stream().map(ShardRouter::describe).toList());
      router.storesChanged(live);
    };
    return new StoreDirectory(vertx, monotonicMillis, listener).open().map(heard -> {
      router.keepAlive();
      return router;
    });
  }

  /** Keeps idle channels alive at their shards, from now until the router closes. */
  void keepAlive() {
    if (settled == null) {
      stores.forEach(store -> store.channels().forEach(Channel::inquire));
      context.timers().after(KEEP_ALIVE_MILLIS, this::keepAlive);
    }
  }

  private static String describe(Announcement store) {
    return store.isReplica()
        ? store.name() + " (copy kept by " + store.keeper() + ")"
        : store.name() + (store.ready() ? "" : " (not ready)");
  }

  /**
   * Submits the folded observations of one request, and copies them before it returns.
   *
   * @param fold its cells have the router's layout
   * @return their outcome, within the acknowledgement timeout; never fails
   */
  public Future<SubmissionOutcome> submit(Fold fold) {
    if (settled != null) {
      return refuse(SubmissionRefusal.CLOSING, "this server is shutting down");
    }
    if (fold.size() == 0) {
      meters.answered(ACCEPTED);
      return Future.succeededFuture(ACCEPTED);
    }
    if (waiting.size() >= config.requestsInFlightMax()) {
      return refuse(SubmissionRefusal.TOO_MANY_REQUESTS, waiting.size() + " requests are waiting");
    }
    Allotment allotment = new Allotment(fold, this::ownerOf);
    SubmissionRefusal refusal = allotment.refusal();
    if (refusal != null) {
      allotment.askForRoom();
      return refuse(refusal, describe(refusal, fold));
    }
    long copyBytes = fold.heapBytes();
    if (!config.memory().tryTake(copyBytes)) {
      boolean forEver = 2 * copyBytes > config.memory().maxBytes();
      return refuse(
          forEver ? SubmissionRefusal.TOO_LARGE : SubmissionRefusal.NO_MEMORY,
          describeMemory(copyBytes));
    }
    Submission submission = new Submission(
        fold.spans(),
        monotonicMillis.getAsLong() + config.ackTimeoutMillis(),
        this::retryAfterMillis);
    allotment.board(submission);
    // The batches have accounted for their own growth.
    config.memory().giveBack(copyBytes);
    await(submission);
    allotment.proceed();
    return submission.answer();
  }

  private static String describe(SubmissionRefusal refusal, Fold fold) {
    return switch (refusal) {
      case NO_STORE -> "no aggregator is ready";
      case NO_ROOM -> "the aggregators are busy";
      case TOO_LARGE ->
        "the request has " + fold.size() + " label sets with up to " + fold.sizeBytesMax()
            + " bytes in total, more than a message can hold; send fewer spans";
      case CLOSING, TOO_MANY_REQUESTS, NO_MEMORY, STORE_REFUSED, NOT_SENT -> refusal.tag();
    };
  }

  private String describeMemory(long neededBytes) {
    MemoryBudget memory = config.memory();
    return "memory for " + memory.name() + " has no room for " + neededBytes + " bytes: "
        + memory.usedBytes() + " of " + memory.maxBytes() + " are used";
  }

  private Future<SubmissionOutcome> refuse(SubmissionRefusal reason, String message) {
    meters.refusal(reason);
    long retryAfterMillis = reason == SubmissionRefusal.TOO_LARGE
        ? SubmissionOutcome.Refused.NEVER
        : retryAfterMillis();
    SubmissionOutcome refused = new SubmissionOutcome.Refused(reason, message, retryAfterMillis);
    meters.answered(refused);
    return Future.succeededFuture(refused);
  }

  private long retryAfterMillis() {
    return random.nextInt(RETRY_AFTER_MIN_MILLIS, RETRY_AFTER_MAX_MILLIS + 1);
  }

  private @Nullable Channel ownerOf(int slot) {
    int owner = placement.first(slot);
    if (owner != Placement.NONE && placed.get(owner).isSilent()) {
      owner = placement.second(slot);
    }
    if (owner == Placement.NONE || placed.get(owner).isSilent()) {
      return null;
    }
    return placed.get(owner).channelOf(slot);
  }

  private void await(Submission submission) {
    waiting.add(submission);
    meters.waiting(waiting.size());
    submission.answer().onSuccess(outcome -> {
      waiting.remove(submission);
      meters.waiting(waiting.size());
      meters.answered(outcome);
      tellIfSettled();
    });
    runDeadlineTimer();
  }

  /** Starts one timer for all requests. They have the same timeout, so the oldest is due first. */
  private void runDeadlineTimer() {
    if (!deadlineTimerRuns && !waiting.isEmpty()) {
      deadlineTimerRuns = true;
      long dueMillis = waiting.iterator().next().deadlineMillis() - monotonicMillis.getAsLong();
      context.timers().after(Math.max(1, dueMillis), this::expireDue);
    }
  }

  private void expireDue() {
    long nowMillis = monotonicMillis.getAsLong();
    deadlineTimerRuns = false;
    try {
      expireDue(nowMillis);
    } finally {
      // In any case: without this timer no request would be answered at its deadline any more.
      runDeadlineTimer();
    }
  }

  private void expireDue(long nowMillis) {
    while (!waiting.isEmpty()) {
      Submission oldest = waiting.iterator().next();
      if (oldest.deadlineMillis() > nowMillis) {
        break;
      }
      waiting.remove(oldest);
      oldest.expire();
    }
  }

  /** Finds channels for a batch that was certainly not sent, or drops it. */
  private void move(Batch unsent) {
    Allotment allotment = new Allotment(unsent.fold(), this::ownerOf);
    if (allotment.refusal() != null) {
      unsent.refuse(SubmissionRefusal.NOT_SENT, "an aggregator went away, and no other has room");
      return;
    }
    meters.moved();
    allotment.board(unsent);
    allotment.proceed();
  }

  /** Replaces the live stores, given in the order of their ids. */
  void storesChanged(List<Announcement> live) {
    if (settled != null) {
      return;
    }
    List<LiveStore> before = stores;
    List<LiveStore> ready = new ArrayList<>();
    stores = new ArrayList<>();
    for (Announcement announcement : live) {
      if (announcement.isReplica()) {
        continue;
      }
      LiveStore store = known(before, announcement);
      stores.add(store);
      if (announcement.ready()) {
        ready.add(store);
      }
    }
    if (!ready.equals(placed)) {
      placed = ready;
      placement = new Placement(ready.stream().map(LiveStore::id).toList());
    }
    for (LiveStore store : before) {
      if (!stores.contains(store)) {
        store.channels().forEach(Channel::end);
      }
    }
    ready.forEach(store -> store.channels().forEach(Channel::proceed));
  }

  private LiveStore known(List<LiveStore> before, Announcement announcement) {
    for (LiveStore store : before) {
      if (store.isSameAs(announcement)) {
        return store;
      }
    }
    return new LiveStore(announcement, (store, address) -> new Channel(context, store, address));
  }

  /**
   * Accepts no more requests, waits until all have their answers, which takes at most the
   * acknowledgement timeout, and closes the channels.
   */
  public Future<Void> close() {
    Promise<Void> closing = settled;
    if (closing == null) {
      closing = Promise.promise();
      settled = closing;
      tellIfSettled();
    }
    return closing.future().compose(nobodyWaits -> closeChannels());
  }

  private void tellIfSettled() {
    if (settled != null && waiting.isEmpty()) {
      settled.tryComplete();
    }
  }

  private Future<Void> closeChannels() {
    meters.close();
    List<Future<Void>> closed = new ArrayList<>();
    stores.forEach(store -> store.channels().forEach(channel -> closed.add(channel.close())));
    return Future.join(closed).mapEmpty();
  }
}
