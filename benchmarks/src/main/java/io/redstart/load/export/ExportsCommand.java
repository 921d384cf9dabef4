// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.server.CollectorServer;
import io.redstart.load.server.RedstartOptions;
import io.redstart.load.server.Server;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what it costs to hand metrics and spans on. */
@Command(
    name = "exports",
    mixinStandardHelpOptions = true,
    description = "Sends the same spans to Redstart and to a Collector's span_metrics connector,"
        + " scrapes both, and prints CPU time and memory as Markdown; also what /federate, pushing"
        + " and forwarding take.")
public final class ExportsCommand implements Callable<Integer> {
  private static final Duration SHOWN_MAX = Duration.ofMinutes(3);

  /** What is measured. */
  enum Part {
    SCRAPE,
    FEDERATE,
    PUSH,
    FORWARD
  }

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--parts",
      split = ",",
      description = "of ${COMPLETION-CANDIDATES}; all by default")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(names = "--label-sets", description = "a multiple of 10 (default ${DEFAULT-VALUE})")
  private int labelSets = 111_000;

  @Option(names = "--spans", description = "of each label set (default ${DEFAULT-VALUE})")
  private int spans = 10;

  @Option(
      names = "--collector",
      description = "a Collector with the connector and the Prometheus exporter, or a Jaeger v2;"
          + " without, Redstart is alone")
  private @Nullable String collector;

  @Mixin
  private RedstartOptions redstart = new RedstartOptions();

  @Option(names = "--forms", split = ",", description = "of scrapes: ${COMPLETION-CANDIDATES}")
  private Set<ScrapeForm> forms = EnumSet.allOf(ScrapeForm.class);

  @Option(
      names = "--identity",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "scrape without compression, too")
  private boolean identity = true;

  @Option(
      names = "--warm-up",
      description = "pages of each kind from Redstart before measuring (default ${DEFAULT-VALUE})")
  private int warmUp = 10;

  @Option(names = "--rounds", description = "pages of each kind (default ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--seconds", description = "of pushing (default ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("redstart-exports");
    ExportsReport report = new ExportsReport(new PrintWriter(spec.commandLine().getOut(), true));
    report.say("data and logs: " + folder);
    if (parts.contains(Part.SCRAPE) || parts.contains(Part.FEDERATE)) {
      pages(folder, report);
    }
    if (parts.contains(Part.PUSH)) {
      push(folder, report);
    }
    if (parts.contains(Part.FORWARD)) {
      new ForwardRun(redstart, folder, labelSets).run(spans, report);
    }
    return 0;
  }

  private void pages(Path folder, ExportsReport report) throws Exception {
    List<Server> servers = new ArrayList<>();
    servers.add(
        redstart.server(folder.resolve("store"), folder.resolve("redstart.log"), List.of()));
    if (collector != null) {
      servers.add(new CollectorServer(collector, folder));
    }
    try {
      for (Server server : servers) {
        server.start();
      }
      PageRun pages = new PageRun(servers, warmUp, rounds, report);
      pages.fill(new SpanFill(labelSets), spans, SHOWN_MAX);
      if (parts.contains(Part.SCRAPE)) {
        pages.scrape(forms, identity ? List.of(false, true) : List.of(true));
      }
      if (parts.contains(Part.FEDERATE)) {
        pages.federate();
      }
    } finally {
      for (Server server : servers) {
        server.close();
      }
    }
  }

  private void push(Path folder, ExportsReport report) throws Exception {
    PushRun push = new PushRun(redstart, folder, Duration.ofSeconds(seconds));
    push.fill(new SpanFill(labelSets), spans);
    report.pushHead();
    report.push("none", push.run(List.of()));
    report.push("remote write 2.0", push.run(PushRun.REMOTE_WRITE));
    report.push("OTLP, uncompressed", push.run(PushRun.OTLP));
    report.push("OTLP, gzip", push.run(PushRun.OTLP_GZIP));
  }
}
