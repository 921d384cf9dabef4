// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.auth.AuthHandler;
import io.redstart.auth.ServerAuth;
import io.redstart.connection.RefusalLog;
import io.redstart.limit.Processors;
import io.redstart.query.api.answer.AnswerSender;
import io.redstart.query.api.endpoint.ClusterEndpoints;
import io.redstart.query.api.endpoint.QueryEndpoints;
import io.redstart.query.api.endpoint.ScrapeEndpoint;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.pool.QueryMemory;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.api.request.FormReader;
import io.redstart.query.api.status.SelfMetrics;
import io.redstart.query.cluster.ClusterDesk;
import io.redstart.query.export.ScrapeConfig;
import io.redstart.query.joint.JointStores;
import io.redstart.query.page.PageRoutes;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the HTTP API of Prometheus, below {@code /api/v1} and at {@code /federate} and {@code
 * /-/}, and the page at {@code /}. {@link ApiRoutes} lists the paths.
 *
 * <p>Create it on the context that serves it. {@link #close} stops its threads.
 */
public final class PrometheusApi {
  private static final Logger log = LoggerFactory.getLogger(PrometheusApi.class);

  /** Long queries come in URLs too; Go accepts 1 MiB of headers, the first line included. */
  private static final int URL_MAX_BYTES = 256 * 1024;

  private static final int HEADERS_MAX_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final ApiConfig config;
  private final JointStores stores;
  private final ApiMeters meters;
  private final FormReader forms;
  private final QueryPool pool;
  private final AnswerSender sender;
  private final List<Gauge> gauges = new ArrayList<>();
  private final MeteredStores metered;
  private final SelfMetrics selfMetrics;
  private final InstantSource wall;
  private final LongSupplier nanoClock;

  /**
   * Makes the API; it does not listen yet.
   *
   * @param stores the stores, opened or about to be
   * @param wall the evaluation time of queries that name none
   * @param nanoClock a clock that only measures distances, in nanoseconds
   */
  public PrometheusApi(
      Vertx vertx,
      ApiConfig config,
      JointStores stores,
      MeterRegistry registry,
      InstantSource wall,
      LongSupplier nanoClock) {
    this.vertx = vertx;
    this.config = config;
    this.stores = stores;
    this.meters = new ApiMeters(registry);
    QueryMemory memory = new QueryMemory(config.memory(), config.samplesMax(), meters, nanoClock);
    Processors processors = new Processors(Runtime.getRuntime().availableProcessors(), nanoClock);
    this.pool = new QueryPool(vertx, config.concurrencyMax(), memory, processors);
    this.sender = new AnswerSender(vertx, meters, config.sendTimeout());
    this.forms = new FormReader(vertx, config.requests());
    gauges.addAll(meters.watchPool(pool::running, pool::waiting));
    gauges.add(meters.watchRequests(config.requests().memory()));
    gauges.addAll(meters.watchQueries(config.memory()));
    this.metered = new MeteredStores(stores, meters);
    this.selfMetrics = new SelfMetrics(registry);
    this.wall = wall;
    this.nanoClock = nanoClock;
  }

  /**
   * Returns the options of its server, without host, port, TLS and connection limits. The server
   * speaks HTTP/1.1 only; HTTP/2 would count a long URL as one header.
   */
  public HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(URL_MAX_BYTES)
        .setMaxHeaderSize(HEADERS_MAX_BYTES);
  }

  /** Returns the pool of queries, for what else reads on the context that serves the API. */
  public QueryPool pool() {
    return pool;
  }

  /** Returns the stores that its queries read. */
  public MeteredStores stores() {
    return metered;
  }

  /** Returns the log of refused requests and connections. */
  public RefusalLog refusals() {
    return meters.refusals();
  }

  /** Returns the handler of all requests, on the context that serves it. */
  public Handler<HttpServerRequest> handler(ServerAuth auth) {
    return guarded(router(), auth);
  }

  /**
   * Returns the handler of a Prometheus that scrapes the metrics of spans, on the context that serves
   * it.
   *
   * @param window the length of a window
   */
  public Handler<HttpServerRequest> scrapeHandler(
      ScrapeConfig scrape, Duration window, ServerAuth auth) {
    Router router = Router.router(vertx);
    ApiRoutes routes = new ApiRoutes(router, forms, pool, sender, meters, config.timeout());
    routes.addScrape(
        new ScrapeEndpoint(metered, stores.red().latestMetrics(), scrape, window, wall));
    addPlainErrors(router);
    return guarded(router, auth);
  }

  private Handler<HttpServerRequest> guarded(Router router, ServerAuth auth) {
    return auth.isOn()
        ? AuthHandler.before(new QueryDoor(router, meters), auth.authenticator(vertx))
        : router;
  }

  /** Returns the router that handles all requests. */
  Router router() {
    Router router = Router.router(vertx);
    router.route("/api/v1/*").handler(crossOrigin());
    router.route("/api/v1/*").handler(PrometheusApi::varyAndOptions);
    ApiRoutes routes = new ApiRoutes(router, forms, pool, sender, meters, config.timeout());
    routes.addQueries(config, metered, wall);
    routes.addStatus(config, selfMetrics, wall);
    ClusterDesk desk =
        new ClusterDesk(vertx, () -> stores.red().heard(), () -> stores.own().heard());
    routes.addCluster(
        new ClusterEndpoints(desk, vertx.getOrCreateContext(), config.timeout()),
        config.adminApi());
    routes.addRefused();
    refuseLifecycle(router, "/-/reload");
    refuseLifecycle(router, "/-/quit");
    getAndHead(router, "/-/healthy")
        .handler(context -> PlainText.send(context, 200, "Redstart is healthy."));
    getAndHead(router, "/-/ready").handler(this::ready);
    PageRoutes.add(router);
    addPlainErrors(router);
    return router;
  }

  private static void addPlainErrors(Router router) {
    router.errorHandler(404, context -> PlainText.send(context, 404, "404 page not found"));
    router.errorHandler(405, context -> PlainText.send(context, 405, "Method Not Allowed"));
    router.errorHandler(500, context -> {
      log.error("a request failed", context.failure());
      PlainText.send(context, 500, "internal error: " + context.failure());
    });
  }

  /** The settings are read once, and a process ends by its signal. */
  private static void refuseLifecycle(Router router, String path) {
    router.post(path).handler(PrometheusApi::noLifecycle);
    router.put(path).handler(PrometheusApi::noLifecycle);
    router
        .get(path)
        .handler(context -> PlainText.send(context, 405, "Only POST or PUT requests allowed"));
  }

  private static void noLifecycle(RoutingContext context) {
    PlainText.send(context, 403, "Lifecycle API is not enabled.");
  }

  private static Route getAndHead(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  /** Lets scripts of any origin read the API, as Prometheus does by default. */
  private static CorsHandler crossOrigin() {
    return CorsHandler.create()
        .allowedMethods(
            new LinkedHashSet<>(List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.OPTIONS)))
        .allowedHeaders(
            new LinkedHashSet<>(List.of("Accept", "Authorization", "Content-Type", "Origin")))
        .exposedHeader("Date");
  }

  /** Names the headers that answers depend on, and answers what asks for options alone. */
  private static void varyAndOptions(RoutingContext context) {
    context
        .response()
        .headers()
        .add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      context.response().setStatusCode(204).end();
    } else {
      context.next();
    }
  }

  /**
   * Asks typical queries for a time, unless somebody else asks. The future never fails.
   *
   * @return false if there was nothing to ask for yet
   */
  public Future<Boolean> warmUp(Duration longest) {
    QueryEndpoints queries = new QueryEndpoints(config.engine(), metered, wall);
    return new WarmUp(pool, metered, queries, wall, nanoClock, config.timeout()).run(longest);
  }

  /** Reports whether an aggregator was found; queries before that get an answer with a warning. */
  private void ready(RoutingContext context) {
    if (stores.red().everKnown()) {
      PlainText.send(context, 200, "Redstart is ready.");
    } else {
      context.response().putHeader("X-Prometheus-Stopping", "false");
      PlainText.send(context, 503, "no aggregator was found yet");
    }
  }

  /** Cancels all queries, and stops the threads. */
  public void close() {
    pool.close();
    meters.remove(gauges);
  }
}
