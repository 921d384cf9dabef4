// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.config.Endpoint;
import io.redstart.config.SpanMetricsConfig;
import io.redstart.ingest.IngestConfig.CorsConfig;
import io.redstart.ingest.IngestConfig.HttpConfig;
import io.redstart.ingest.receiver.ArrayPool;
import io.redstart.ingest.receiver.BodyLimits;
import io.redstart.ingest.receiver.CorsHandler;
import io.redstart.ingest.receiver.GrpcSideServices;
import io.redstart.ingest.receiver.GrpcTraceHandler;
import io.redstart.ingest.receiver.HttpTraceHandler;
import io.redstart.ingest.receiver.IngestMeters;
import io.redstart.ingest.receiver.TraceIntake;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.shard.ShardConfig;
import io.redstart.ingest.shard.ShardRouter;
import io.redstart.model.CellLayout;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the service: both servers, and everything between a body and the bus. Verticles
 * share their ports, on which Vert.x spreads connections, and nothing else.
 */
final class IngestVerticle extends VerticleBase {
  // A batch of 500 spans is about 300 KB: with HTTP/2's default window of 64 KiB it waits for the
  // sender five times. 1 and 4 MiB were 27 % faster even on loopback.
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;

  /** A fresh Http2Settings has no such limit. */
  private static final long STREAMS_MAX =
      HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS;

  private static final int CHUNK_MAX_BYTES = 64 * 1024;

  /** How often the log is asked for what it has held back for a minute. */
  private static final long TELL_MILLIS = 5_000;

  /**
   * What all verticles of a service have in common.
   *
   * @param grpcListen where to listen; a negative port is one that is free, shared by all verticles
   * @param httpListen likewise
   * @param bodiesMaxBytes how many bytes of request bodies an event loop may hold
   */
  record Settings(
      IngestConfig config,
      SpanMetricsConfig spanMetrics,
      ListenAddress grpcListen,
      ListenAddress httpListen,
      long bodiesMaxBytes,
      LongSupplier monotonicMillis,
      Telemetry telemetry,
      IngestMeters meters) {}

  /**
   * A host and a port as Vert.x takes it.
   *
   * @param setting the key that it comes from
   * @param tls how connections are encrypted there
   */
  record ListenAddress(Endpoint endpoint, int port, String setting, ServerTls tls) {}

  private final Settings settings;
  private final List<HttpServer> servers = new ArrayList<>();
  private @Nullable ShardRouter router;
  private @Nullable TraceIntake intake;

  IngestVerticle(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(TELL_MILLIS, timer -> settings.meters.tellRefusals());
    CellLayout layout = settings.spanMetrics.layout();
    ShardConfig shardConfig = new ShardConfig(
        settings.config.ackTimeout().toMillis(), settings.config.maxRequestsInFlight());
    return ShardRouter.open(
            vertx, layout, shardConfig, settings.monotonicMillis, settings.telemetry)
        .compose(opened -> {
          router = opened;
          return listen(layout, opened);
        });
  }

  private Future<?> listen(CellLayout layout, ShardRouter opened) {
    SpanFolder folder = new SpanFolder(settings.spanMetrics, layout, new SecureRandom().nextLong());
    TraceIntake traces = new TraceIntake(
        folder, opened::submit, new ArrayPool(settings.bodiesMaxBytes), settings.meters);
    intake = traces;
    var protocols = settings.config.otlp().protocols();
    BodyLimits grpcLimits = BodyLimits.ofBytes(protocols.grpc().maxRecvMsgSizeMib() << 20);
    BodyLimits httpLimits = BodyLimits.ofBytes(protocols.http().maxRequestBodyBytes());
    return listen(
            settings.grpcListen,
            new GrpcTraceHandler(
                vertx,
                traces,
                grpcLimits,
                GrpcSideServices.create(vertx, settings.telemetry.health())))
        .compose(grpc -> listen(settings.httpListen, httpHandler(traces, httpLimits)));
  }

  private Handler<HttpServerRequest> httpHandler(TraceIntake traces, BodyLimits limits) {
    HttpConfig http = settings.config.otlp().protocols().http();
    Handler<HttpServerRequest> handler =
        new HttpTraceHandler(vertx, traces, limits, http.tracesUrlPath());
    CorsConfig cors = http.cors();
    return cors.allowedOrigins().isEmpty()
        ? handler
        : new CorsHandler(
            cors.allowedOrigins(), cors.allowedHeaders(), cors.maxAgeSeconds(), handler);
  }

  private Future<HttpServer> listen(ListenAddress address, Handler<HttpServerRequest> handler) {
    HttpServerOptions options = new HttpServerOptions()
        .setInitialSettings(new Http2Settings()
            .setInitialWindowSize(STREAM_WINDOW_BYTES)
            .setMaxConcurrentStreams(STREAMS_MAX))
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
        .setMaxChunkSize(CHUNK_MAX_BYTES)
        .setHandle100ContinueAutomatically(true)
        .setTcpKeepAlive(true);
    address.tls.addTo(options);
    HttpServer server = vertx.createHttpServer(options).requestHandler(handler);
    servers.add(server);
    return server
        .listen(address.port, address.endpoint.host())
        .onSuccess(listening -> address.tls.keepFresh(vertx, listening))
        .recover(cause -> Future.failedFuture(new IllegalStateException(
            "cannot listen on " + address.endpoint + " (" + address.setting + "): "
                + cause.getMessage(),
            cause)));
  }

  /** Returns the port of OTLP/gRPC, once started. */
  int grpcPort() {
    return servers.get(0).actualPort();
  }

  /** Returns the port of OTLP/HTTP, once started. */
  int httpPort() {
    return servers.get(1).actualPort();
  }

  /** Accepts nothing new, answers what was accepted, closes. */
  @Override
  public Future<?> stop() {
    long answerMillis = settings.config.ackTimeout().toMillis();
    List<Future<Void>> shutdowns = new ArrayList<>();
    for (HttpServer server : servers) {
      shutdowns.add(server.shutdown(answerMillis, TimeUnit.MILLISECONDS));
    }
    return Future.join(shutdowns)
        .transform(shut -> router == null ? Future.succeededFuture() : router.close())
        .onComplete(closed -> {
          if (intake != null) {
            intake.close();
          }
        });
  }
}
