// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.reader.SelectHandler;
import io.redstart.aggregator.replica.HandoverMark;
import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.replica.ReplicaContext;
import io.redstart.aggregator.select.MatcherCache;
import io.redstart.aggregator.store.DiskFailure;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.Store;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.aggregator.store.Stores;
import io.redstart.bus.FrameCodec;
import io.redstart.config.StoreConfig;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Telemetry;
import io.redstart.wire.Announcement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the aggregator of a process: one store, one verticle for each shard, and one verticle that
 * announces the store. It binds no port; all requests arrive over the event bus.
 */
public final class AggregatorService {
  /**
   * How long a stopping aggregator in a cluster still accepts requests. In this time all senders
   * hear that its store is not ready, and requests that they sent before arrive. Later requests get
   * no answer.
   */
  private static final long LEAVE_MILLIS = 500;

  /** The worker pool that reads the shards, with one thread per processor. */
  private static final String READERS = "redstart-select";

  /** The worker pool for what takes minutes: copying a store, being copied, draining. */
  private static final String COPIES = "redstart-copy";

  private static final int COPY_THREADS = 4;
  private static final int NAME_ID_DIGITS = 8;
  private static final String HEALTH_CHECK = "aggregator";
  private static final Logger log = LoggerFactory.getLogger(AggregatorService.class);

  /**
   * What a service gets from its process, which tests and simulations replace.
   *
   * @param wall the time of day
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   * @param shards the number of shards
   * @param fatal called when the service cannot go on; must end the process
   * @param incarnation random and different for each start
   * @param host the threads and the disk of the store
   */
  public record Environment(
      InstantSource wall,
      LongSupplier monotonicNanos,
      int shards,
      Consumer<Throwable> fatal,
      long incarnation,
      StoreHost host) {
    Environment(
        InstantSource wall, LongSupplier monotonicNanos, int shards, Consumer<Throwable> fatal) {
      this(
          wall,
          monotonicNanos,
          shards,
          fatal,
          UUID.randomUUID().getMostSignificantBits(),
          StoreHost.PROCESS);
    }

    static Environment ofProcess(boolean isClustered) {
      return new Environment(
          InstantSource.system(),
          System::nanoTime,
          shardCount(isClustered),
          AggregatorService::halt);
    }
  }

  /**
   * Returns the number of shards: one for each processor, or one for two in a cluster, where each
   * shard costs a message more from every event loop of every ingest (docs/scaling.md).
   */
  public static int shardCount(boolean isClustered) {
    int processors = Runtime.getRuntime().availableProcessors();
    return isClustered ? (processors + 1) / 2 : processors;
  }

  private final Vertx vertx;
  private final Store store;
  private final String name;
  private final Telemetry telemetry;
  private final AggregatorMetrics metrics;
  private final Announcer announcer;
  private final List<String> shardDeployments = new ArrayList<>();
  private final KeptReplicas replicas;
  private final WorkerExecutor readers;
  private final CopyServices copyServices;
  private final MatcherCache matchers = new MatcherCache();
  private String announcerDeployment = "";

