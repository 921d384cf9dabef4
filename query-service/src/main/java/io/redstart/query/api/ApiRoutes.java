// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.api.answer.AnswerSender;
import io.redstart.query.api.answer.PartedAnswer;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.distribution.DistributionEndpoint;
import io.redstart.query.api.endpoint.ApiEndpoint;
import io.redstart.query.api.endpoint.CardinalityEndpoint;
import io.redstart.query.api.endpoint.ClusterEndpoints;
import io.redstart.query.api.endpoint.ExemplarsEndpoint;
import io.redstart.query.api.endpoint.Federation;
import io.redstart.query.api.endpoint.MetadataEndpoints;
import io.redstart.query.api.endpoint.QueryEndpoints;
import io.redstart.query.api.endpoint.RemoteReadEndpoint;
import io.redstart.query.api.endpoint.ScrapeEndpoint;
import io.redstart.query.api.endpoint.SyntaxEndpoints;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.api.request.FormReader;
import io.redstart.query.api.status.Features;
import io.redstart.query.api.status.LightEndpoint;
import io.redstart.query.api.status.RuleEndpoints;
import io.redstart.query.api.status.SelfMetrics;
import io.redstart.query.api.status.StatusEndpoints;
import io.redstart.query.api.status.TargetEndpoints;
import io.redstart.query.export.ScrapeFormat;
import io.redstart.query.promql.PromqlEngine;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * The paths of Prometheus' API and their endpoints. Queries wait for a thread of the pool; what
 * needs no data is answered at once.
 */
final class ApiRoutes {
  private static final String ROOT = "/api/v1/";

  private final Router router;
  private final FormReader forms;
  private final QueryPool pool;
  private final AnswerSender sender;
  private final ApiMeters meters;
  private final long timeoutMillis;

  ApiRoutes(
      Router router,
      FormReader forms,
      QueryPool pool,
      AnswerSender sender,
      ApiMeters meters,
      Duration timeout) {
    this.router = router;
    this.forms = forms;
    this.pool = pool;
    this.sender = sender;
    this.meters = meters;
    this.timeoutMillis = timeout.toMillis();
  }

  /** Adds the paths that read series, or parse queries. */
  void addQueries(ApiConfig config, MeteredStores stores, InstantSource wall) {
    PromqlEngine engine = new PromqlEngine(config.engine());
    QueryEndpoints queries = new QueryEndpoints(config.engine(), stores, wall);
    SyntaxEndpoints syntax = new SyntaxEndpoints(engine);
    ExemplarsEndpoint exemplars = new ExemplarsEndpoint(stores, engine);
    getAndPost("query", queries::instant);
    getAndPost("query_range", queries::range);
    getAndPost("query_exemplars", exemplars::query);
    getAndPost("format_query", syntax::format);
    getAndPost("parse_query", syntax::tree);
    addMetadata(new MetadataEndpoints(stores));
    Duration lookbackDelta = config.engine().lookbackDelta();
    get("status/tsdb", new CardinalityEndpoint(stores, lookbackDelta, wall)::status);
    addFederation(new Federation(stores, lookbackDelta, wall));
    addDistribution(new DistributionEndpoint(stores));
    addRemoteRead(new RemoteReadEndpoint(stores));
  }

  private void addRemoteRead(RemoteReadEndpoint endpoint) {
    router
        .post(ROOT + "read")
        .handler(new ApiHandler(
            "remote_read",
            context -> endpoint::read,
            forms.ofBytes(),
            pool,
            sender,
            meters,
            timeoutMillis,
            PartedAnswer::error));
  }

  private void addDistribution(DistributionEndpoint distributions) {
    ApiEndpoint.Choice choice = context -> {
      context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
      String accept = accept(context);
      return (parameters, limits) -> distributions.distribution(parameters, limits, accept);
    };
    Handler<RoutingContext> handler = handler("distribution", forms, choice);
    router
        .route(ROOT + "redstart/distribution")
        .method(HttpMethod.GET)
        .method(HttpMethod.POST)
        .handler(handler);
  }

  private static String accept(RoutingContext context) {
    String accept = context.request().getHeader(HttpHeaders.ACCEPT);
    return accept == null ? "" : accept;
  }

  private void addMetadata(MetadataEndpoints metadata) {
    getAndPost("labels", metadata::labelNames);
    get("metadata", metadata::metadata);
    Handler<RoutingContext> series =
        handler("series", forms.ignoringMultipart(), context -> metadata::series);
    router.get(ROOT + "series").handler(series);
    router.post(ROOT + "series").handler(series);
    router.get(ROOT + "label/:name/values").handler(handler("label_values", forms, context -> {
      String name = Objects.requireNonNull(context.pathParam("name"), "name");
      return (parameters, limits) -> metadata.labelValues(name, parameters, limits);
    }));
  }

  /** Adds the paths of {@code redstart cluster}. */
  void addCluster(ClusterEndpoints cluster, AdminApi access) {
    AdminGuard guard = new AdminGuard(access);
    get("redstart/cluster", cluster::status);
    change("drain", guard, cluster::drain);
    change("forget", guard, cluster::forget);
  }

