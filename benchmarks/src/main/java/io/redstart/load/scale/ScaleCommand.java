// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.scale;

import io.redstart.config.Endpoint;
import io.redstart.load.LoadConfig;
import io.redstart.load.LoadService;
import io.redstart.load.Protocol;
import io.redstart.load.Workload;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.MembersPlan;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scale}: sends the same load to clusters of different sizes. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Sends the same load to clusters with different numbers of aggregators, one after"
            + " the other, and prints the CPU time of a span, its messages, and the balance as Markdown.")
public final class ScaleCommand implements Callable<Integer> {
  private static final long WINDOW_MILLIS = 5_000;

  /** On each connection: enough that the rate does not depend on how long a request takes. */
  private static final int REQUESTS_IN_FLIGHT = 40;

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--jar", description = "redstart.jar", required = true)
  private Path jar = Path.of("");

  @Option(names = "--java", description = "options of the services' JVMs, separated by blanks")
  private String javaOptions = "-Xmx512m -XX:+UseParallelGC -XX:CompileThresholdScaling=0.2";

  @Option(names = "--aggregators", split = ",", description = "the sizes, separated by commas")
  private List<Integer> aggregators = List.of(1, 2, 4, 8);

  @Option(names = "--rate", description = "spans per second")
  private long spansPerSecond = 300_000;

  @Option(names = "--services")
  private int services = 100;

  @Option(names = "--operations", description = "operations per service")
  private int operations = 100;

  @Option(names = "--spans", description = "spans per request")
  private int spansPerRequest = 500;

  @Option(names = "--warmup", description = "seconds before measuring")
  private int warmupSeconds = 120;

  @Option(names = "--seconds", description = "seconds to measure")
  private int seconds = 30;

  @Override
  public Integer call() throws Exception {
    ScaleReport report = new ScaleReport(new PrintWriter(spec.commandLine().getOut(), true));
    Path folder = Files.createTempDirectory("redstart-scale-");
    report.say("data and logs: " + folder);
    report.head();
    for (int size : aggregators) {
      Path own = Files.createDirectories(folder.resolve("aggregators-" + size));
      MembersPlan plan = MembersPlan.cluster(javaCommand(), own, size, WINDOW_MILLIS);
      try (Members members = Members.of(plan)) {
        if (!members.start()) {
          throw new IOException("the services do not start, see " + own);
        }
        measure(members, report);
      }
    }
    return 0;
  }

  private List<String> javaCommand() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of(javaOptions.trim().split(" +", -1)));
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  private void measure(Members members, ScaleReport report) throws Exception {
    LoadConfig config = config(members.ingests().get(0).endpoint("otlp/grpc").orElseThrow());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      LoadService load = new LoadService(vertx, config, Workload.bodies(config));
      Future<Void> ended =
          Future.future(promise -> vertx.runOnContext(now -> load.start().onComplete(promise)));
      TimeUnit.SECONDS.sleep(warmupSeconds);
      ClusterUse before = ClusterUse.of(members);
      load.measure();
      TimeUnit.SECONDS.sleep(seconds);
      ClusterUse after = ClusterUse.of(members);
      vertx.runOnContext(now -> load.stop());
      ended.await(2 * REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      report.row(before, after, load.result(), spansPerRequest);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private LoadConfig config(Endpoint target) {
    return new LoadConfig(
        Protocol.GRPC,
        target.host(),
        target.port(),
        false,
        2,
        REQUESTS_IN_FLIGHT,
        "scale-",
        services,
        operations,
        spansPerRequest,
        12,
        Duration.ZERO,
        Duration.ZERO,
        spansPerSecond,
        REQUEST_TIMEOUT,
        1);
  }
}