  private AggregatorService(
      Vertx vertx,
      Stores stores,
      Store store,
      String name,
      Telemetry telemetry,
      Grants grants,
      AggregatorConfig config,
      Environment environment) {
    LongSupplier monotonicNanos = environment.monotonicNanos;
    this.vertx = vertx;
    this.store = store;
    this.name = name;
    this.telemetry = telemetry;
    this.metrics = new AggregatorMetrics(telemetry.meters(), store, grants, monotonicNanos);
    if (store instanceof RowStore rows) {
      rows.feed().ifPresent(feed -> metrics.feed(feed, config.replicas()));
    }
    this.readers =
        vertx.createSharedWorkerExecutor(READERS, Runtime.getRuntime().availableProcessors());
    WorkerExecutor copies =
        vertx.createSharedWorkerExecutor(COPIES, COPY_THREADS, 1, TimeUnit.DAYS);
    this.replicas = new KeptReplicas(
        new ReplicaContext(vertx, stores, name, readers, copies, matchers, metrics.selections),
        config.maxKeptStores(),
        telemetry.meters());
    this.announcer = new Announcer(
        store,
        name,
        environment.incarnation,
        stores.config().longestMillis(),
        replicas::holds,
        metrics.batches::count,
        () -> TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong()));
    this.copyServices = new CopyServices(
        vertx, stores, store, name, announcer, replicas, copies, config.replicas());
  }

  /**
   * Starts an aggregator.
   *
   * @param memory must contain all memory parts of an aggregator
   * @return the service, once it has listened for other stores and announced its own; it may not be
   *     ready yet, see {@link Telemetry#health}. Fails with a {@link
   *     io.redstart.aggregator.store.StoreException} if the store cannot be opened
   */
  public static Future<AggregatorService> start(
      Vertx vertx,
      AggregatorConfig config,
      StoreConfig storeConfig,
      SpanMetricsConfig spanMetrics,
      MemoryPlan memory,
      Telemetry telemetry) {
    return start(
        vertx,
        config,
        storeConfig,
        spanMetrics,
        memory,
        telemetry,
        Environment.ofProcess(vertx.isClustered()));
  }

  /** Returns how a command opens the store, which does its upkeep itself. */
  public static Stores storesOfCommands(
      StoreConfig config, SpanMetricsConfig spanMetrics, MemoryPlan memory) {
    return new Stores(
        1,
        config,
        spanMetrics.layout(),
        InstantSource.system(),
        System::nanoTime,
        spanMetrics.exemplars().maxPerDataPoint(),
        memory.budget(MemoryPart.STORE),
        memory.storeCacheBytes(),
        null);
  }

  /** Returns the problems of the configured store folder, each with its settings key. */
  public static List<String> folderProblems(StoreConfig config) {
    if (config.inMemory()) {
      return List.of();
    }
    return StoreFolder.problem(config.path()).stream()
        .map(problem -> "store.path = " + config.path() + ": " + problem)
        .toList();
  }

  /** Starts an aggregator in a process of the caller's making; see the other method. */
  public static Future<AggregatorService> start(
      Vertx vertx,
      AggregatorConfig config,
      StoreConfig storeConfig,
      SpanMetricsConfig spanMetrics,
      MemoryPlan memory,
      Telemetry telemetry,
      Environment environment) {
    FrameCodec.register(vertx.eventBus());
    CellLayout layout = spanMetrics.layout();
    LongSupplier nanos = environment.monotonicNanos;
    Grants grants = new Grants(
        memory.budget(MemoryPart.BATCHES).maxBytes() / MemoryPlan.BATCHES_OF_GRANTS,
        environment.shards);
    Stores stores = new Stores(
        environment.shards,
        storeConfig,
        layout,
        environment.wall,
        nanos,
        spanMetrics.exemplars().maxPerDataPoint(),
        memory.budget(MemoryPart.STORE),
        memory.storeCacheBytes(),
        environment.fatal,
        environment.host);
    reportOpening(telemetry, storeConfig, nanos);
    return deleteHandedOver(vertx, storeConfig, environment.host)
        .compose(clean -> stores.open())
        .onFailure(failure -> telemetry.health().remove(HEALTH_CHECK))
        .compose(store -> nameOf(vertx, config, store.id())
            .map(name -> new AggregatorService(
                vertx, stores, store, name, telemetry, grants, config, environment)))
        .compose(service -> service.deploy(environment, stores, grants));
  }

  /** Begins anew where the store was handed over to another aggregator (docs/rules.md, P4). */
  private static Future<Void> deleteHandedOver(Vertx vertx, StoreConfig config, StoreHost host) {
    return config.inMemory()
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              HandoverMark.deleteHandedOver(host.folder(config.path()));
              return null;
            },
            false);
  }

  /** Says why the process is not ready while it opens the store, which can take a while. */
  private static void reportOpening(
      Telemetry telemetry, StoreConfig config, LongSupplier monotonicNanos) {
    long startNanos = monotonicNanos.getAsLong();
    telemetry.health().check(HEALTH_CHECK, () -> {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(monotonicNanos.getAsLong() - startNanos);
      return Optional.of("opening the store in " + config.path() + ", for " + seconds + " s now");
    });
  }

  private static Future<String> nameOf(Vertx vertx, AggregatorConfig config, StoreId store) {
    if (!config.name().isEmpty()) {
      return Future.succeededFuture(config.name());
    }
    String id = store.toString().substring(0, NAME_ID_DIGITS);
    return vertx
        .executeBlocking(() -> InetAddress.getLocalHost().getHostName())
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return "localhost";
        })
        .map(host -> host + "-" + id);
  }

  private Future<AggregatorService> deploy(Environment environment, Stores stores, Grants grants) {
    CellLayout layout = stores.layout();
    telemetry.health().check(HEALTH_CHECK, announcer::problem);
    Announcement addresses = announcer.announcement();
    Future<Void> shards = Future.succeededFuture();
    for (int i = 0; i < store.shards().size(); i++) {
      int index = i;
      var shard = store.shards().get(i);
      ShardVerticle verticle = new ShardVerticle(
          addresses,
          index,
          shard,
          () -> new Channels(
              shard, layout, grants, announcer::problem, metrics, environment.monotonicNanos),
          () -> new SelectHandler(store.id(), vertx, readers, shard, matchers, metrics.selections),
          environment.fatal);
      shards = shards
          .compose(before -> vertx.deployVerticle(verticle))
          .onSuccess(shardDeployments::add)
          .mapEmpty();
    }
    return shards
        .compose(deployed -> copyServices.startDraining())
        .compose(deployed -> replicas.begin())
        .compose(opened -> copyServices.startFollowing())
        .compose(following -> vertx.deployVerticle(announcer))
        .onSuccess(id -> {
          announcerDeployment = id;
          log.info("aggregator {} serves store {}", name, store.id());
          warnOfLoss();
        })
        .map(this)
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private void warnOfLoss() {
    if (store.isVolatile()) {
      log.warn("counts are kept in memory only (store.in_memory): a restart loses them all");
    }
  }

  /**
   * Ends the process at once. At the next start, recovery finds out what the failed write left
   * behind.
   */
  private static void halt(Throwable cause) {
    FatalErrors.check(cause);
    String ofDisk = DiskFailure.sentence(cause);
    FatalErrors.halt(
        1,
        "the store cannot go on, the next start finds out what it has written: "
            + (ofDisk == null ? cause : ofDisk),
        cause,
        ofDisk == null);
  }

  /** Returns the name of this aggregator. */
  public String name() {
    return name;
  }

  /** Returns the aggregator that commits wait for; empty if there is none. */
  public Optional<String> follower() {
    return store.follower();
  }

  /** Returns the identity of its store. */
  public StoreId storeId() {
    return store.id();
  }

  /**
   * Directs senders to other stores, stops accepting requests, answers those already accepted, says
   * goodbye, and closes the store.
   */
  public Future<Void> stop() {
    telemetry.health().remove(HEALTH_CHECK);
    return leave()
        .compose(
            left -> Future.join(shardDeployments.stream().map(vertx::undeploy).toList()))
        .transform(stopped -> copyServices.stopDraining())
        .transform(stopped -> announcerDeployment.isEmpty()
            ? Future.<Void>succeededFuture()
            : vertx.undeploy(announcerDeployment))
        .eventually(replicas::close)
        .eventually(store::close)
        .eventually(copyServices::stopFollowing)
        .onComplete(closed -> metrics.close());
  }

  private Future<Void> leave() {
    if (announcerDeployment.isEmpty() || !vertx.isClustered()) {
      return Future.succeededFuture();
    }
    announcer.leave();
    return vertx.timer(LEAVE_MILLIS).mapEmpty();
  }
}
