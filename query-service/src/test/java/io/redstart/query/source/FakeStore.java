// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.bus.FrameCodec;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.Announcement;
import io.redstart.wire.CompleteCopy;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.Protocol;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A store on the event bus that holds a test's counts. It announces itself as real stores do, and
 * when asked; it can fall silent, completely or only for reads.
 */
public final class FakeStore {
  /** The length of its windows. */
  public static final long WINDOW_MILLIS = 5_000;

  private final Vertx vertx;
  private final String name;
  private final StoreId id;
  private final long incarnation;
  private final List<FakeShard> shards = new ArrayList<>();
  private final List<MessageConsumer<Frame>> consumers = new ArrayList<>();
  private final List<SelectRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger pagesUntilItLeaves = new AtomicInteger(Integer.MAX_VALUE);
  private final List<KnownStore> rumours = new CopyOnWriteArrayList<>();
  private volatile long announcing;
  private volatile long sealedMillis;
  private volatile long windowMillis = WINDOW_MILLIS;
  private volatile Consumer<Message<Frame>> answer = message -> {};
  private volatile boolean misbehaves;
  private volatile long sinceMillis;
  private volatile long evictedMillis;
  private volatile boolean isMute;
  private volatile CompleteCopy complete;
  private volatile int version = Protocol.GREATEST;
  private volatile int pageBytes = 256;

  /** Makes a store that has not announced itself yet. */
  public FakeStore(Vertx vertx, String name, int shards, CellLayout layout) {
    this(vertx, name, StoreId.random(), 1);
    for (int i = 0; i < shards; i++) {
      this.shards.add(new FakeShard(layout, WINDOW_MILLIS));
    }
  }

  private FakeStore(Vertx vertx, String name, StoreId id, long incarnation) {
    this.vertx = vertx;
    this.name = name;
    this.id = id;
    this.incarnation = incarnation;
    this.complete = new CompleteCopy(id, "", 0);
  }

  /** Returns the same store with the same counts as another process serves it, not yet started. */
  public FakeStore nextIncarnation() {
    FakeStore next = new FakeStore(vertx, name, id, incarnation + 1).seal(sealedMillis);
    next.shards.addAll(shards);
    return next;
  }

  /** Counts an unsampled span. */
  public FakeStore count(Labels labels, long stampMillis, long nanos) {
    return count(labels, stampMillis, nanos, Weight.ONE);
  }

  /** Counts an unsampled observation of a metric. */
  public FakeStore count(Metric metric, Labels labels, long stampMillis, long nanos) {
    shards
        .get(Math.floorMod(labels.hashCode(), shards.size()))
        .count(metric, labels, stampMillis, nanos, Weight.ONE);
    return this;
  }

  /** Counts a span and adds it as an exemplar. */
  public FakeStore exemplar(
      Metric metric, Labels labels, long stampMillis, long nanos, long trace, long span) {
    Exemplars one = new Exemplars(1);
    one.offer(0, trace, span, nanos, false);
    shards
        .get(Math.floorMod(labels.hashCode(), shards.size()))
        .exemplar(metric, labels, stampMillis, one);
    return count(metric, labels, stampMillis, nanos);
  }

  /** Counts a span that stands for several, in units of {@link Weight}. */
  public FakeStore count(Labels labels, long stampMillis, long nanos, long weight) {
    shards
        .get(Math.floorMod(labels.hashCode(), shards.size()))
        .count(labels, stampMillis, nanos, weight);
    return this;
  }

  /** Forgets the rows up to a stamp and keeps only their sum. */
  public FakeStore forgetThrough(long stampMillis) {
    shards.forEach(shard -> shard.forgetThrough(stampMillis));
    return this;
  }

  /** Seals all windows up to a stamp. */
  public FakeStore seal(long stampMillis) {
    sealedMillis = stampMillis;
    return this;
  }

  /** From now on announces another length of its windows. */
  public FakeStore claimWindow(long millis) {
    windowMillis = millis;
    return this;
  }

  /** From now on announces that it speaks only this version of the protocol. */
  public FakeStore speak(int version) {
    this.version = version;
    return this;
  }

  /** Announces that its counts begin after a stamp. */
  public FakeStore since(long stampMillis) {
    sinceMillis = stampMillis;
    return this;
  }

  /** Sets the size of its pages; by default they hold a few label sets. */
  public FakeStore pageBytes(int bytes) {
    pageBytes = bytes;
    return this;
  }

  /** From now on announces that a copy of it is complete; empty: none is. */
  public FakeStore follow(String follower) {
    complete = new CompleteCopy(id, follower, complete.sinceMillis() + 1);
    return this;
  }

