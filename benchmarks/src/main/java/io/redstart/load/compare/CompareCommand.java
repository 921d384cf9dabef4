// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import io.redstart.config.Endpoint;
import io.redstart.load.LoadService;
import io.redstart.load.history.History;
import io.redstart.load.server.PrometheusServer;
import io.redstart.load.server.RedstartOptions;
import io.redstart.load.server.Server;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the time that Redstart and a Prometheus take for the same queries of the same spans. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Starts Redstart and Prometheus on data that history and scrapes have written,"
        + " asks both the same, and prints the times as Markdown.")
public final class CompareCommand implements Callable<Integer> {
  private static final int DASHBOARDS_BESIDE_INGEST = 10;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--history", required = true, description = "written by history --describe")
  private Path description = Path.of("history.json");

  @Option(names = "--store", required = true, description = "the store of Redstart")
  private Path store = Path.of("store");

  @Option(names = "--data", description = "the data of the Prometheus; without, Redstart is alone")
  private @Nullable Path data;

  @Option(names = "--prometheus", description = "the binary (default ${DEFAULT-VALUE})")
  private String prometheus = "prometheus";

  @Option(names = "--listen", description = "endpoint of the Prometheus (default ${DEFAULT-VALUE})")
  private String listen = "127.0.0.1:29190";

  @Mixin
  private RedstartOptions redstart = new RedstartOptions();

  @Option(names = "--rounds", description = "at most, of each board (default ${DEFAULT-VALUE})")
  private int rounds = 20;

  @Option(
      names = "--seconds",
      description =
          "at most, of each board, once to warm up and once to measure (default ${DEFAULT-VALUE})")
  private double seconds = 30;

  @Option(
      names = "--idle",
      description = "seconds from a server's start to its first query (default ${DEFAULT-VALUE})")
  private int idleSeconds;

  @Option(names = "--only", description = "only boards with this in their name")
  private String only = "";

  @Option(
      names = "--boards",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "compare single boards")
  private boolean boards = true;

  @Option(
      names = "--dashboards",
      description = "how many users look at once; 0 for none (default ${DEFAULT-VALUE})")
  private int dashboards = 100;

  @Option(
      names = "--spans-per-second",
      description = "ingest beside ten dashboards; 0 for none (default ${DEFAULT-VALUE})")
  private long spansPerSecond = 5_000;

  @Override
  public Integer call() throws Exception {
    History history = History.read(description);
    Path folder = Files.createTempDirectory("redstart-compare");
    CompareReport report = new CompareReport(new PrintWriter(spec.commandLine().getOut(), true));
    List<Server> servers = new ArrayList<>();
    servers.add(redstart.server(store, folder.resolve("redstart.log"), List.of()));
    if (data != null) {
      servers.add(new PrometheusServer(prometheus, Endpoint.parse(listen), data, folder));
    }
    try {
      if (boards) {
        boards(history, servers, report);
      }
      if (dashboards > 0) {
        dashboards(history, servers, report);
      }
      if (spansPerSecond > 0) {
        acknowledgements(history, servers, report);
      }
    } finally {
      close(servers);
    }
    return 0;
  }

  private static void close(List<Server> servers) throws InterruptedException {
    for (Server server : servers) {
      server.close();
    }
  }

  private void boards(History history, List<Server> servers, CompareReport report)
      throws Exception {
    report.boardsHead();
    for (Board board : Boards.of(history)) {
      if (!board.name().contains(only)) {
        continue;
      }
      BoardRun run = new BoardRun(servers, board, history.endMillis());
      run.cold(idleSeconds);
      run.warmUp(2 * rounds, seconds);
      List<BoardTimes> times = run.warm(rounds, seconds);
      report.board(board, times.get(0), times.size() > 1 ? times.get(1) : new BoardTimes());
    }
  }

  /** Each server is alone meanwhile, so that its memory and its processors are its own. */
  private void dashboards(History history, List<Server> servers, CompareReport report)
      throws Exception {
    List<DashboardRun.Result> results = new ArrayList<>();
    for (Server server : servers) {
      close(servers);
      server.start();
      new DashboardRun(server, history, DASHBOARDS_BESIDE_INGEST).run(5, new AtomicBoolean());
      results.add(new DashboardRun(server, history, dashboards).run(2, new AtomicBoolean()));
    }
    report.dashboards(dashboards, results);
  }

  private void acknowledgements(History history, List<Server> servers, CompareReport report)
      throws Exception {
    close(servers);
    Server ours = servers.get(0);
    ours.start();
    Duration duration = Duration.ofMillis((long) (seconds * 1000));
    AcknowledgementRun ingest = new AcknowledgementRun(ours.endpoint("otlp/grpc"), spansPerSecond);
    DashboardRun queries = new DashboardRun(ours, history, DASHBOARDS_BESIDE_INGEST);
    queries.run(5, new AtomicBoolean());
    report.say("");
    report.acknowledgements("without queries", ingest.run(duration.dividedBy(2), duration));
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<DashboardRun.Result> looking = CompletableFuture.supplyAsync(() -> {
      try {
        return queries.run(Integer.MAX_VALUE, ended);
      } catch (Exception e) {
        throw new IllegalStateException("dashboards failed", e);
      }
    });
    LoadService.Result beside = ingest.run(duration.dividedBy(2), duration);
    ended.set(true);
    report.acknowledgements("beside " + DASHBOARDS_BESIDE_INGEST + " dashboards", beside);
    report.dashboards(DASHBOARDS_BESIDE_INGEST, List.of(looking.join()));
  }
}
