// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.redstart.auth.ServerAuth;
import io.redstart.config.Endpoint;
import io.redstart.connection.ConnectionLimits;
import io.redstart.connection.ConnectionMeters;
import io.redstart.connection.GuardedServer;
import io.redstart.connection.RefusalLog;
import io.redstart.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A port of the query service. */
final class QueryPort {
  private final Kind kind;
  private final Endpoint endpoint;
  private final ConnectionLimits limits;
  private final ServerTls tls;
  private final ServerAuth auth;
  private @Nullable ConnectionMeters connections;
  /** Written while starting, read by any thread afterwards. */
  private volatile @Nullable HttpServer server;

  /** What a port is for. */
  enum Kind {
    /** The HTTP API and the page. */
    API("query.endpoint", "query", "port of the Prometheus API"),
    /** The metrics of spans for a Prometheus. */
    SCRAPE("query.scrape.endpoint", "scrape", "port for scraping");

    private final String setting;
    private final String metric;
    private final String description;

    Kind(String setting, String metric, String description) {
      this.setting = setting;
      this.metric = metric;
      this.description = description;
    }
  }

  QueryPort(Kind kind, Endpoint endpoint, ConnectionLimits limits, ServerTls tls, ServerAuth auth) {
    this.kind = kind;
    this.endpoint = endpoint;
    this.limits = limits;
    this.tls = tls;
    this.auth = auth;
  }

  ServerAuth auth() {
    return auth;
  }

  /**
   * Reads the files of certificates, tokens and passwords.
   *
   * @throws IllegalStateException if one cannot be used
   */
  void loadFiles(Vertx vertx) {
    tls.checkFiles(vertx);
    auth.load();
  }

  /** Starts to listen, on the current context. */
  Future<?> listen(
      Vertx vertx,
      HttpServerOptions options,
      MeterRegistry registry,
      RefusalLog refusals,
      Handler<HttpServerRequest> handler) {
    ConnectionMeters counted =
        new ConnectionMeters(registry, kind.metric, Tags.empty(), kind.description, refusals);
    connections = counted;
    options.setHost(endpoint.host()).setPort(GuardedServer.portOf(endpoint));
    tls.addTo(options);
    return GuardedServer.create(
            vertx,
            options,
            limits,
            counted,
            () -> TimeUnit.NANOSECONDS.toMillis(registry.config().clock().monotonicTime()),
            handler)
        .listen()
        .onSuccess(listening -> {
          server = listening;
          tls.keepFresh(vertx, listening);
        })
        .recover(failure -> Future.failedFuture(new IOException(
            "cannot listen on %s (setting %s): %s"
                .formatted(endpoint, kind.setting, failure.getMessage()),
            failure)));
  }

  /**
   * Sends a request to this port if anybody may; see {@link RequestToSelf}. The future never fails.
   */
  Future<?> requestToSelf(Vertx vertx) {
    boolean isOpen = !tls.isOn() && !auth.isOn();
    return isOpen ? RequestToSelf.send(vertx, endpoint, number()) : Future.succeededFuture();
  }

  /** Returns the port's number, or 0 before it listens. */
  int number() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  /** Stops listening. */
  Future<?> close() {
    HttpServer listening = server;
    Future<Void> closed = listening == null ? Future.succeededFuture() : listening.close();
    return closed.onComplete(done -> {
      if (connections != null) {
        connections.close();
      }
    });
  }
}