  private void change(String verb, AdminGuard guard, ApiEndpoint endpoint) {
    String path = "admin/redstart/cluster/" + verb;
    router.post(ROOT + path).handler(handler(metricName(path), forms, context -> {
      guard.check(context.request());
      return endpoint;
    }));
  }

  /** Adds the path that a Prometheus scrapes. */
  void addScrape(ScrapeEndpoint scrape) {
    ApiEndpoint.Choice choice = context -> {
      ScrapeFormat format = ScrapeFormat.of(context.parsedHeaders().accept());
      return (parameters, limits) -> scrape.samples(format, limits);
    };
    router.get("/metrics").handler(text("scrape", choice));
  }

  private ApiHandler text(String name, ApiEndpoint.Choice choice) {
    return new ApiHandler(
        name, choice, forms, pool, sender, meters, timeoutMillis, PartedAnswer::error);
  }

  private void addFederation(Federation federation) {
    ApiEndpoint.Choice choice = context -> {
      String accept = accept(context);
      return (parameters, limits) -> federation.samples(parameters, limits, accept);
    };
    router.get("/federate").handler(text("federate", choice));
  }

  /** Adds what the server says of itself, and what a Prometheus without targets and rules says. */
  void addStatus(ApiConfig config, SelfMetrics metrics, InstantSource wall) {
    StatusEndpoints status = new StatusEndpoints(config.facts(), wall);
    light("status/buildinfo", status::buildInfo);
    light("status/config", status::config);
    light("status/flags", status::flags);
    light("status/runtimeinfo", status::runtimeInfo);
    light("status/tsdb/blocks", status::blocks);
    light("status/walreplay", status::walReplay);
    light("notifications", status::notifications);
    light("features", new Features(config.engine())::list);
    get(
        "redstart/page",
        (parameters, limits) ->
            Result.of(config.page().tree(config.facts().version(), parameters.get("host"))));
    get("status/self_metrics", (parameters, limits) -> metrics.families(parameters));
    TargetEndpoints targets = new TargetEndpoints();
    light("targets", targets::targets);
    get("targets/metadata", (parameters, limits) -> targets.metadata(parameters));
    light("targets/relabel_steps", targets::relabelSteps);
    light("scrape_pools", targets::pools);
    light("scrape_pools/config", targets::poolConfig);
    light("alertmanagers", targets::alertmanagers);
    RuleEndpoints rules = new RuleEndpoints();
    get("rules", (parameters, limits) -> rules.rules(parameters));
    light("alerts", rules::alerts);
  }

  /** Adds the paths of Prometheus that change data or search names; they are refused. */
  void addRefused() {
    for (String path : new String[] {"delete_series", "clean_tombstones", "snapshot"}) {
      LightHandler refused = refused("admin", "admin APIs disabled");
      router.post(ROOT + "admin/tsdb/" + path).handler(refused);
      router.put(ROOT + "admin/tsdb/" + path).handler(refused);
    }
    for (String path : new String[] {"metric_names", "label_names", "label_values"}) {
      LightHandler refused = refused("search", "search API disabled");
      router.get(ROOT + "search/" + path).handler(refused);
      router.post(ROOT + "search/" + path).handler(refused);
    }
    noReceiver("write", "Redstart makes its metrics from spans and receives none");
    noReceiver(
        "otlp/v1/metrics",
        "Redstart makes its metrics from spans and receives none; send spans over OTLP to its"
            + " ingest service");
    // As from a Prometheus whose subscribers are all taken: an EventSource does not try again.
    router
        .get(ROOT + "notifications/live")
        .handler(context -> context
            .response()
            .setStatusCode(204)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
            .end());
  }

  private LightHandler refused(String name, String message) {
    return new LightHandler(
        name,
        parameters -> {
          throw new ApiException(ErrorType.DISABLED, message);
        },
        sender,
        meters);
  }

  private void noReceiver(String path, String message) {
    router.post(ROOT + path).handler(context -> PlainText.send(context, 404, message));
  }

  private void getAndPost(String path, ApiEndpoint endpoint) {
    Handler<RoutingContext> handler = handler(path, forms, context -> endpoint);
    router.route(ROOT + path).method(HttpMethod.GET).method(HttpMethod.POST).handler(handler);
  }

  private void get(String path, ApiEndpoint endpoint) {
    router.get(ROOT + path).handler(handler(metricName(path), forms, context -> endpoint));
  }

  private void light(String path, LightEndpoint endpoint) {
    router.get(ROOT + path).handler(new LightHandler(metricName(path), endpoint, sender, meters));
  }

  /** Returns the endpoint's name in metrics. */
  private static String metricName(String path) {
    return path.replace("status/", "").replace('/', '_');
  }

  private ApiHandler handler(String name, FormReader reader, ApiEndpoint.Choice choice) {
    return new ApiHandler(name, choice, reader, pool, sender, meters, timeoutMillis);
  }
}
