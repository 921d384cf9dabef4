// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.fold;

import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.ShardView;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.aggregator.store.Stores;
import io.redstart.bus.FrameCodec;
import io.redstart.bus.StoreDirectory;
import io.redstart.config.StoreConfig;
import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.wire.Announcement;
import io.redstart.wire.BatchReader;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireReader;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A real store in memory, filled at a clock of its own, and read over the event bus. */
final class FilledStore {
  static final long WINDOW_MILLIS = 5_000;

  private final Vertx vertx;
  private final String name;
  private final CellLayout layout;
  private final TestClock clock;
  private final RowStore store;
  private final UUID channel = new UUID(1, 2);
  private final BatchWriter writer = new BatchWriter();
  private final AtomicLong[] sequences;
  private volatile int foldBytes = Integer.MAX_VALUE;
  final AtomicInteger folds = new AtomicInteger();
  final AtomicInteger pages = new AtomicInteger();
  final AtomicLong foldedBytes = new AtomicLong();

  FilledStore(
      Vertx vertx,
      String name,
      CellLayout layout,
      TestClock clock,
      int shards,
      StoreConfig config) {
    this.vertx = vertx;
    this.name = name;
    this.layout = layout;
    this.clock = clock;
    this.store = new Stores(
            shards,
            config,
            layout,
            clock,
            clock::nanos,
            5,
            new MemoryBudget("store", 1L << 30),
            4 << 20,
            null)
        .openNow();
    this.sequences = new AtomicLong[shards];
    for (int i = 0; i < shards; i++) {
      sequences[i] = new AtomicLong();
      join(store.shards().get(i).open(channel));
    }
  }

  private static <T> T join(io.vertx.core.Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** Counts increments in the window that is open now. */
  void count(List<Counted> all) {
    for (int index = 0; index < sequences.length; index++) {
      writer.begin(channel, sequences[index].incrementAndGet(), 0, layout);
      boolean any = false;
      for (Counted one : all) {
        byte[] bytes = LabelSets.encode(one.labels);
        long hash = LabelSets.hash(bytes, 0, bytes.length);
        if (Math.floorMod(LabelSets.slot(hash), sequences.length) == index) {
          writer.add(one.metric, hash, bytes, one.increment);
          any = true;
        }
      }
      if (any) {
        BatchReader batch = new BatchReader(writer.toFrame(), layout);
        batch.check();
        StoreShard shard = store.shards().get(index);
        join(shard.commit(batch));
      } else {
        sequences[index].decrementAndGet();
      }
    }
  }

  /** The calls and durations of one label set in one window. */
  record Counted(Metric metric, Labels labels, Increment increment) {}

  /** Ends pages of folds at a size, whatever the request wants. */
  void endFoldsAt(int sizeBytes) {
    foldBytes = sizeBytes;
  }

  void tidy() {
    store.tidy();
  }

  long sealedMillis() {
    return store.sealedMillis();
  }

  void start() {
    FrameCodec.register(vertx.eventBus());
    Announcement own = announcement();
    join(vertx
        .eventBus()
        .<Frame>consumer(Announcement.ASK_ADDRESS, message -> announce())
        .completion());
    join(vertx
        .eventBus()
        .<Frame>consumer(
            own.statusAddress(), message -> message.reply(announcement().toFrame()))
        .completion());
    for (int i = 0; i < sequences.length; i++) {
      StoreShard shard = store.shards().get(i);
      join(vertx
          .eventBus()
          .<Frame>consumer(own.selectAddress(i), message -> answer(shard, message))
          .completion());
    }
    announce();
    vertx.setPeriodic(StoreDirectory.ANNOUNCE_EVERY_MILLIS, timer -> announce());
  }

  private void announce() {
    vertx.eventBus().publish(Announcement.ADDRESS, announcement().toFrame());
  }

  private void answer(StoreShard shard, Message<Frame> message) {
    ShardView view = shard.view();
    vertx
        .executeBlocking(
            () -> {
              WireReader in = new WireReader(message.body());
              if (SelectHead.from(in).kind() == SelectHead.Kind.FOLD) {
                folds.incrementAndGet();
                FoldRequest request = shorter(FoldRequest.from(in, LabelMatcher::of, layout));
                Frame frame = view.fold(request, new Cancellation());
                foldedBytes.addAndGet(frame.bytes().length);
                return frame;
              }
              pages.incrementAndGet();
              SelectRequest request = SelectRequest.from(in, LabelMatcher::of);
              return view.page(request, new Cancellation());
            },
            false)
        .onComplete(frame -> {
          if (frame.succeeded()) {
            message.reply(frame.result());
          } else {
            frame.cause().printStackTrace();
            message.reply(io.redstart.wire.SelectReply.refused(frame.cause().toString()));
          }
        });
  }

  private FoldRequest shorter(FoldRequest request) {
    return new FoldRequest(
        request.rows().withMaxBytes(Math.min(foldBytes, request.rows().maxBytes())),
        request.measure(),
        request.function(),
        request.steps(),
        request.groups(),
        request.layout(),
        request.rowSlots());
  }

  private Announcement announcement() {
    return new Announcement(
        1,
        1,
        store.id(),
        1,
        name,
        sequences.length,
        WINDOW_MILLIS,
        store.sealedMillis(),
        store.sinceMillis(),
        store.evictedMillis(),
        true,
        List.of());
  }

  void close() {
    join(store.close());
  }

  TestClock clock() {
    return clock;
  }
}
