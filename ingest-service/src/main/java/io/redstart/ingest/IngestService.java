// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.micrometer.core.instrument.Tags;
import io.redstart.auth.ServerAuth;
import io.redstart.connection.ConnectionMeters;
import io.redstart.connection.GuardedServer;
import io.redstart.connection.GuardedTransport;
import io.redstart.ingest.IngestConfig.GrpcConfig;
import io.redstart.ingest.IngestConfig.HttpConfig;
import io.redstart.ingest.IngestVerticle.ListenAddress;
import io.redstart.ingest.IngestVerticle.Settings;
import io.redstart.ingest.forward.ForwardConfig;
import io.redstart.ingest.forward.Forwarding;
import io.redstart.ingest.receiver.IngestMeters;
import io.redstart.ingest.red.FoldMemory;
import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import io.redstart.spanmetrics.SpanLimitsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Telemetry;
import io.redstart.tls.CertificateDates;
import io.redstart.tls.ServerTls;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the ingest service: one {@link IngestVerticle} per core. */
public final class IngestService {
  private static final Logger log = LoggerFactory.getLogger(IngestService.class);

  private static final String GRPC_SETTING = "ingest.otlp.protocols.grpc";
  private static final String HTTP_SETTING = "ingest.otlp.protocols.http";

  private static final int NANOS_PER_MILLI = 1_000_000;

  /** Where series never expire, idle label sets are released after one to two of these. */
  private static final Duration LIMITS_SWEEP_INTERVAL = Duration.ofHours(1);

  private final Vertx vertx;
  private final IngestMeters meters;
  private final List<ConnectionMeters> connections;
  private final List<String> deployments = new CopyOnWriteArrayList<>();
  private final List<IngestVerticle> verticles = new CopyOnWriteArrayList<>();
  private volatile @Nullable Forwarding forwarding;

  private IngestService(Vertx vertx, IngestMeters meters, List<ConnectionMeters> connections) {
    this.vertx = vertx;
    this.meters = meters;
    this.connections = connections;
  }

