// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.query.api.PrometheusApi;
import io.redstart.query.export.ScrapeConfig;
import io.redstart.query.joint.JointStores;
import io.redstart.query.push.Exports;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Listens for stores and for requests; the slow work of a request runs on other threads. */
final class QueryVerticle extends VerticleBase {
  /** How often to look for something to warm up with. */
  private static final long WARM_UP_LOOK_MILLIS = 1_000;

  private final QueryPort apiPort;
  private final QueryPort scrapePort;
  private final ScrapeConfig scrape;
  private final Duration window;
  private final Duration warmUp;
  private final JointStores stores;
  private final MeterRegistry registry;
  private final Function<Vertx, PrometheusApi> makeApi;
  private final Function<PrometheusApi, Exports> makeExports;
  private @Nullable PrometheusApi api;
  private @Nullable Exports exports;

  /**
   * Makes a verticle.
   *
   * @param window the length of a window
   * @param warmUp how long to warm up at most once there is something to ask for
   * @param registry counts the connections; its clock measures them
   * @param makeApi makes the API when the verticle starts
   * @param makeExports makes what is pushed to others beside the API
   */
  QueryVerticle(
      QueryPort apiPort,
      QueryPort scrapePort,
      ScrapeConfig scrape,
      Duration window,
      Duration warmUp,
      JointStores stores,
      MeterRegistry registry,
      Function<Vertx, PrometheusApi> makeApi,
      Function<PrometheusApi, Exports> makeExports) {
    this.apiPort = apiPort;
    this.scrapePort = scrapePort;
    this.scrape = scrape;
    this.window = window;
    this.warmUp = warmUp;
    this.stores = stores;
    this.registry = registry;
    this.makeApi = makeApi;
    this.makeExports = makeExports;
  }

  @Override
  public Future<?> start() {
    PrometheusApi served = makeApi.apply(vertx);
    api = served;
    Exports pushed = makeExports.apply(served);
    exports = pushed;
    return stores
        .open()
        .compose(opened -> listen(served))
        .compose(listening -> pushed.start())
        .onSuccess(listening -> {
          if (!warmUp.isZero()) {
            warmUpSoon(served);
          }
        })
        .onFailure(failure -> close());
  }

  private Future<?> listen(PrometheusApi served) {
    return apiPort
        .listen(
            vertx,
            served.serverOptions(),
            registry,
            served.refusals(),
            served.handler(apiPort.auth()))
        .compose(listening -> scrapePort.listen(
            vertx,
            served.serverOptions(),
            registry,
            served.refusals(),
            served.scrapeHandler(scrape, window, scrapePort.auth())));
  }

  private void warmUpSoon(PrometheusApi served) {
    vertx.setTimer(WARM_UP_LOOK_MILLIS, timer -> {
      Future<Boolean> asked = stores.red().everKnown()
          ? apiPort.requestToSelf(vertx).compose(answered -> served.warmUp(warmUp))
          : Future.succeededFuture(false);
      asked.onSuccess(isDone -> {
        if (!isDone) {
          warmUpSoon(served);
        }
      });
    });
  }

  private Future<?> close() {
    if (api != null) {
      api.close();
    }
    return exports == null ? Future.succeededFuture() : exports.close();
  }

  @Override
  public Future<?> stop() {
    Future<?> closed = close();
    return apiPort.close().eventually(scrapePort::close).eventually(() -> closed);
  }
}
