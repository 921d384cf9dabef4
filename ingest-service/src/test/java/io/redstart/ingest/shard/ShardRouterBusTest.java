// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.bus.FrameCodec;
import io.redstart.ingest.red.LabelSet;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The router over the event bus of one JVM. */
final class ShardRouterBusTest {
  private static final LabelSet SET = Routers.labelSets(1).get(0);

  private final FakeStore store = new FakeStore(1, 2, new SimulatedTime());
  private Vertx vertx;
  private Context context;

  @BeforeEach
  void startStore() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    FrameCodec.register(vertx.eventBus());
    Announcement announcement = store.announcement();
    for (int shard = 0; shard < announcement.shards(); shard++) {
      vertx.eventBus().<Frame>consumer(announcement.channelAddress(shard), request -> {
        synchronized (store) {
          request.reply(store.answer(request.body()));
        }
      });
    }
    vertx
        .eventBus()
        .<Frame>consumer(
            Announcement.ASK_ADDRESS,
            asked -> vertx.eventBus().publish(Announcement.ADDRESS, announcement.toFrame()));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void submit_isAcceptedOnceAStoreHasAnnouncedItself() throws Exception {
    ShardRouter router = await(onContext(this::open));
    SubmissionOutcome outcome = await(onContext(() -> submitUntilAccepted(router)));
    assertThat(outcome).isEqualTo(new SubmissionOutcome.Accepted());
    await(onContext(router::close));
    synchronized (store) {
      assertThat(store.spansOf(Routers.labels(0), 1)).isEqualTo(1);
      assertThat(store.openChannels()).isZero();
    }
  }

  private Future<ShardRouter> open() {
    AtomicLong millis = new AtomicLong();
    return ShardRouter.open(
        vertx,
        FakeStore.LAYOUT,
        Routers.CONFIG,
        millis::get,
        new Telemetry(new SimpleMeterRegistry(), new Health()));
  }

  /** Does what a sender does whose request was refused because no store is known yet. */
  private Future<SubmissionOutcome> submitUntilAccepted(ShardRouter router) {
    return router.submit(Routers.fold(1, SET)).compose(outcome -> {
      if (outcome instanceof SubmissionOutcome.Refused) {
        return vertx.timer(10, TimeUnit.MILLISECONDS).compose(again -> submitUntilAccepted(router));
      }
      return Future.succeededFuture(outcome);
    });
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(start -> action.get().onComplete(result));
    return result.future();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
