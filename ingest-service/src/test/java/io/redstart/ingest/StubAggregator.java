// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.bus.FrameCodec;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.Announcement;
import io.redstart.wire.BatchReader;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** One aggregator on the event bus that applies every batch it gets and keeps calls by label set. */
final class StubAggregator {
  private static final int GRANT_BYTES = 1 << 20;

  final Map<Labels, Long> calls = new ConcurrentHashMap<>();

  private final Map<UUID, List<Labels>> numberedOn = new ConcurrentHashMap<>();

  /** Completed by the first batch. */
  final Promise<Void> firstBatch = Promise.promise();

  /** Batches are acknowledged when it is complete. */
  volatile Future<Void> mayAnswer = Future.succeededFuture();

  StubAggregator(Vertx vertx) {
    FrameCodec.register(vertx.eventBus());
    Announcement announcement =
        new Announcement(StoreId.random(), 1, "stub", 1, 5_000, 0, 0, 0, true, List.of());
    vertx.eventBus().<Frame>consumer(announcement.channelAddress(0), this::answer);
    vertx
        .eventBus()
        .<Frame>consumer(
            Announcement.ASK_ADDRESS,
            asked -> vertx.eventBus().publish(Announcement.ADDRESS, announcement.toFrame()));
    // Who falls silent is taken for dead, which a slow test would not survive.
    vertx.setPeriodic(
        0,
        StoreDirectory.ANNOUNCE_EVERY_MILLIS,
        due -> vertx.eventBus().publish(Announcement.ADDRESS, announcement.toFrame()));
  }

  private void answer(Message<Frame> request) {
    long sequence = 0;
    Future<Void> when = Future.succeededFuture();
    if (ChannelRequest.kindOf(request.body()) == Kind.BATCH) {
      BatchReader batch = new BatchReader(request.body(), CellLayout.of());
      sequence = batch.sequence();
      when = mayAnswer;
      firstBatch.tryComplete();
      count(batch);
    }
    Frame reply = ChannelReply.of(ReplyOutcome.DONE, sequence, GRANT_BYTES).toFrame();
    when.onSuccess(now -> request.reply(reply));
  }

  private void count(BatchReader batch) {
    List<Labels> numbered = numberedOn.computeIfAbsent(batch.channel(), id -> new ArrayList<>());
    numbered.subList(batch.known(), numbered.size()).clear();
    while (batch.next()) {
      if (!batch.isNumbered()) {
        numbered.add(LabelSets.decode(batch.array(), batch.labelsOffset(), batch.labelsLength()));
      }
      int number = batch.isNumbered() ? batch.number() : numbered.size() - 1;
      Increment increment = new Increment();
      batch.valueInto(increment);
      calls.merge(numbered.get(number), increment.calls() / Weight.ONE, Long::sum);
    }
  }
}
