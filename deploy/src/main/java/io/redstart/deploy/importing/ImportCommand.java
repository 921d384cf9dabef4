// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.sealed.ImportedRange;
import io.redstart.aggregator.sealed.SealedImport;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.Stores;
import io.redstart.aggregator.tool.StoreImport;
import io.redstart.config.GoDuration;
import io.redstart.deploy.storage.ProgressLine;
import io.redstart.deploy.storage.SelectorText;
import io.redstart.query.promql.limit.PromqlException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * Runs {@code redstart import}. Prints to standard output what it found and did, and one sentence to
 * standard error if it failed.
 */
public final class ImportCommand {
  /** Without a terminal, progress is printed in steps of this many percent. */
  private static final long PERCENT_STEP = 10;

  private final Stores stores;
  private final boolean splits;
  private final PrintWriter out;
  private final PrintWriter err;
  private final LongConsumer pause;
  private final ProgressLine progress;
  private long printedPercent;
  private long groupRowsMax = HistoryCopy.GROUP_ROWS_MAX;

  /**
   * Prepares the command.
   *
   * @param stores the settings of the store, without a thread for upkeep
   * @param splits whether calls and durations are counted as two metrics
   * @param console the terminal; null if there is none
   * @param pause waits for some milliseconds
   */
  public ImportCommand(
      Stores stores,
      boolean splits,
      PrintWriter out,
      PrintWriter err,
      @Nullable Console console,
      LongConsumer pause) {
    this.stores = stores;
    this.splits = splits;
    this.out = out;
    this.err = err;
    this.pause = pause;
    this.progress = new ProgressLine(err, console != null, stores.monotonicNanos());
    this.printedPercent = console == null ? 0 : Long.MAX_VALUE - PERCENT_STEP;
  }

  /** For tests: with a small limit, few label sets are several groups. */
  ImportCommand withGroupRows(long max) {
    groupRowsMax = max;
    return this;
  }

  /** Runs it. Returns its exit code: 0, 1 if it failed, 2 if its arguments are wrong. */
  public int run(ImportArguments arguments) {
    try {
      return importFrom(arguments);
    } catch (IllegalArgumentException | PromqlException e) {
      return fail(e, ExitCode.USAGE);
    } catch (SourceException | StoreException | KeyValuesException e) {
      return fail(e, ExitCode.SOFTWARE);
    } catch (IOException e) {
      return fail(new StoreException("cannot access " + e.getMessage(), e), ExitCode.SOFTWARE);
    } finally {
      progress.clear();
      out.flush();
    }
  }

  private int fail(Exception failure, int code) {
    progress.clear();
    err.println(failure.getMessage());
    err.flush();
    return code;
  }

  private int importFrom(ImportArguments arguments) throws IOException {
    if (stores.config().inMemory()) {
      throw new IllegalArgumentException("store.in_memory is true: there is no store to import to");
    }
    PrometheusSource source = new PrometheusSource(arguments.from(), arguments.headers(), pause);
    ImportedRange wanted = wantedRange(arguments);
    String matchers = arguments.match().isEmpty()
        ? ""
        : SelectorText.matchers(arguments.match()).stream()
            .map(SelectorWriter::matcher)
            .collect(Collectors.joining(","));
    List<String> names =
        source.labelValues("__name__", "", wanted.fromMillis(), wanted.throughMillis()).stream()
            .filter(Spelling::isCandidate)
            .toList();
    Spelling spelling =
        Spelling.of(names, arguments.calls(), arguments.duration(), arguments.unit());
    out.println("found " + found(spelling));
    if (arguments.dryRun()) {
      SourceCatalog catalog = catalog(source, spelling, matchers, arguments, wanted);
      out.println("would import " + catalog.targets().size() + " label sets of "
          + catalog.series().size() + " in the source, " + text(wanted)
          + "; a store that is there can end it earlier");
      return ExitCode.OK;
    }
    try (StoreImport store =
        StoreImport.open(stores, wanted.fromMillis(), wanted.throughMillis())) {
      return copy(source, spelling, matchers, arguments, store.sealed());
    }
  }