  /** Announces a copy of this store, as its keeper does, and answers for it. */
  public FakeStore copy(String keeper) {
    Announcement copy = new Announcement(
            id, 77, name, 1, WINDOW_MILLIS, sealedMillis, 0, 0, false, List.of())
        .keptBy(keeper, 9);
    vertx
        .eventBus()
        .<Frame>consumer(copy.statusAddress(), message -> message.reply(copy.toFrame()));
    FakeShard shard = shards.get(0);
    vertx.eventBus().<Frame>consumer(copy.selectAddress(0), message -> answer(shard, message));
    vertx
        .eventBus()
        .<Frame>consumer(
            Announcement.ASK_ADDRESS,
            message -> vertx.eventBus().publish(Announcement.ADDRESS, copy.toFrame()));
    vertx.setPeriodic(
        StoreDirectory.ANNOUNCE_EVERY_MILLIS,
        timer -> vertx.eventBus().publish(Announcement.ADDRESS, copy.toFrame()));
    return this;
  }

  /** Receives requests and never answers. */
  public FakeStore neverAnswer() {
    isMute = true;
    return this;
  }

  /** Announces that it forgot windows early. */
  public FakeStore evict(long stampMillis) {
    evictedMillis = stampMillis;
    return this;
  }

  /** From now on announces an entry about another store. */
  public FakeStore tell(KnownStore rumour) {
    rumours.add(rumour);
    return this;
  }

  /** From now on answers reads with the given action. */
  public FakeStore misbehave(Consumer<Message<Frame>> answer) {
    this.answer = answer;
    misbehaves = true;
    return this;
  }

  /** Answers a number of further pages, then leaves the bus. */
  public FakeStore leaveAfterPages(int pages) {
    pagesUntilItLeaves.set(pages);
    return this;
  }

  /** Registers on the bus and announces itself. */
  public FakeStore start() {
    FrameCodec.register(vertx.eventBus());
    Announcement own = announcement();
    consume(Announcement.ASK_ADDRESS, message -> announce());
    consume(own.statusAddress(), message -> message.reply(announcement().toFrame()));
    for (int i = 0; i < shards.size(); i++) {
      FakeShard shard = shards.get(i);
      consume(own.selectAddress(i), message -> answer(shard, message));
    }
    Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    announce();
    announcing = vertx.setPeriodic(StoreDirectory.ANNOUNCE_EVERY_MILLIS, timer -> announce());
    return this;
  }

  private void consume(String address, Handler<Message<Frame>> handler) {
    consumers.add(vertx.eventBus().consumer(address, handler));
  }

  private void answer(FakeShard shard, Message<Frame> message) {
    WireReader in = new WireReader(message.body());
    SelectHead.Kind kind = SelectHead.from(in).kind();
    if (kind == SelectHead.Kind.CANCEL) {
      return;
    }
    boolean isFold = kind == SelectHead.Kind.FOLD;
    SelectRequest request = isFold
        ? FoldRequest.from(in, LabelMatcher::of, CellLayout.of()).rows()
        : SelectRequest.from(in, LabelMatcher::of);
    requests.add(request);
    if (isMute) {
      return;
    }
    if (misbehaves) {
      answer.accept(message);
    } else if (!request.share().origin().equals(id)) {
      message.reply(SelectReply.refused("a request for " + request.share()));
    } else if (pagesUntilItLeaves.getAndDecrement() > 0) {
      Frame page = shard.page(request, Math.min(pageBytes, request.maxBytes()));
      message.reply(isFold ? unfolded(page) : page);
    } else {
      message.reply(new ReplyException(ReplyFailure.NO_HANDLERS, "no handlers"));
    }
  }

  /** Answers a fold with rows only, as a store may. */
  private static Frame unfolded(Frame page) {
    long nextCursor = new SelectReply.Reader(page, CellLayout.of()).nextCursor();
    return new FoldReply.Writer().toFrame(nextCursor, page);
  }

  private void announce() {
    vertx.eventBus().publish(Announcement.ADDRESS, announcement().toFrame());
  }

  private Announcement announcement() {
    return new Announcement(
            version,
            version,
            id,
            incarnation,
            name,
            shards.size(),
            windowMillis,
            sealedMillis,
            sinceMillis,
            evictedMillis,
            true,
            rumours)
        .reporting(List.of(complete));
  }

  /** Returns the store's identity. */
  public StoreId id() {
    return id;
  }

  /** Returns the requests so far. */
  public List<SelectRequest> requests() {
    return List.copyOf(requests);
  }

  /** Announces its end and leaves the bus; the counts through a stamp are lost. */
  public void stop(long lastMillis) {
    tell(new KnownStore(id, name, 0, KnownStore.Fate.LOST, lastMillis));
    kill();
    announce();
  }

  /** Leaves the bus silently; it can be started again. */
  public void kill() {
    vertx.cancelTimer(announcing);
    Future.all(consumers.stream().map(MessageConsumer::unregister).toList())
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    consumers.clear();
  }
}
