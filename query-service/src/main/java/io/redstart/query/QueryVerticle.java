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
import io.redstart.query.api.PrometheusApi;
import io.redstart.query.joint.JointStores;
import io.redstart.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Listens for stores and for requests; the slow work of a request runs on other threads. */
final class QueryVerticle extends VerticleBase {
  /** How often to look for something to warm up with. */
  private static final long WARM_UP_LOOK_MILLIS = 1_000;

  private final Endpoint endpoint;
  private final ConnectionLimits limits;
  private final ServerTls tls;
  private final ServerAuth auth;
  private final Duration warmUp;
  private final JointStores stores;
  private final MeterRegistry registry;
  private final Function<Vertx, PrometheusApi> makeApi;
  private @Nullable PrometheusApi api;
  private @Nullable ConnectionMeters connections;
  /** Written while starting, read by any thread afterwards. */
  private volatile @Nullable HttpServer server;

  /**
   * Makes a verticle.
   *
   * @param endpoint where to listen
   * @param limits the limits of the connections there
   * @param tls whether they are encrypted
   * @param auth who may ask
   * @param warmUp how long to warm up at most once there is something to ask for
   * @param registry counts the connections; its clock measures them
   * @param makeApi makes the API when the verticle starts
   */
  QueryVerticle(
      Endpoint endpoint,
      ConnectionLimits limits,
      ServerTls tls,
      ServerAuth auth,
      Duration warmUp,
      JointStores stores,
      MeterRegistry registry,
      Function<Vertx, PrometheusApi> makeApi) {
    this.endpoint = endpoint;
    this.limits = limits;
    this.tls = tls;
    this.auth = auth;
    this.warmUp = warmUp;
    this.stores = stores;
    this.registry = registry;
    this.makeApi = makeApi;
  }

  @Override
  public Future<?> start() {
    PrometheusApi served = makeApi.apply(vertx);
    api = served;
    return stores
        .open()
        .compose(opened -> listen(served))
        .onSuccess(listening -> {
          if (!warmUp.isZero()) {
            warmUpSoon(served);
          }
        })
        .onFailure(failure -> served.close());
  }

  private void warmUpSoon(PrometheusApi served) {
    vertx.setTimer(WARM_UP_LOOK_MILLIS, timer -> {
      Future<Boolean> asked = stores.red().everKnown()
          ? requestToSelf().compose(answered -> served.warmUp(warmUp))
          : Future.succeededFuture(false);
      asked.onSuccess(isDone -> {
        if (!isDone) {
          warmUpSoon(served);
        }
      });
    });
  }

  private Future<?> requestToSelf() {
    boolean isOpen = !tls.isOn() && !auth.isOn();
    return isOpen ? RequestToSelf.send(vertx, endpoint, port()) : Future.succeededFuture();
  }

  private Future<?> listen(PrometheusApi served) {
    ConnectionMeters counted = new ConnectionMeters(
        registry, "query", Tags.empty(), "port of the Prometheus API", served.refusals());
    connections = counted;
    HttpServerOptions options =
        served.serverOptions().setHost(endpoint.host()).setPort(GuardedServer.portOf(endpoint));
    tls.addTo(options);
    return GuardedServer.create(
            vertx,
            options,
            limits,
            counted,
            () -> TimeUnit.NANOSECONDS.toMillis(registry.config().clock().monotonicTime()),
            served.handler(auth))
        .listen()
        .onSuccess(listening -> {
          server = listening;
          tls.keepFresh(vertx, listening);
        })
        .recover(failure -> Future.failedFuture(new IOException(
            "cannot listen on %s (setting query.endpoint): %s"
                .formatted(endpoint, failure.getMessage()),
            failure)));
  }

  /** Returns the port that the server listens on, or 0 before it listens. */
  int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  @Override
  public Future<?> stop() {
    if (api != null) {
      api.close();
    }
    HttpServer listening = server;
    Future<Void> closed = listening == null ? Future.succeededFuture() : listening.close();
    return closed.onComplete(done -> {
      if (connections != null) {
        connections.close();
      }
    });
  }
}
