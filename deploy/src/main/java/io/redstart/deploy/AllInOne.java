// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.Endpoint;
import io.redstart.config.StoreConfig;
import io.redstart.deploy.demo.DemoService;
import io.redstart.ingest.IngestConfig.HttpConfig;
import io.redstart.ingest.IngestService;
import io.redstart.memory.MemoryPlan;
import io.redstart.telemetry.TelemetryService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.Optional;

/**
 * Runs every service in this process on one Vert.x instance without a cluster. The services are the
 * same as in a cluster, but the event bus between them passes references.
 */
final class AllInOne implements Program {
  private final RedstartConfig settings;
  private final Services services;
  /** The demo's store; empty without a demo. */
  private final Optional<TemporaryFolder> temporaryStore;

  private AllInOne(
      RedstartConfig settings,
      MemoryPlan memory,
      TelemetryService telemetry,
      Optional<TemporaryFolder> temporaryStore) {
    this.settings = settings;
    this.services = new Services(settings, memory, telemetry);
    this.temporaryStore = temporaryStore;
  }

  /** Creates the services without a demo. */
  static AllInOne of(RedstartConfig settings, MemoryPlan memory) {
    return of(settings, memory, TelemetryService.create());
  }

  /** Creates the services without a demo, with a telemetry of its own. */
  static AllInOne of(RedstartConfig settings, MemoryPlan memory, TelemetryService telemetry) {
    return new AllInOne(settings, memory, telemetry, Optional.empty());
  }

  /** Creates the services on a temporary folder, with a shop that sends spans. */
  static AllInOne demo(RedstartConfig settings, MemoryPlan memory) {
    TemporaryFolder folder = TemporaryFolder.create();
    StoreConfig store = settings.store().withPath(folder.path().toString());
    return new AllInOne(
        settings.withStore(store), memory, TelemetryService.create(), Optional.of(folder));
  }

  /**
   * Starts the services in the order of their dependencies: aggregator, query, ingest, and the
   * demo's shop.
   */
  @Override
  public Future<Map<String, Endpoint>> start() {
    VertxOptions options = new VertxOptions();
    Vertx vertx = services.observe(Vertx.builder(), options).build();
    // Added first, so it goes last: after the store is closed, or never was open.
    temporaryStore.ifPresent(store -> services.add(store::delete));
    return services
        .listen(vertx)
        .compose(listening -> services.keepHistory(vertx, name(), "all-in-one"))
        .compose(keeping -> services.startAggregator(vertx))
        .compose(aggregator -> services.startQuery(vertx))
        .compose(query -> services.startIngest(vertx))
        .compose(ingest -> temporaryStore.isPresent() ? startShop(vertx, ingest) : nothing())
        .map(started -> services.ready(vertx));
  }

  private String name() {
    String configured = settings.aggregator().name();
    return configured.isEmpty() ? services.telemetryEndpoint().toString() : configured;
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private Future<Void> startShop(Vertx vertx, IngestService ingest) {
    HttpConfig http = settings.ingest().otlp().protocols().http();
    if (!http.enabled()) {
      return Future.failedFuture(
          "the demo's shop sends OTLP/HTTP, but ingest.otlp.protocols.http.enabled is false");
    }
    String host = http.endpoint().host();
    return DemoService.start(vertx, host, ingest.httpPort())
        .onSuccess(shop -> services.add(shop::stop))
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    return services.stop();
  }
}
