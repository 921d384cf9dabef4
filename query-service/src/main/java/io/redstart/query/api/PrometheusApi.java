// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.connection.RefusalLog;
import io.redstart.limit.Processors;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.source.RedStores;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the HTTP API of the query service:
 *
 * <pre>
 *   GET, POST  /api/v1/query, /api/v1/query_range, /api/v1/query_exemplars
 *   GET, POST  /api/v1/series, /api/v1/labels
 *   GET        /api/v1/label/NAME/values, /api/v1/metadata, /api/v1/status/buildinfo
 *   GET, HEAD  /-/healthy, /-/ready
 *   GET        /, /query      a page for people
 * </pre>
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
  private final RedStores stores;
  private final ApiMeters meters;
  private final FormReader forms;
  private final QueryPool pool;
  private final AnswerSender sender;
  private final List<Gauge> gauges = new ArrayList<>();
  private final QueryEndpoints queries;
  private final ExemplarsEndpoint exemplars;
  private final MetadataEndpoints metadata;
  private final PageHandler page;

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
      RedStores stores,
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
    gauges.addAll(meters.watch(pool));
    gauges.add(meters.watch(config.requests().memory()));
    gauges.addAll(meters.watchQueries(config.memory()));
    MeteredStores metered = new MeteredStores(stores, meters);
    this.queries = new QueryEndpoints(config.engine(), metered, wall);
    this.exemplars = new ExemplarsEndpoint(metered, new PromqlEngine(config.engine()));
    this.metadata = new MetadataEndpoints(metered);
    this.page = new PageHandler(config, metered, pool, wall);
  }

  /**
   * Returns the options of its server, without host, port and connection limits. Without TLS the
   * server speaks HTTP/1.1 only, as Prometheus does; HTTP/2 would count a long URL as one header.
   */
  public HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(URL_MAX_BYTES)
        .setMaxHeaderSize(HEADERS_MAX_BYTES);
  }

  /** Returns the log of refused requests and connections. */
  public RefusalLog refusals() {
    return meters.refusals();
  }

  /** Returns the router that handles all requests. */
  public Router router() {
    Router router = Router.router(vertx);
    router.route("/api/v1/*").handler(crossOrigin());
    router.route("/api/v1/*").handler(PrometheusApi::varyAndOptions);
    getAndPost(router, "/api/v1/query").handler(api("query", context -> queries::instant));
    getAndPost(router, "/api/v1/query_range")
        .handler(api("query_range", context -> queries::range));
    getAndPost(router, "/api/v1/query_exemplars")
        .handler(api("query_exemplars", context -> exemplars::query));
    getAndPost(router, "/api/v1/series")
        .handler(api("series", forms.ignoringMultipart(), context -> metadata::series));
    getAndPost(router, "/api/v1/labels").handler(api("labels", context -> metadata::labelNames));
    router.get("/api/v1/label/:name/values").handler(api("label_values", this::labelValues));
    router.get("/api/v1/metadata").handler(api("metadata", context -> metadata::metadata));
    router
        .get("/api/v1/status/buildinfo")
        .handler(api(
            "buildinfo", context -> (parameters, limits) -> BuildInfo.result(config.version())));
    getAndHead(router, "/-/healthy").handler(context -> text(context, 200, "Redstart is healthy."));
    getAndHead(router, "/-/ready").handler(this::ready);
    router.get("/").handler(page);
    router.get("/query").handler(page);
    router.errorHandler(404, context -> text(context, 404, "404 page not found"));
    router.errorHandler(405, context -> text(context, 405, "Method Not Allowed"));
    router.errorHandler(500, context -> {
      log.error("a request failed", context.failure());
      text(context, 500, "internal error: " + context.failure());
    });
    return router;
  }

  private static Route getAndPost(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.POST);
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

  private ApiHandler api(String name, ApiEndpoint.Choice endpoint) {
    return api(name, forms, endpoint);
  }

  private ApiHandler api(String name, FormReader reader, ApiEndpoint.Choice endpoint) {
    return new ApiHandler(
        name, endpoint, reader, pool, sender, meters, config.timeout().toMillis());
  }

  private ApiEndpoint labelValues(RoutingContext context) {
    String name = Objects.requireNonNull(context.pathParam("name"), "name");
    return (parameters, limits) -> metadata.labelValues(name, parameters, limits);
  }

  /** Reports whether an aggregator was found; queries before that get an answer with a warning. */
  private void ready(RoutingContext context) {
    if (stores.everKnown()) {
      text(context, 200, "Redstart is ready.");
    } else {
      text(context, 503, "no aggregator was found yet");
    }
  }

  private static void text(RoutingContext context, int status, String text) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      context.response().end();
    } else {
      context.response().end(text + "\n");
    }
  }

  /** Cancels all queries, and stops the threads. */
  public void close() {
    pool.close();
    meters.remove(gauges);
  }
}
