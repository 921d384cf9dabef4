// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.aggregator.AggregatorService;
import io.redstart.config.Endpoint;
import io.redstart.config.SettingsText;
import io.redstart.config.StoreConfig;
import io.redstart.connection.GuardedTransport;
import io.redstart.ingest.IngestConfig.GrpcConfig;
import io.redstart.ingest.IngestConfig.HttpConfig;
import io.redstart.ingest.IngestConfig.ProtocolsConfig;
import io.redstart.ingest.IngestService;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import io.redstart.process.FatalErrors;
import io.redstart.query.QueryService;
import io.redstart.query.page.OtlpReceivers;
import io.redstart.query.page.PageFacts;
import io.redstart.telemetry.TelemetryService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Starts services with their settings, collects their endpoints, and stops them in reverse order.
 */
final class Services {
  private final RedstartConfig settings;
  private final MemoryPlan memory;
  private final TelemetryService telemetry;
  private final StartedParts parts = new StartedParts();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  /** Read by the query service on any thread. */
  private volatile Optional<OtlpReceivers> receivers = Optional.empty();

  Services(RedstartConfig settings, MemoryPlan memory, TelemetryService telemetry) {
    this.telemetry = telemetry;
    this.settings = settings;
    this.memory = memory;
  }

  /** Configures a Vert.x instance to export its metrics and guard its sockets. */
  VertxBuilder observe(VertxBuilder builder, VertxOptions options) {
    // No resources are served from the jar, and a killed process would leave its cache folder.
    options.setFileSystemOptions(
        new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false));
    return GuardedTransport.on(telemetry.observe(builder, options));
  }

  /**
   * Starts to answer health requests, before any service starts. Vert.x closes with the services.
   */
  Future<Void> listen(Vertx vertx) {
    vertx.exceptionHandler(failure -> FatalErrors.report("unhandled exception", failure));
    parts.add(vertx::close);
    return telemetry
        .listen(vertx, settings.telemetry())
        .onSuccess(service -> parts.add(service::stop))
        .mapEmpty();
  }

  /**
   * Keeps the process's own metrics for queries.
   *
   * @param name the label {@code instance} of the metrics
   * @param role what the process is, for messages
   */
  Future<Void> keepHistory(Vertx vertx, String name, String role) {
    return telemetry.keepHistory(vertx, name, role, memory.budget(MemoryPart.HISTORY));
  }

  /** Returns where the process's own metrics are served, once it listens. */
  Endpoint telemetryEndpoint() {
    return new Endpoint(settings.telemetry().endpoint().host(), telemetry.port());
  }

  Future<IngestService> startIngest(Vertx vertx) {
    return IngestService.start(
            vertx, settings.ingest(), settings.spanmetrics(), memory, telemetry.telemetry())
        .onSuccess(ingest -> {
          parts.add(ingest::stop);
          ProtocolsConfig protocols = settings.ingest().otlp().protocols();
          if (protocols.grpc().enabled()) {
            show("otlp/grpc", protocols.grpc().endpoint(), ingest.grpcPort());
          }
          if (protocols.http().enabled()) {
            show("otlp/http", protocols.http().endpoint(), ingest.httpPort());
          }
          receivers = Optional.of(receivers(protocols, ingest));
        });
  }

  Future<AggregatorService> startAggregator(Vertx vertx) {
    return AggregatorService.start(
            vertx,
            settings.aggregator(),
            settings.store(),
            settings.spanmetrics(),
            memory,
            telemetry.telemetry())
        .onSuccess(aggregator -> parts.add(aggregator::stop));
  }

  Future<QueryService> startQuery(Vertx vertx) {
    StoreConfig store = settings.store();
    return QueryService.start(
            vertx,
            settings.query(),
            settings.spanmetrics(),
            store,
            new PageFacts(
                settings.ui(), store.kept(), () -> receivers, () -> SettingsText.of(settings)),
            telemetry.telemetry())
        .onSuccess(query -> {
          parts.add(query::stop);
          show("query", settings.query().endpoint(), query.port());
          show("scrape", settings.query().scrape().endpoint(), query.scrapePort());
        });
  }

  /** Registers how to stop a part that was started elsewhere. */
  void add(Supplier<Future<Void>> stop) {
    parts.add(stop);
  }

  /** Reports that all services have started. Returns their endpoints. */
  Map<String, Endpoint> ready(Vertx vertx) {
    endpoints.put("telemetry", telemetryEndpoint());
    telemetry.watch(vertx, memory);
    telemetry.started(vertx);
    return endpoints;
  }

  private static OtlpReceivers receivers(ProtocolsConfig protocols, IngestService ingest) {
    GrpcConfig grpc = protocols.grpc();
    HttpConfig http = protocols.http();
    return new OtlpReceivers(
        grpc.enabled() ? new Endpoint(grpc.endpoint().host(), ingest.grpcPort()) : null,
        http.enabled() ? new Endpoint(http.endpoint().host(), ingest.httpPort()) : null,
        http.tls().certFile().isEmpty() ? "http" : "https",
        http.tracesUrlPath());
  }

  private void show(String name, Endpoint wanted, int port) {
    endpoints.put(name, new Endpoint(wanted.host(), port));
  }

  Future<Void> stop() {
    return parts.stop();
  }
}
