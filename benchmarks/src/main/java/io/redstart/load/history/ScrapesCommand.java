// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes to a Prometheus what it would have scraped of a history from the connector. */
@Command(
    name = "scrapes",
    mixinStandardHelpOptions = true,
    description = "Writes a history to a Prometheus, as if scraped every 15 s from the Collector's"
        + " spanmetrics connector. Start the Prometheus with --web.enable-remote-write-receiver.")
public final class ScrapesCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--history", required = true, description = "written by history --describe")
  private Path description = Path.of("history.json");

  @Option(names = "--url", description = "of the Prometheus (default ${DEFAULT-VALUE})")
  private String url = "http://localhost:9090";

  @Override
  public Integer call() throws Exception {
    long startNanos = System.nanoTime();
    RemoteWrite target = new RemoteWrite(URI.create(url + "/api/v1/write"));
    ScrapeFill fill = new ScrapeFill(History.read(description), target);
    fill.run();
    target.finish();
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d series, %,d samples in %.0f s%n",
            fill.series(),
            fill.samples(),
            (System.nanoTime() - startNanos) / 1e9);
    return 0;
  }
}
