// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.auth.AuthHandler;
import io.redstart.auth.ServerAuth;
import io.redstart.config.Endpoint;
import io.redstart.connection.ConnectionMeters;
import io.redstart.connection.GuardedServer;
import io.redstart.ingest.IngestConfig.CorsConfig;
import io.redstart.ingest.IngestConfig.GrpcConfig;
import io.redstart.ingest.IngestConfig.HttpConfig;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.forward.ForwardSink;
import io.redstart.ingest.receiver.Backlog;
import io.redstart.ingest.receiver.CorsHandler;
import io.redstart.ingest.receiver.GrpcSideServices;
import io.redstart.ingest.receiver.GrpcTraceHandler;
import io.redstart.ingest.receiver.HttpTraceHandler;
import io.redstart.ingest.receiver.IngestMeters;
import io.redstart.ingest.receiver.TraceIntake;
import io.redstart.ingest.red.FoldMemory;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.ingest.shard.ShardConfig;
import io.redstart.ingest.shard.ShardRouter;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import io.redstart.model.CellLayout;
import io.redstart.process.RepeatingTask;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Telemetry;
import io.redstart.tls.ServerTls;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one event loop of the service: both servers, and everything between a body and the bus.
 * Verticles share only their ports, over which Vert.x distributes connections.
 */
final class IngestVerticle extends VerticleBase {
  // A batch of 500 spans is about 300 KB: with HTTP/2's default window of 64 KiB it waits for the
  // sender five times. 1 and 4 MiB were 27 % faster even on loopback.
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;

  /**
   * The number of stream resets, ours or the sender's, that ends a connection as a flood: 2,000 per
   * second. A refused call is one reset, plus one for each of its frames that was under way.
   */
  private static final int RESETS_MAX = 60_000;

  private static final int RESETS_WINDOW_SECONDS = 30;

  /** The port of a protocol that is not received. */
  private static final int NO_PORT = 0;

  private static final int CHUNK_MAX_BYTES = 64 * 1024;

  /**
   * The settings and objects shared by all verticles of a service.
   *
   * @param grpcListen the address of OTLP/gRPC; a negative port means a free one, shared by all
   *     verticles
   * @param httpListen the address of OTLP/HTTP, likewise
   * @param memory the memory that all verticles may hold
   * @param eventLoops the number of verticles
   * @param serviceLimits the limits of services; null for none
   * @param forward is offered every request; null if none is forwarded
   */
  record Settings(
      IngestConfig config,
      SpanMetricsConfig spanMetrics,
      ListenAddress grpcListen,
      ListenAddress httpListen,
      MemoryPlan memory,
      int eventLoops,
      @Nullable ServiceLimits serviceLimits,
      @Nullable ForwardSink forward,
      LongSupplier monotonicMillis,
      Telemetry telemetry,
      IngestMeters meters) {}

  /**
   * A host, a port as Vert.x expects it, and its protection.
   *
   * @param setting the key of the protocol's settings
   * @param auth the authentication of clients
   * @param tls the encryption of connections
   * @param connections counts the connections of all verticles
   */
  record ListenAddress(
      Endpoint endpoint,
      int port,
      String setting,
      ServerAuth auth,
      ServerTls tls,
      ConnectionMeters connections) {}

  private final Settings settings;
  private final List<HttpServer> servers = new ArrayList<>();
  private int grpcPort = NO_PORT;
  private int httpPort = NO_PORT;
  private @Nullable ShardRouter router;
  private @Nullable TraceIntake intake;
  private long tickedMillis;