  private int copy(
      PrometheusSource source,
      Spelling spelling,
      String matchers,
      ImportArguments arguments,
      SealedImport store) {
    ImportedRange range = store.range();
    SourceCatalog catalog = catalog(source, spelling, matchers, arguments, range);
    out.println("importing " + text(range) + ", " + catalog.targets().size() + " label sets");
    out.flush();
    SourceLife life = SourceLife.read(
        source,
        SelectorWriter.names(spelling.heads(), ""),
        range.fromMillis(),
        range.throughMillis(),
        store.windowMillis());
    HistoryCopy.Counted counted =
        new HistoryCopy(source, catalog, matchers, store, life, this::progress, groupRowsMax).run();
    progress.clear();
    summarize(counted, source);
    return counted.refused() > 0 && counted.labelSets() + counted.imported() == 0
        ? ExitCode.SOFTWARE
        : ExitCode.OK;
  }

  private SourceCatalog catalog(
      PrometheusSource source,
      Spelling spelling,
      String matchers,
      ImportArguments arguments,
      ImportedRange range) {
    return SourceCatalog.read(
        source,
        spelling,
        matchers,
        new LabelTranslation(arguments.dropped()),
        range,
        stores.layout(),
        splits);
  }

  private ImportedRange wantedRange(ImportArguments arguments) {
    long nowMillis = stores.wall().millis();
    long untilMillis = nowMillis;
    if (!arguments.until().equals("now")) {
      try {
        untilMillis = Math.min(nowMillis, Instant.parse(arguments.until()).toEpochMilli());
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "--until needs now or a time such as 2026-01-31T12:00:00Z, not " + arguments.until(),
            e);
      }
    }
    // Older windows would be dropped at the next start.
    long longestMillis = stores.config().longestMillis();
    long sinceMillis = arguments.since().isEmpty()
        ? longestMillis
        : Math.min(longestMillis, GoDuration.parse(arguments.since()).toMillis());
    long windowMillis = StoreImport.windowMillis(stores);
    return new ImportedRange(
        Math.floorDiv(nowMillis - sinceMillis, windowMillis) * windowMillis,
        Math.floorDiv(untilMillis, windowMillis) * windowMillis);
  }

  private static String found(Spelling spelling) {
    String calls = spelling.calls() == null ? "no calls" : spelling.calls();
    return spelling.duration() == null
        ? calls + " and no durations"
        : calls + " and " + spelling.duration() + "_bucket in "
            + spelling.unit().word();
  }

  private static String text(ImportedRange range) {
    return Instant.ofEpochMilli(range.fromMillis()) + " to "
        + Instant.ofEpochMilli(range.throughMillis());
  }

  /** Without a terminal, prints a line for each tenth. */
  private void progress(String what, long done, long total) {
    progress.at(what, done, total);
    if (done >= printedPercent + PERCENT_STEP) {
      printedPercent = done;
      out.println(what + ": " + done + " of " + total);
      out.flush();
    }
  }

  private void summarize(HistoryCopy.Counted counted, PrometheusSource source) {
    String window = GoDuration.format(Duration.ofMillis(StoreImport.windowMillis(stores)));
    out.printf(
        "imported %d label sets: %d windows of %s, %.0f calls%n",
        counted.labelSets(), counted.rows(), window, counted.calls());
    line(counted.imported(), "label sets skipped, an earlier import brought them");
    line(counted.idle(), "label sets skipped, they counted nothing in this time");
    line(
        counted.refused(),
        "label sets refused, the store counted them from 0: import before the first start, or into"
            + " a new store.path");
    line(counted.gaps(), "gaps longer than 5 minutes, nothing is counted in them");
    line(source.retries(), "requests repeated");
  }

  private void line(long count, String what) {
    if (count > 0) {
      out.println(count + " " + what);
    }
  }
}
