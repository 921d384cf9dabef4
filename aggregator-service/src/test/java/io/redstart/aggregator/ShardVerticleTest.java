// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.reader.SelectHandler;
import io.redstart.aggregator.select.MatcherCache;
import io.redstart.aggregator.store.StoreStats;
import io.redstart.bus.FrameCodec;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ShardVerticleTest {
  private static final UUID CHANNEL = new UUID(3, 4);
  private static final Announcement ADDRESSES =
      new Announcement(new StoreId(0, 1), 5, "a", 1, 5_000, 0, 0, 0, true, List.of());

  private final FakeClock time = FakeClock.at(0);
  private final ScriptedShard shard = new ScriptedShard();
  private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
  private Vertx vertx;
  private String deployment;

  @BeforeEach
  void deploy(Vertx fresh) throws Exception {
    vertx = fresh;
    FrameCodec.register(vertx.eventBus());
    Grants grants = new Grants(1 << 20, 1);
    AggregatorMetrics metrics = new AggregatorMetrics(
        new SimpleMeterRegistry(), new FakeStore(StoreStats.NONE), grants, time::nanos);
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("readers", 1);
    deployment = Await.result(vertx.deployVerticle(new ShardVerticle(
        ADDRESSES,
        0,
        shard,
        () ->
            new Channels(shard, TestBatches.LAYOUT, grants, Optional::empty, metrics, time::nanos),
        () -> new SelectHandler(
            ADDRESSES.store(), vertx, workers, shard, new MatcherCache(), metrics.selections),
        fatal::complete)));
    ask(new ChannelRequest(Kind.OPEN, CHANNEL).toFrame());
  }

  @Test
  void commitOfUnknownOutcome_isFatalAndNotAnswered() throws Exception {
    shard.commit = Promise.promise();
    shard.commit.fail("sync failed");
    Future<ChannelReply> answer = send(TestBatches.batch(CHANNEL, 1).frame(), 200);
    assertThat(fatal.get(10, TimeUnit.SECONDS)).hasMessage("sync failed");
    assertThatThrownBy(() -> Await.result(answer))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
  }

  @Test
  void stop_waitsForTheAnswersThatAreDue() throws Exception {
    shard.commit = Promise.promise();
    shard.begun = new CompletableFuture<>();
    Future<ChannelReply> answer = send(TestBatches.batch(CHANNEL, 1).frame(), 10_000);
    shard.begun.get(10, TimeUnit.SECONDS);
    Future<Void> stopped = vertx.undeploy(deployment);
    shard.commit.complete();
    Await.result(stopped);
    assertThat(Await.result(answer).outcome()).isEqualTo(ChannelReply.ReplyOutcome.DONE);
  }

  @Test
  void stoppedShard_hasNoHandler() throws Exception {
    Await.result(vertx.undeploy(deployment));
    assertThatThrownBy(() -> Await.result(send(TestBatches.batch(CHANNEL, 1).frame(), 10_000)))
        .cause()
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
  }

  private ChannelReply ask(Frame frame) throws Exception {
    return Await.result(send(frame, 10_000));
  }

  private Future<ChannelReply> send(Frame frame, long timeoutMillis) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeoutMillis);
    return vertx
        .eventBus()
        .<Frame>request(ADDRESSES.channelAddress(0), frame, options)
        .map(message -> ChannelReply.from(message.body()));
  }
}