  /**
   * Starts the service.
   *
   * @param vertx must be built {@linkplain GuardedTransport#on on a guarded transport}
   * @param memory must have all parts of an ingest service
   * @return the service, once its ports are bound; fails, with a message that names the setting, if
   *     a port cannot be bound or a file of certificates, tokens or passwords cannot be used
   */
  public static Future<IngestService> start(
      Vertx vertx,
      IngestConfig config,
      SpanMetricsConfig spanMetrics,
      MemoryPlan memory,
      Telemetry telemetry) {
    var protocols = config.otlp().protocols();
    GrpcConfig grpc = protocols.grpc();
    HttpConfig http = protocols.http();
    ServerTls grpcTls = new ServerTls(grpc.tls(), GRPC_SETTING + ".tls", true);
    ServerTls httpTls = new ServerTls(http.tls(), HTTP_SETTING + ".tls", true);
    ServerAuth grpcAuth = new ServerAuth(grpc.auth(), GRPC_SETTING + ".auth");
    ServerAuth httpAuth = new ServerAuth(http.auth(), HTTP_SETTING + ".auth");
    try {
      loadFiles(vertx, grpc.enabled(), grpcTls, grpcAuth);
      loadFiles(vertx, http.enabled(), httpTls, httpAuth);
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
    IngestMeters meters = new IngestMeters(telemetry.meters());
    ConnectionMeters grpcConnections = connectionsOf("grpc", meters, telemetry);
    ConnectionMeters httpConnections = connectionsOf("http", meters, telemetry);
    ListenAddress grpcListen = new ListenAddress(
        grpc.endpoint(),
        GuardedServer.portOf(grpc.endpoint()),
        GRPC_SETTING,
        grpcAuth,
        grpcTls,
        grpcConnections);
    ListenAddress httpListen = new ListenAddress(
        http.endpoint(),
        GuardedServer.portOf(http.endpoint()),
        HTTP_SETTING,
        httpAuth,
        httpTls,
        httpConnections);
    return new IngestService(vertx, meters, List.of(grpcConnections, httpConnections))
        .start(config, spanMetrics, grpcListen, httpListen, memory, telemetry);
  }

  private static void loadFiles(Vertx vertx, boolean isUsed, ServerTls tls, ServerAuth auth) {
    if (isUsed) {
      tls.checkFiles(vertx);
      auth.load();
    }
  }

  private Future<IngestService> start(
      IngestConfig config,
      SpanMetricsConfig spanMetrics,
      ListenAddress grpcListen,
      ListenAddress httpListen,
      MemoryPlan memory,
      Telemetry telemetry) {
    int eventLoops = Runtime.getRuntime().availableProcessors();
    LongSupplier monotonicMillis = () -> System.nanoTime() / NANOS_PER_MILLI;
    return startForwarding(config.forward(), memory, telemetry)
        .map(started -> new Settings(
            config,
            spanMetrics,
            grpcListen,
            httpListen,
            memory,
            eventLoops,
            limitsOf(spanMetrics, memory, telemetry),
            forwarding,
            monotonicMillis,
            telemetry,
            meters))
        .compose(settings -> deploy(settings, eventLoops)
            .compose(deployed ->
                vertx.deployVerticle(new AggregatorWatch(monotonicMillis, telemetry.health())))
            .onSuccess(deployments::add)
            .compose(deployed -> keepLimits(settings)))
        .map(this)
        .onSuccess(started ->
            log.info("ingest listens on {} with {} event loops", describePorts(), eventLoops))
        .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
  }

  private Future<Void> startForwarding(
      ForwardConfig config, MemoryPlan memory, Telemetry telemetry) {
    if (!config.isOn()) {
      return Future.succeededFuture();
    }
    int threads = Runtime.getRuntime().availableProcessors();
    return Forwarding.start(
            vertx, config, memory.budget(MemoryPart.FORWARD), threads, telemetry.meters())
        .onSuccess(started -> forwarding = started)
        .mapEmpty();
  }

  private static ConnectionMeters connectionsOf(
      String port, IngestMeters meters, Telemetry telemetry) {
    return new ConnectionMeters(
        telemetry.meters(),
        "ingest",
        Tags.of("port", port),
        "port of OTLP/" + port,
        meters.refusals());
  }

  /** Returns the current problems with files named in settings, each with its key. */
  public static List<String> fileProblems(IngestConfig config) {
    Instant now = InstantSource.system().instant();
    var protocols = config.otlp().protocols();
    List<String> problems = new ArrayList<>();
    if (protocols.grpc().enabled()) {
      problems.addAll(
          CertificateDates.problems(protocols.grpc().tls(), GRPC_SETTING + ".tls", now));
    }
    if (protocols.http().enabled()) {
      problems.addAll(
          CertificateDates.problems(protocols.http().tls(), HTTP_SETTING + ".tls", now));
    }
    return problems;
  }

  private static @Nullable ServiceLimits limitsOf(
      SpanMetricsConfig spanMetrics, MemoryPlan memory, Telemetry telemetry) {
    SpanLimitsConfig limits = spanMetrics.effectiveLimits();
    return limits.isOn()
        ? new ServiceLimits(
            limits,
            telemetry.meters(),
            InstantSource.system(),
            memory.budget(MemoryPart.TABLES),
            FoldMemory.limitsMaxBytes(memory))
        : null;
  }

  private Future<Void> keepLimits(Settings settings) {
    if (settings.serviceLimits() == null) {
      return Future.succeededFuture();
    }
    Duration expiration = settings.spanMetrics().expiration();
    return vertx
        .deployVerticle(new ServiceLimitsVerticle(
            settings.serviceLimits(), expiration.isZero() ? LIMITS_SWEEP_INTERVAL : expiration))
        .onSuccess(deployments::add)
        .mapEmpty();
  }

  private Future<String> deploy(Settings settings, int eventLoops) {
    return vertx
        .deployVerticle(
            () -> {
              IngestVerticle verticle = new IngestVerticle(settings);
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(eventLoops))
        .onSuccess(deployments::add);
  }

  private String describePorts() {
    StringJoiner text = new StringJoiner(" and ");
    if (grpcPort() > 0) {
      text.add(grpcPort() + " (OTLP/gRPC)");
    }
    if (httpPort() > 0) {
      text.add(httpPort() + " (OTLP/HTTP)");
    }
    return text.toString();
  }

  /** Returns the port of OTLP/gRPC; 0 if it is not received. */
  public int grpcPort() {
    return verticles.get(0).grpcPort();
  }

  /** Returns the port of OTLP/HTTP; 0 if it is not received. */
  public int httpPort() {
    return verticles.get(0).httpPort();
  }

  /**
   * Stops accepting requests, answers the accepted ones, and closes. This is usually immediate, and
   * takes at most the acknowledgement timeout for the requests and again for the channels.
   */
  public Future<Void> stop() {
    List<Future<Void>> undeployed = deployments.stream().map(vertx::undeploy).toList();
    deployments.clear();
    return Future.join(undeployed)
        .<Void>mapEmpty()
        .eventually(this::stopForwarding)
        .onComplete(ended -> {
          meters.close();
          connections.forEach(ConnectionMeters::close);
        });
  }

  /** Stops forwarding, after the last request was acknowledged. */
  private Future<Void> stopForwarding() {
    Forwarding started = forwarding;
    forwarding = null;
    return started == null ? Future.succeededFuture() : started.stop();
  }
}
