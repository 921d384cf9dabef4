// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.bus.FrameCodec;
import io.redstart.config.StoreConfig;
import io.redstart.memory.MemoryPlan;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.HistogramConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.redstart.wire.Announcement;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.SelectRequest.Parts;
import io.redstart.wire.SelectRequest.Share;
import io.redstart.wire.SelectRequest.Tier;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole service over the event bus of one JVM. */
@ExtendWith(VertxExtension.class)
class AggregatorServiceTest {
  private static final int SHARDS = 2;
  private static final UUID CHANNEL = new UUID(3, 4);

  private final FakeClock time = FakeClock.at(1_000_000);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Health health = new Health();
  private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
  private final BlockingQueue<Announcement> announced = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private AggregatorService service;
  private Announcement store;

  @BeforeEach
  void start(Vertx fresh) throws Exception {
    vertx = fresh;
    FrameCodec.register(vertx.eventBus());
    Await.result(vertx
        .eventBus()
        .<Frame>consumer(
            Announcement.ADDRESS, message -> announced.add(Announcement.from(message.body())))
        .completion());
    service = start("");
    store = nextReady();
  }

  private AggregatorService start(String name) throws Exception {
    return Await.result(AggregatorService.start(
        vertx,
        new AggregatorConfig(name, 64, 2, 1),
        new StoreConfig(
            "unused",
            List.of(new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(6))),
            true,
            0),
        new SpanMetricsConfig(
            "",
            new HistogramConfig(
                SpanMetricsConfig.Unit.MS, List.of(Duration.ofMillis(2), Duration.ofMillis(10))),
            List.of()),
        MemoryPlan.ofAll(1L << 30),
        new Telemetry(meters, health),
        new AggregatorService.Environment(time, time::nanos, SHARDS, fatal::complete)));
  }

  @AfterEach
  void nothingWasFatal() {
    assertThat(fatal).isNotDone();
  }

  @Test
  void announcement_namesTheStore() {
    assertThat(store.store()).isEqualTo(service.storeId());
    assertThat(store.name()).isEqualTo(service.name());
    assertThat(service.name()).endsWith("-" + service.storeId().toString().substring(0, 8));
    assertThat(store.shards()).isEqualTo(SHARDS);
    assertThat(store.sealedMillis()).isEqualTo(1_000_000);
    assertThat(health.problems()).isEmpty();
  }

  @Test
  void batches_areCountedOnceAndSelected() throws Exception {
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(ask(shard, new ChannelRequest(Kind.OPEN, CHANNEL).toFrame()).outcome())
          .isEqualTo(ReplyOutcome.DONE);
      Frame batch = TestBatches.batch(CHANNEL, 1)
          .calls(TestBatches.CHECKOUT, 3 + shard, 5_000_000)
          .frame();
      assertThat(ask(shard, batch)).isEqualTo(ChannelReply.of(ReplyOutcome.DONE, 1, 8 << 20));
      assertThat(ask(shard, batch).outcome()).isEqualTo(ReplyOutcome.DUPLICATE);
    }
    time.advance(5_000);
    List<TestRows> found = select(1_005_000);
    assertThat(found)
        .extracting(TestRows::callsByStamp)
        .containsExactly(Map.of(1_005_000L, 3L), Map.of(1_005_000L, 4L));
    assertThat(meters.get("redstart.store.label.sets").gauge().value()).isEqualTo(2);
    assertThat(meters.get("redstart.aggregator.channels").gauge().value()).isEqualTo(2);
    assertThat(meters.get("redstart.aggregator.duplicates").counter().count()).isEqualTo(2);
  }

  @Test
  void clockJump_makesItNotReady() throws Exception {
    ask(0, new ChannelRequest(Kind.OPEN, CHANNEL).toFrame());
    time.jump(-3_600_000);
    assertThat(health.problems())
        .containsExactly("aggregator: the clock jumped by -3600000 ms against the monotonic clock");
    assertThat(ask(0, TestBatches.batch(CHANNEL, 1).frame()).outcome())
        .isEqualTo(ReplyOutcome.REFUSED);
  }

  @Test
  void stop_saysGoodbyeAndLeavesNothingBehind() throws Exception {
    announced.clear();
    Await.result(service.stop());
    Announcement last = announced.poll(10, SECONDS);
    while (last != null && !last.saysGoodbye()) {
      last = announced.poll(10, SECONDS);
    }
    assertThat(last).isNotNull();
    assertThat(last.ready()).isFalse();
    assertThat(meters.getMeters()).isEmpty();
    assertThat(vertx.deploymentIDs()).isEmpty();
    assertThat(health.problems()).isEmpty();
  }

  @Test
  void secondOfOneName_isNotReadyWhileTheFirstLives() throws Exception {
    Await.result(service.stop());
    AggregatorService first = start("a");
    assertThat(health.problems()).isEmpty();
    AggregatorService second = start("a");
    assertThat(health.problems())
        .containsExactly("aggregator: the name a is taken by store " + first.storeId());
    Await.result(second.stop());
    Await.result(first.stop());
  }

  private Announcement nextReady() throws InterruptedException {
    Announcement next = announced.poll(10, SECONDS);
    while (next != null && !next.ready()) {
      next = announced.poll(10, SECONDS);
    }
    assertThat(next).as("a ready announcement").isNotNull();
    return next;
  }

  private ChannelReply ask(int shard, Frame frame) throws Exception {
    return ChannelReply.from(
        Await.result(vertx.eventBus().<Frame>request(store.channelAddress(shard), frame))
            .body());
  }

  private List<TestRows> select(long throughMillis) throws Exception {
    SelectRequest request = new SelectRequest(
        Share.all(store.store()),
        Set.of(Metric.SPANS),
        List.of(LabelMatcher.equal("service_name", "checkout")),
        0,
        List.of(new Tier(5_000, throughMillis)),
        Parts.CELLS,
        0,
        1 << 20);
    List<TestRows> found = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      Frame page = Await.result(vertx
              .eventBus()
              .<Frame>request(
                  store.selectAddress(shard), SelectHead.page(1, 10_000).toFrame(request)))
          .body();
      found.addAll(TestRows.read(new SelectReply.Reader(page, TestBatches.LAYOUT), 0));
    }
    return found;
  }
}
