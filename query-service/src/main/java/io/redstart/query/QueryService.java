// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.micrometer.core.instrument.Gauge;
import io.redstart.auth.ServerAuth;
import io.redstart.config.StoreConfig;
import io.redstart.connection.ConnectionLimits;
import io.redstart.limit.MemoryBudget;
import io.redstart.query.QueryConfig.MissingAggregators;
import io.redstart.query.QueryConfig.QuantileBuckets;
import io.redstart.query.api.ApiConfig;
import io.redstart.query.api.PrometheusApi;
import io.redstart.query.api.request.RequestLimits;
import io.redstart.query.api.status.ServerFacts;
import io.redstart.query.export.ScrapeConfig;
import io.redstart.query.history.MemberHistories;
import io.redstart.query.joint.JointStores;
import io.redstart.query.page.PageFacts;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.syntax.text.DurationText;
import io.redstart.query.push.Exports;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.fold.FoldCache;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Telemetry;
import io.redstart.tls.CertificateDates;
import io.redstart.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the Prometheus HTTP API over all aggregators of the cluster. It keeps no data, so any
 * number of query services can run.
 */
public final class QueryService {
  private static final Logger log = LoggerFactory.getLogger(QueryService.class);
  private static final String TLS_SETTING = "query.tls";
  private static final String SCRAPE_TLS_SETTING = "query.scrape.tls";
  private static final String HEALTH_CHECK = "query";
  private static final String LIVE_GAUGE = "redstart.query.aggregators";

  private final Vertx vertx;
  private final Telemetry telemetry;
  private final FoldCache folds;
  private final RedStores stores;
  private final QueryVerticle verticle;
  private final QueryPort apiPort;
  private final QueryPort scrapePort;
  private String deployment = "";

  private QueryService(
      Vertx vertx,
      Telemetry telemetry,
      FoldCache folds,
      RedStores stores,
      QueryVerticle verticle,
      QueryPort apiPort,
      QueryPort scrapePort) {
    this.folds = folds;
    this.vertx = vertx;
    this.telemetry = telemetry;
    this.stores = stores;
    this.verticle = verticle;
    this.apiPort = apiPort;
    this.scrapePort = scrapePort;
  }

  /** Starts a query service whose queries may hold a fifth of the heap. */
  public static Future<QueryService> start(
      Vertx vertx,
      QueryConfig config,
      SpanMetricsConfig spanMetrics,
      StoreConfig storeConfig,
      PageFacts page,
      Telemetry telemetry) {
    MemoryBudget memory = new MemoryBudget("queries", Runtime.getRuntime().maxMemory() / 5);
    return start(vertx, config, spanMetrics, storeConfig, page, telemetry, memory);
  }

