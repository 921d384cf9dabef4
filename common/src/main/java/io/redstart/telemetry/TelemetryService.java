// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redstart.history.HistoryVerticle;
import io.redstart.limit.MemoryBudget;
import io.redstart.memory.MemoryPlan;
import io.redstart.process.RepeatingTask;
import io.redstart.tls.CertificateDates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the metrics and the health of a process at {@code /metrics}, {@code /health/live} and
 * {@code /health/ready}. It exists before Vert.x, whose metrics it collects. The process is not
 * ready until {@link #started}:
 *
 * <pre>{@code
 * TelemetryService telemetry = TelemetryService.create();
 * Vertx vertx = telemetry.observe(Vertx.builder(), new VertxOptions()).build();
 * telemetry.listen(vertx, config).compose(… start services with telemetry.telemetry() …)
 *     .onSuccess(all -> telemetry.started(vertx));
 * }</pre>
 */
public final class TelemetryService {
  static final String TLS_SETTING = "telemetry.tls";
  private static final String START = "start";
  private static final Logger log = LoggerFactory.getLogger(TelemetryService.class);

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final InstantSource wall;
  private final Health health = new Health();
  private final JvmMeters jvmMeters = new JvmMeters();
  private final EventLoopDelay eventLoopDelay = new EventLoopDelay();
  /** Written while starting, read by any thread afterwards. */
  private volatile @Nullable TelemetryVerticle verticle;

  private final List<Supplier<Future<Void>>> undeploy = new CopyOnWriteArrayList<>();

  private TelemetryService(InstantSource wall) {
    this.wall = wall;
    health.check(START, () -> Optional.of("not all parts have started"));
    Gauge.builder("redstart.build.info", () -> 1)
        .description("Version of Redstart")
        .tag("version", version())
        .register(meters);
  }

  /** Returns the version in the manifest of redstart.jar. */
  private static String version() {
    String version = TelemetryService.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** Creates a service that is not listening yet. */
  public static TelemetryService create() {
    return create(InstantSource.system());
  }

  /**
   * Creates a service with another clock.
   *
   * @param wall the time of day, at which own metrics are kept
   */
  public static TelemetryService create(InstantSource wall) {
    return new TelemetryService(wall);
  }

  /** Returns the current problems with files named in settings, each with its key. */
  public static List<String> fileProblems(TelemetryConfig config) {
    return CertificateDates.problems(
        config.tls(), TLS_SETTING, InstantSource.system().instant());
  }

  /** Returns the meters and the health that services add to. */
  public Telemetry telemetry() {
    return new Telemetry(meters, health);
  }

  /**
   * Collects the metrics of a Vert.x instance, except those of its event bus. These look up ten
   * meters for each message, 4 % of an aggregator's time in a cluster, and the services count their
   * own messages.
   *
   * @param builder the builder of the instance
   * @param options the options of the instance; their metrics options are replaced
   */
  public VertxBuilder observe(VertxBuilder builder, VertxOptions options) {
    options.setMetricsOptions(new MicrometerMetricsOptions()
        .setEnabled(true)
        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS));
    return builder.with(options).withMetrics(new MicrometerMetricsFactory(meters));
  }

  /**
   * Starts to listen. The future fails with a {@link java.net.BindException} if the port is taken,
   * and if a file of certificates, tokens or passwords cannot be used.
   *
   * @param vertx an instance built {@linkplain io.redstart.connection.GuardedTransport#on on a
   *     guarded transport}
   */
  public Future<TelemetryService> listen(Vertx vertx, TelemetryConfig config) {
    TelemetryVerticle starting =
        new TelemetryVerticle(config, meters, own -> new TelemetryHandler(own, meters, health));
    return vertx
        .deployVerticle(starting)
        .onSuccess(deployed -> {
          verticle = starting;
          undeploy.add(() -> vertx.undeploy(deployed));
        })
        .map(this);
  }

  /**
   * Keeps the metrics of the last 6 hours for queries, and announces this process to those who
   * answer them.
   *
   * @param name the label {@code instance} of the metrics
   * @param role what this process is, for messages
   * @param memory the heap that they may take
   */
  public Future<Void> keepHistory(Vertx vertx, String name, String role, MemoryBudget memory) {
    return vertx
        .deployVerticle(new HistoryVerticle(
            meters, name, role, memory, wall, version(), () -> health.problems().isEmpty()))
        .onSuccess(deployed -> undeploy.add(() -> vertx.undeploy(deployed)))
        .mapEmpty();
  }

  /** Returns the port of the listening server, or 0 if there is none. */
  public int port() {
    TelemetryVerticle listening = verticle;
    return listening == null ? 0 : listening.port();
  }

  /** Exports the usage of each part of the memory, and warns before one is full. */
  public void watch(Vertx vertx, MemoryPlan plan) {
    MemoryWatch watch = new MemoryWatch(plan, meters, log::warn);
    RepeatingTask.every(vertx, MemoryWatch.LOOK_EVERY_MILLIS, "watching the memory", watch::look);
  }

  /**
   * Reports that all parts have started. From now on only the checks decide whether the process is
   * ready. Also starts to observe the JVM and its event loops, which would delay the start too
   * much.
   */
  public Future<Void> started(Vertx vertx) {
    health.remove(START);
    return vertx.executeBlocking(() -> {
      jvmMeters.bindTo(meters);
      eventLoopDelay.bindTo(vertx, meters);
      return null;
    });
  }

  /** Stops listening and observing. */
  public Future<Void> stop() {
    jvmMeters.close();
    eventLoopDelay.close();
    return Future.join(undeploy.stream().map(Supplier::get).toList()).mapEmpty();
  }
}
