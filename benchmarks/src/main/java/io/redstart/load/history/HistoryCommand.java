// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.Stores;
import io.redstart.config.GoDuration;
import io.redstart.config.SettingsReader;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills a store with hours of counts in minutes, then shows its size and times selections. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description =
        "Fills a store by a clock that runs ahead; shows bytes on disk and reading times.")
public final class HistoryCommand implements Callable<Integer> {
  private static final long CACHE_BYTES = 64 << 20;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--label-sets", description = "label sets (default ${DEFAULT-VALUE})")
  private int labelSets = 10_000;

  @Option(names = "--for", description = "how much time passes, as 2h (default ${DEFAULT-VALUE})")
  private String duration = "2h";

  @Option(
      names = "--spans",
      description = "spans of a label set in each window of 5 s (default ${DEFAULT-VALUE})")
  private int spans = 10;

  @Option(names = "--sigma", description = "of the log-normal durations (default ${DEFAULT-VALUE})")
  private double sigma = 1;

  @Option(names = "--seed", description = "of the durations (default ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--store", description = "an empty folder; a temporary one by default")
  private @Nullable Path folder;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path path = folder == null ? Files.createTempDirectory("redstart-history") : folder;
    StoreConfig config = SettingsReader.defaults(StoreConfig.class).withPath(path.toString());
    CellLayout layout = SettingsReader.defaults(SpanMetricsConfig.class).layout();
    RunningClock clock = new RunningClock();
    Duration total = GoDuration.parse(duration);
    RowStore store = new Stores(
            1,
            config,
            layout,
            clock,
            clock::nanos,
            0,
            new MemoryBudget("store", Runtime.getRuntime().maxMemory() / 2),
            CACHE_BYTES,
            null)
        .openNow();
    HistoryFill fill = new HistoryFill(store, clock, layout, labelSets, spans, sigma, seed);
    long startNanos = System.nanoTime();
    fill.run(total);
    out.printf(
        "%d label sets, %s, %d spans a window, sigma %.1f: filled in %d s, store %s%n",
        labelSets,
        duration,
        spans,
        sigma,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
        path);
    new HistoryReport(store, config, layout, labelSets, out).print();
    store.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    return 0;
  }
}