  /**
   * Starts a query service, on a Vert.x that was built {@linkplain
   * io.redstart.connection.GuardedTransport#on on a guarded transport}. The future fails, with a
   * message that names the setting, if the service cannot listen on its port or use a file of
   * certificates, tokens or passwords. Without any aggregator the service still starts and answers
   * with a warning, but is not ready.
   *
   * @param page what the page for people shows beside the numbers
   * @param memory the heap that all queries share
   */
  public static Future<QueryService> start(
      Vertx vertx,
      QueryConfig config,
      SpanMetricsConfig spanMetrics,
      StoreConfig storeConfig,
      PageFacts page,
      Telemetry telemetry,
      MemoryBudget memory) {
    QueryPort apiPort = apiPort(config);
    QueryPort scrapePort = scrapePort(config.scrape());
    try {
      apiPort.loadFiles(vertx);
      scrapePort.loadFiles(vertx);
      config.export().checkFiles(vertx);
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
    InstantSource wall = InstantSource.system();
    LongSupplier monotonicMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    FoldCache folds = new FoldCache(memory, telemetry.meters(), monotonicMillis);
    RedStores red = new RedStores(
        vertx, sourceConfig(config, spanMetrics, storeConfig), folds, wall, monotonicMillis);
    JointStores stores = new JointStores(red, new MemberHistories(vertx, wall));
    ApiConfig apiConfig = apiConfig(config, storeConfig, memory, page);
    QueryVerticle verticle = new QueryVerticle(
        apiPort,
        scrapePort,
        config.scrape(),
        storeConfig.kept().get(0).window(),
        config.warmUp(),
        stores,
        telemetry.meters(),
        own ->
            new PrometheusApi(own, apiConfig, stores, telemetry.meters(), wall, System::nanoTime),
        served -> new Exports(
            vertx,
            config.export(),
            spanMetrics,
            served.pool(),
            served.stores(),
            telemetry.meters(),
            wall,
            storeConfig.kept().get(0).window(),
            config.timeout()));
    return new QueryService(vertx, telemetry, folds, red, verticle, apiPort, scrapePort).deploy();
  }

  private static QueryPort apiPort(QueryConfig config) {
    return new QueryPort(
        QueryPort.Kind.API,
        config.endpoint(),
        ConnectionLimits.of(config.http()),
        new ServerTls(config.tls(), TLS_SETTING, false),
        new ServerAuth(config.auth(), "query.auth"));
  }

  private static QueryPort scrapePort(ScrapeConfig config) {
    return new QueryPort(
        QueryPort.Kind.SCRAPE,
        config.endpoint(),
        ConnectionLimits.of(config.http()),
        new ServerTls(config.tls(), SCRAPE_TLS_SETTING, false),
        new ServerAuth(config.auth(), "query.scrape.auth"));
  }

  /** Returns the current problems with files named in settings, each with its key. */
  public static List<String> fileProblems(QueryConfig config) {
    Instant now = InstantSource.system().instant();
    List<String> problems =
        new ArrayList<>(CertificateDates.problems(config.tls(), TLS_SETTING, now));
    problems.addAll(CertificateDates.problems(config.scrape().tls(), SCRAPE_TLS_SETTING, now));
    return problems;
  }

  private static SourceConfig sourceConfig(
      QueryConfig config, SpanMetricsConfig spanMetrics, StoreConfig storeConfig) {
    return new SourceConfig(
        spanMetrics,
        SourceConfig.Views.of(spanMetrics),
        storeConfig.kept(),
        config.missingAggregators() == MissingAggregators.FAIL,
        Set.copyOf(config.forgottenAggregators()));
  }

  private static RequestLimits requestLimits(QueryConfig config) {
    long maxBytes = config.maxRequestBytesInFlight() > 0
        ? config.maxRequestBytesInFlight()
        : RequestLimits.memoryBytes(Runtime.getRuntime().maxMemory());
    return new RequestLimits(
        config.http().receiveTimeout().toMillis(), new MemoryBudget("query requests", maxBytes));
  }

  private static EngineConfig engineConfig(QueryConfig config) {
    Set<FeatureFlag> enabled = FeatureFlag.of(config.enableFeatures());
    boolean fineQuantiles = config.quantileBuckets() == QuantileBuckets.FINE;
    return EngineConfig.of(config.lookbackDelta(), fineQuantiles)
        .with(
            enabled.contains(FeatureFlag.EXPERIMENTAL_FUNCTIONS),
            enabled.contains(FeatureFlag.FILL_MODIFIERS),
            enabled.contains(FeatureFlag.DELAYED_NAME_REMOVAL),
            enabled.contains(FeatureFlag.START_TIMESTAMPS));
  }

  /** Returns the settings that Prometheus has flags for, by their names. */
  private static ServerFacts facts(QueryConfig config, StoreConfig store) {
    String retention = DurationText.print(store.longestMillis());
    Map<String, String> flags = Map.of(
        "enable-feature", String.join(",", config.enableFeatures()),
        "query.lookback-delta", DurationText.print(config.lookbackDelta().toMillis()),
        "query.max-concurrency", Integer.toString(config.maxConcurrency()),
        "query.max-samples", Integer.toString(config.maxSamples()),
        "query.timeout", DurationText.print(config.timeout().toMillis()),
        "storage.tsdb.retention.time", retention,
        "web.enable-admin-api", "false",
        "web.enable-lifecycle", "false",
        "web.enable-remote-write-receiver", "false",
        "web.listen-address", config.endpoint().toString());
    return new ServerFacts(version(), flags, retention);
  }

  private static ApiConfig apiConfig(
      QueryConfig config, StoreConfig storeConfig, MemoryBudget memory, PageFacts page) {
    return new ApiConfig(
        engineConfig(config),
        config.timeout(),
        config.sendTimeout(),
        config.maxSamples(),
        config.maxConcurrency(),
        requestLimits(config),
        memory,
        facts(config, storeConfig),
        page,
        config.adminApi());
  }

  /**
   * Returns why the service is not ready. It becomes ready with the first aggregator and then stays
   * ready: an answer with a warning is better than none.
   */
  private Optional<String> problem() {
    return stores.everKnown() ? Optional.empty() : Optional.of("no aggregator was found yet");
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = QueryService.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }

  private Future<QueryService> deploy() {
    return vertx
        .deployVerticle(verticle)
        .onSuccess(id -> {
          deployment = id;
          telemetry.health().check(HEALTH_CHECK, this::problem);
          Gauge.builder(LIVE_GAUGE, stores, RedStores::liveCount)
              .description("Aggregators that have announced themselves recently")
              .register(telemetry.meters());
          log.info("Prometheus API on port {}, metrics of spans on port {}", port(), scrapePort());
        })
        .map(this);
  }

  /** Returns the port that the Prometheus API listens on. */
  public int port() {
    return apiPort.number();
  }

  /** Returns the port where a Prometheus scrapes. */
  public int scrapePort() {
    return scrapePort.number();
  }

  /** Stops listening, and cancels the running queries. */
  public Future<Void> stop() {
    telemetry.health().remove(HEALTH_CHECK);
    telemetry.meters().find(LIVE_GAUGE).gauges().forEach(telemetry.meters()::remove);
    return vertx.undeploy(deployment).onComplete(stopped -> folds.close());
  }
}
