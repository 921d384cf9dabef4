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
import java.util.Locale;
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
  private static final long MINUTE_MILLIS = 60_000;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--services", description = "services (default ${DEFAULT-VALUE})")
  private int services = 100;

  @Option(
      names = "--operations",
      description = "operations of each service (default ${DEFAULT-VALUE})")
  private int operations = 100;

  @Option(
      names = "--for",
      description = "how much time passes until now, as 2h (default ${DEFAULT-VALUE})")
  private String duration = "2h";

  @Option(
      names = "--spans",
      description =
          "mean number of spans of an operation in each window of 5 s (default ${DEFAULT-VALUE})")
  private double spans = 10;

  @Option(names = "--sigma", description = "of the log-normal durations (default ${DEFAULT-VALUE})")
  private double sigma = 1;

  @Option(
      names = "--born",
      description = "operations that begin in the last hour, in percent (default ${DEFAULT-VALUE})")
  private int bornPercent = 5;

  @Option(names = "--seed", description = "of the durations (default ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--store", description = "an empty folder; a temporary one by default")
  private @Nullable Path folder;

  @Option(
      names = "--describe",
      description = "a file for the description of the spans, which scrapes and compare read")
  private @Nullable Path description;

  @Option(
      names = "--report",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "time selections")
  private boolean report = true;

  @Override
  public Integer call() throws Exception {
    Path path = folder == null ? Files.createTempDirectory("redstart-history") : folder;
    History history = history();
    if (description != null) {
      history.write(description);
    }
    StoreConfig config = SettingsReader.defaults(StoreConfig.class).withPath(path.toString());
    CellLayout layout = SettingsReader.defaults(SpanMetricsConfig.class).layout();
    RunningClock clock = new RunningClock(history.startMillis());
    RowStore store = open(config, layout, clock);
    try {
      fill(store, clock, layout, history, path);
      if (report) {
        PrintWriter out = spec.commandLine().getOut();
        new HistoryReport(store, config, layout, history.labelSets(), out).print();
      }
    } finally {
      store.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
    return 0;
  }

  private History history() {
    Duration total = GoDuration.parse(duration);
    long startMillis = System.currentTimeMillis() - total.toMillis();
    return new History(
        services,
        operations,
        spans,
        sigma,
        bornPercent,
        seed,
        startMillis - startMillis % MINUTE_MILLIS,
        Math.toIntExact(total.toMillis() / History.WINDOW_MILLIS));
  }

  private static RowStore open(StoreConfig config, CellLayout layout, RunningClock clock) {
    return new Stores(
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
  }

  private void fill(
      RowStore store, RunningClock clock, CellLayout layout, History history, Path path) {
    long startNanos = System.nanoTime();
    new HistoryFill(store, clock, layout, history).run();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d label sets, %s, %.1f spans a window, sigma %.1f: filled in %d s, store %s%n",
        history.labelSets(),
        duration,
        spans,
        sigma,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
        path);
    out.flush();
  }
}
