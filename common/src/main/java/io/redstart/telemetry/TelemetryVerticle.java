// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.redstart.auth.AuthHandler;
import io.redstart.auth.ServerAuth;
import io.redstart.connection.ConnectionLimits;
import io.redstart.connection.ConnectionMeters;
import io.redstart.connection.GuardedServer;
import io.redstart.connection.RefusalLog;
import io.redstart.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves requests for a process's health and metrics. */
final class TelemetryVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(TelemetryVerticle.class);
  private static final String PORT = "telemetry";

  private final TelemetryConfig config;
  private final MeterRegistry registry;
  private final Function<Vertx, Handler<HttpServerRequest>> makeHandler;
  private final ConnectionMeters connections;
  private final ServerTls tls;
  private final ServerAuth auth;
  /** Written while starting, read by any thread afterwards. */
  private volatile @Nullable HttpServer server;

  TelemetryVerticle(
      TelemetryConfig config,
      MeterRegistry registry,
      Function<Vertx, Handler<HttpServerRequest>> makeHandler) {
    this.config = config;
    this.registry = registry;
    this.makeHandler = makeHandler;
    this.tls = new ServerTls(config.tls(), TelemetryService.TLS_SETTING, false);
    this.auth = new ServerAuth(config.auth(), "telemetry.auth");
    this.connections = new ConnectionMeters(
        registry,
        PORT,
        Tags.empty(),
        "telemetry port",
        new RefusalLog(
            registry.config().clock()::monotonicTime,
            reason -> ConnectionMeters.advice(reason, "telemetry.http"),
            log::warn));
  }

  /**
   * Supports only HTTP/1.1, as scrapers and probes use it.
   *
   * @throws IllegalStateException if a file of certificates, tokens or passwords cannot be used
   */
  @Override
  public Future<?> start() {
    tls.checkFiles(vertx);
    auth.load();
    HttpServerOptions options = new HttpServerOptions()
        .setHost(config.endpoint().host())
        .setPort(GuardedServer.portOf(config.endpoint()))
        .setHttp2ClearTextEnabled(false);
    tls.addTo(options);
    return GuardedServer.create(
            vertx,
            options,
            ConnectionLimits.of(config.http()),
            connections,
            () -> TimeUnit.NANOSECONDS.toMillis(registry.config().clock().monotonicTime()),
            handler())
        .listen()
        .onSuccess(listening -> {
          server = listening;
          tls.keepFresh(vertx, listening);
        });
  }

  private Handler<HttpServerRequest> handler() {
    Handler<HttpServerRequest> handler = makeHandler.apply(vertx);
    return auth.isOn()
        ? AuthHandler.before(new TelemetryDoor(handler, registry), auth.authenticator(vertx))
        : handler;
  }

  /** Returns the port of the listening server, or 0 if there is none. */
  int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  @Override
  public Future<?> stop() {
    connections.close();
    HttpServer listening = server;
    return listening == null ? Future.succeededFuture() : listening.close();
  }
}