  IngestVerticle(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Future<?> start() {
    CellLayout layout = settings.spanMetrics.layout();
    ShardConfig shardConfig = new ShardConfig(
        settings.config.ackTimeout().toMillis(),
        Math.min(
            settings.config.maxRequestsInFlight(), PortLimits.room(settings).waitingMax()),
        batchIntervalMillis(settings.config),
        settings.memory.budget(MemoryPart.BATCHES));
    return ShardRouter.open(
            vertx, layout, shardConfig, settings.monotonicMillis, settings.telemetry)
        .compose(opened -> {
          router = opened;
          return listen(layout, opened);
        });
  }

  private static long batchIntervalMillis(IngestConfig config) {
    return Math.min(config.batchInterval().toMillis(), config.ackTimeout().toMillis() / 4);
  }

  private Future<?> listen(CellLayout layout, ShardRouter opened) {
    SpanFolder folder = new SpanFolder(
        settings.spanMetrics,
        layout,
        settings.serviceLimits,
        FoldMemory.of(settings.memory, settings.eventLoops),
        new SecureRandom().nextLong());
    TraceIntake traces = new TraceIntake(
        folder,
        opened::submit,
        new ArrayPool(
            settings.memory.budget(MemoryPart.BODIES),
            settings.eventLoops,
            settings.meters.bytesHeld()),
        backlog(),
        settings.meters,
        settings.forward);
    intake = traces;
    var protocols = settings.config.otlp().protocols();
    return listenIf(
            protocols.grpc().enabled(),
            () -> listen(
                settings.grpcListen,
                grpcHandler(traces),
                PortLimits.of(protocols.grpc(), settings)))
        .onSuccess(port -> grpcPort = port)
        .compose(grpc -> listenIf(
            protocols.http().enabled(),
            () -> listen(
                settings.httpListen,
                httpHandler(traces),
                PortLimits.of(protocols.http(), settings))))
        .onSuccess(port -> httpPort = port);
  }

  private static Future<Integer> listenIf(boolean enabled, Supplier<Future<HttpServer>> listen) {
    return enabled ? listen.get().map(HttpServer::actualPort) : Future.succeededFuture(NO_PORT);
  }

  private Backlog backlog() {
    Backlog backlog = new Backlog(
        settings.config.maxQueueTime().toMillis(), PortLimits.room(settings).readingMax());
    RepeatingTask.afterEach(
        vertx,
        Backlog.TICK_MILLIS,
        "measuring how far behind an event loop is",
        () -> tick(backlog));
    tickedMillis = settings.monotonicMillis.getAsLong();
    return backlog;
  }

  private void tick(Backlog backlog) {
    long nowMillis = settings.monotonicMillis.getAsLong();
    backlog.tick(nowMillis - tickedMillis);
    tickedMillis = nowMillis;
  }

  private Handler<HttpServerRequest> grpcHandler(TraceIntake traces) {
    GrpcConfig grpc = settings.config.otlp().protocols().grpc();
    GrpcTraceHandler handler = new GrpcTraceHandler(
        vertx,
        traces,
        PortLimits.ofBody(grpc.messageMaxBytes(), settings),
        GrpcSideServices.create(vertx, settings.telemetry.health()));
    ServerAuth auth = settings.grpcListen.auth;
    return auth.isOn() ? AuthHandler.before(handler, auth.authenticator(vertx)) : handler;
  }

  private Handler<HttpServerRequest> httpHandler(TraceIntake traces) {
    HttpConfig http = settings.config.otlp().protocols().http();
    HttpTraceHandler traceHandler = new HttpTraceHandler(
        vertx, traces, PortLimits.ofBody(http.bodyMaxBytes(), settings), http.tracesUrlPath());
    ServerAuth auth = settings.httpListen.auth;
    Handler<HttpServerRequest> handler =
        auth.isOn() ? AuthHandler.before(traceHandler, auth.authenticator(vertx)) : traceHandler;
    // Before authentication: a browser sends preflight requests without credentials.
    CorsConfig cors = http.cors();
    return cors.allowedOrigins().isEmpty()
        ? handler
        : new CorsHandler(
            cors.allowedOrigins(), cors.allowedHeaders(), cors.maxAgeSeconds(), handler);
  }

  private Future<HttpServer> listen(
      ListenAddress address, Handler<HttpServerRequest> handler, PortLimits limits) {
    HttpServerOptions options = new HttpServerOptions()
        .setHost(address.endpoint.host())
        .setPort(address.port)
        .setInitialSettings(new Http2Settings()
            .setInitialWindowSize(STREAM_WINDOW_BYTES)
            .setMaxHeaderListSize(limits.headerMaxBytes())
            .setMaxConcurrentStreams(limits.streamsMax()))
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
        .setMaxHeaderSize(limits.headerMaxBytes())
        .setHttp2RstFloodMaxRstFramePerWindow(RESETS_MAX)
        .setHttp2RstFloodWindowDuration(RESETS_WINDOW_SECONDS)
        .setMaxChunkSize(CHUNK_MAX_BYTES)
        .setTcpKeepAlive(true);
    address.tls.addTo(options);
    HttpServer server = GuardedServer.create(
        vertx,
        options,
        limits.connections(),
        address.connections,
        settings.monotonicMillis,
        handler);
    servers.add(server);
    return server
        .listen()
        .onSuccess(listening -> address.tls.keepFresh(vertx, listening))
        .recover(cause -> Future.failedFuture(new IllegalStateException(
            "cannot listen on " + address.endpoint + " (" + address.setting + ".endpoint): "
                + cause.getMessage(),
            cause)));
  }

  /** Returns the port of OTLP/gRPC, once started; 0 if it is not received. */
  int grpcPort() {
    return grpcPort;
  }

  /** Returns the port of OTLP/HTTP, once started; 0 if it is not received. */
  int httpPort() {
    return httpPort;
  }

  /** Stops accepting requests, answers the accepted ones, and closes. */
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
