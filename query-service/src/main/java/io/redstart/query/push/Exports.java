// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.outgoing.Backoff;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.push.otlp.OtlpPush;
import io.redstart.query.push.write.RemoteWrite;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The exports of one process. Lives on one Vert.x context. */
public final class Exports {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final ExportConfig config;
  private final SpanMetricsConfig names;
  private final QueryPool pool;
  private final MeteredStores stores;
  private final MeterRegistry registry;
  private final InstantSource wall;
  private final Duration window;
  private final Duration queryTimeout;
  private final List<Pusher> pushers = new ArrayList<>();

  /**
   * Makes the exports that the settings name; they do not send yet.
   *
   * @param names how the metrics are called
   * @param window the length of a window
   * @param queryTimeout how long reading may take before the first batch
   */
  public Exports(
      Vertx vertx,
      ExportConfig config,
      SpanMetricsConfig names,
      QueryPool pool,
      MeteredStores stores,
      MeterRegistry registry,
      InstantSource wall,
      Duration window,
      Duration queryTimeout) {
    this.vertx = vertx;
    this.config = config;
    this.names = names;
    this.pool = pool;
    this.stores = stores;
    this.registry = registry;
    this.wall = wall;
    this.window = window;
    this.queryTimeout = queryTimeout;
  }

  /**
   * Begins to push; the future fails if an interval does not fit the window, or a position cannot be
   * read.
   */
  public Future<Void> start() {
    List<Future<Void>> started = new ArrayList<>();
    if (config.remoteWrite().isOn()) {
      started.add(start(config.remoteWrite(), new RemoteWrite(config.remoteWrite(), window, wall)));
    }
    if (config.otlp().isOn()) {
      started.add(start(config.otlp(), new OtlpPush(config.otlp(), names, window, wall)));
    }
    return Future.all(started).mapEmpty();
  }

  private Future<Void> start(PushSettings settings, PushProtocol protocol) {
    if (settings.interval().toMillis() % window.toMillis() != 0) {
      return Future.failedFuture(new IllegalArgumentException(
          "%s.interval must be a multiple of the window of %d ms (store.retention), not %d ms"
              .formatted(
                  protocol.setting(), window.toMillis(), settings.interval().toMillis())));
    }
    PushMeters meters = new PushMeters(registry, protocol.name());
    Pusher pusher = new Pusher(
        vertx,
        settings,
        protocol,
        pool,
        new StampSource(stores, settings, protocol, meters, window),
        queryTimeout,
        wall,
        meters,
        new PositionFile(Path.of(settings.path()), protocol.name()),
        new Backoff(RandomGenerator.getDefault(), FIRST_WAIT, LONGEST_WAIT));
    pushers.add(pusher);
    return pusher.start();
  }

  /** Stops all; the future ends when other processes may use their folders. */
  public Future<Void> close() {
    List<Future<Void>> closed = pushers.stream().map(Pusher::close).toList();
    pushers.clear();
    return Future.join(closed).mapEmpty();
  }
}
