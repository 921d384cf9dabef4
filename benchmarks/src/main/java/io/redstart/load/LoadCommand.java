// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code load}: sends spans for a while, prints the result and writes the {@link Books}. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Sends OTLP spans and records the acknowledged ones in books.")
final class LoadCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--protocol", description = "${COMPLETION-CANDIDATES}", defaultValue = "GRPC")
  private Protocol protocol = Protocol.GRPC;

  @Option(names = "--host", defaultValue = "localhost")
  private String host = "localhost";

  @Option(names = "--port", description = "default: 4317 for gRPC, 4318 for HTTP")
  private int port;

  @Option(names = "--gzip", description = "compress requests (in advance)")
  private boolean gzip;

  @Option(names = "--connections", defaultValue = "4")
  private int connections = 4;

  @Option(names = "--in-flight", description = "concurrent requests per connection (gRPC)")
  private int inFlight = 2;

  @Option(names = "--service-prefix", description = "prefix of the service names")
  private String servicePrefix = "load-";

  @Option(names = "--services")
  private int services = 10;

  @Option(names = "--operations", description = "operations per service")
  private int operations = 20;

  @Option(names = "--spans", description = "spans per request")
  private int spansPerRequest = 500;

  @Option(names = "--attributes", description = "attributes per span")
  private int attributes = 12;

  @Option(names = "--warmup", description = "seconds before measuring")
  private int warmupSeconds = 5;

  @Option(names = "--seconds", description = "seconds to measure")
  private int seconds = 10;

  @Option(names = "--rate", description = "maximum spans per second; 0: no limit")
  private long spansPerSecondMax;

  @Option(names = "--timeout", description = "seconds to wait for an answer")
  private int timeoutSeconds = 10;

  @Option(names = "--seed", description = "seed of the random content")
  private long seed = 1;

  @Option(names = "--pid", description = "process id of the target, to print spans per CPU second")
  private long pid;

  @Option(names = "--books", description = "file to write the books to, for verify")
  private @Nullable Path books;

  @Override
  public Integer call() throws Exception {
    LoadConfig config = config();
    List<Workload.Body> bodies = Workload.bodies(config);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      LoadService load = new LoadService(vertx, config, bodies);
      double cpuSeconds = run(vertx, load, config);
      print(load.result(), config, bodies, cpuSeconds);
      if (books != null) {
        load.books().write(books);
      }
      return 0;
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private LoadConfig config() {
    return new LoadConfig(
        protocol,
        host,
        port != 0 ? port : protocol == Protocol.GRPC ? 4317 : 4318,
        gzip,
        connections,
        inFlight,
        servicePrefix,
        services,
        operations,
        spansPerRequest,
        attributes,
        Duration.ofSeconds(warmupSeconds),
        Duration.ofSeconds(seconds),
        spansPerSecondMax,
        Duration.ofSeconds(timeoutSeconds),
        seed);
  }

  /** Runs the load and returns the CPU seconds that the target used while measuring. */
  private double run(Vertx vertx, LoadService load, LoadConfig config) throws Exception {
    Future<Void> ended =
        Future.future(promise -> vertx.runOnContext(now -> load.start().onComplete(promise)));
    double[] cpu = new double[2];
    long warmupMillis = Math.max(1, config.warmup().toMillis());
    vertx.setTimer(warmupMillis, timer -> {
      load.measure();
      cpu[0] = pid == 0 ? 0 : CpuSeconds.of(pid);
    });
    vertx.setTimer(warmupMillis + config.duration().toMillis(), timer -> {
      load.stop();
      cpu[1] = pid == 0 ? 0 : CpuSeconds.of(pid);
    });
    long boundMillis = warmupMillis
        + config.duration().toMillis()
        + 2 * config.requestTimeout().toMillis();
    ended.await(boundMillis, TimeUnit.MILLISECONDS);
    return cpu[1] - cpu[0];
  }

  private void print(
      LoadService.Result result, LoadConfig config, List<Workload.Body> bodies, double cpuSeconds) {
    PrintWriter out = spec.commandLine().getOut();
    long bytes = bodies.stream().mapToLong(body -> body.bytes().length).sum() / bodies.size();
    out.printf(
        Locale.ROOT,
        "%s%s, %d connections, %d label sets, %d spans and %d bytes per request%n",
        config.protocol(),
        config.gzip() ? " gzip" : "",
        config.connections(),
        config.services() * config.operations(),
        config.spansPerRequest(),
        bytes);
    out.printf(
        Locale.ROOT,
        "acknowledged   %,.0f spans/s (%,d spans in %.1f s)%n",
        result.spans() / result.seconds(),
        result.spans(),
        result.seconds());
    out.printf(
        Locale.ROOT,
        "latency        p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        result.latencyMicros().getValueAtPercentile(50) / 1e3,
        result.latencyMicros().getValueAtPercentile(99) / 1e3,
        result.latencyMicros().getMaxValue() / 1e3);
    if (pid != 0) {
      out.printf(
          Locale.ROOT,
          "target         %,.0f spans per CPU second (%.1f CPU seconds)%n",
          result.spans() / cpuSeconds,
          cpuSeconds);
    }
    out.println("spans by answer " + result.answers());
    result
        .slowestMicros()
        .forEach((answer, micros) ->
            out.printf(Locale.ROOT, "  slowest %s %.1f ms%n", answer, micros / 1e3));
    result.messages().forEach((message, times) -> out.println("  " + times + " × " + message));
    out.flush();
  }
}
