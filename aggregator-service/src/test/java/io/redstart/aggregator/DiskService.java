// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.config.StoreConfig;
import io.redstart.memory.MemoryPlan;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.spanmetrics.HistogramConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.redstart.wire.Announcement;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.SelectRequest.Parts;
import io.redstart.wire.SelectRequest.Share;
import io.redstart.wire.SelectRequest.Tier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** An aggregator with a store on disk and one shard, and those who ask it over the event bus. */
final class DiskService {
  private static final int KEPT_STORES_MAX = 2;

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Health health = new Health();
  final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
  final AggregatorService service;
  private final Vertx vertx;
  private final FakeClock time;
  private final int replicas;
  private final UUID channel = UUID.randomUUID();
  private long sequence;

  private DiskService(
      Vertx vertx, String name, Path folder, FakeClock time, int keptStoresMax, int replicas)
      throws Exception {
    this.vertx = vertx;
    this.time = time;
    this.replicas = replicas;
    this.service = Await.result(AggregatorService.start(
        vertx,
        new AggregatorConfig(name, 64, keptStoresMax, replicas),
        new StoreConfig(
            folder.toString(),
            List.of(new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(6))),
            false,
            0),
        new SpanMetricsConfig(
            "",
            new HistogramConfig(SpanMetricsConfig.Unit.MS, List.of(Duration.ofMillis(10))),
            List.of()),
        MemoryPlan.ofAll(1L << 30),
        new Telemetry(meters, health),
        new AggregatorService.Environment(time, time::nanos, 1, fatal::complete)));
  }

  static DiskService start(Vertx vertx, String name, Path folder, FakeClock time) throws Exception {
    return new DiskService(vertx, name, folder, time, KEPT_STORES_MAX, 1);
  }

  /** Starts an aggregator whose store has a follower. */
  static DiskService startReplicated(Vertx vertx, String name, Path folder, FakeClock time)
      throws Exception {
    return new DiskService(vertx, name, folder, time, KEPT_STORES_MAX, 2);
  }

  /** Starts one that keeps no stores of others. */
  static DiskService startSelfish(Vertx vertx, String name, Path folder, FakeClock time)
      throws Exception {
    return new DiskService(vertx, name, folder, time, 0, 1);
  }

  /** Asks a store's aggregator as {@code redstart cluster} does. */
  static ClusterReply ask(Vertx vertx, Announcement store, ClusterRequest request)
      throws Exception {
    return ClusterReply.from(
        Await.result(vertx.eventBus().<Frame>request(store.clusterAddress(), request.toFrame()))
            .body());
  }

  /** Sends some calls and returns the answer. */
  ChannelReply send(Announcement store, int calls) throws Exception {
    if (sequence == 0) {
      ask(store, new ChannelRequest(Kind.OPEN, channel).toFrame());
    }
    return ask(
        store,
        TestBatches.batch(channel, ++sequence)
            .calls(TestBatches.CHECKOUT, calls, 5_000_000)
            .frame());
  }

  private ChannelReply ask(Announcement store, Frame frame) throws Exception {
    return ChannelReply.from(
        Await.result(vertx.eventBus().<Frame>request(store.channelAddress(0), frame))
            .body());
  }

  /**
   * Returns the calls of each window up to a stamp that an incarnation of a store answers, once it
   * has sealed it.
   */
  static Map<Long, Long> calls(Vertx vertx, Announcement store, long throughMillis)
      throws Exception {
    Awaitility.await().atMost(20, SECONDS).until(() -> sealedMillis(vertx, store) >= throughMillis);
    SelectRequest request = new SelectRequest(
        Share.all(store.store()),
        Set.of(Metric.SPANS),
        List.of(),
        0,
        List.of(new Tier(5_000, throughMillis)),
        Parts.CELLS,
        0,
        1 << 20);
    Map<Long, Long> calls = new TreeMap<>();
    Frame page = Await.result(vertx
            .eventBus()
            .<Frame>request(store.selectAddress(0), SelectHead.page(1, 10_000).toFrame(request)))
        .body();
    for (TestRows rows : TestRows.read(new SelectReply.Reader(page, TestBatches.LAYOUT), 0)) {
      rows.callsByStamp().forEach((stamp, count) -> calls.merge(stamp, count, Long::sum));
    }
    return calls;
  }

  private static long sealedMillis(Vertx vertx, Announcement store) throws Exception {
    Frame reply = Await.result(
            vertx.eventBus().<Frame>request(store.statusAddress(), new Frame(new byte[0])))
        .body();
    return Announcement.from(reply).sealedMillis();
  }

  StoreId storeId() {
    return service.storeId();
  }

  /** Stops it while time passes, because its store may wait for a follower that is gone. */
  void stop() throws Exception {
    Future<Void> stopped = service.stop();
    if (replicas > 1) {
      Awaitility.await().until(() -> {
        time.advance(100);
        return stopped.isComplete();
      });
    }
    Await.result(stopped);
  }
}
