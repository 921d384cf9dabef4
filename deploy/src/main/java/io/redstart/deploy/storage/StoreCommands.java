// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.storage;

import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.sealed.SealedContents;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.Stores;
import io.redstart.aggregator.tool.StoreBackup;
import io.redstart.aggregator.tool.StoreCheck;
import io.redstart.aggregator.tool.StoreCompaction;
import io.redstart.aggregator.tool.StoreDeletion;
import io.redstart.aggregator.tool.StoreInfo;
import io.redstart.aggregator.tool.StoreRestore;
import io.redstart.config.GoDuration;
import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.limit.PromqlException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * Runs the commands {@code redstart store …}. Each prints to standard output what it found or did,
 * and one sentence to standard error if it failed.
 */
public final class StoreCommands {
  /** The commands, each with its description. */
  public enum Kind {
    /** Shows what is in the store. */
    INFO("Shows what is in the store, which may be in use."),
    /** Checks the store. */
    CHECK("Checks every byte of the store, which may be in use; exit code 1 if it is not sound."),
    /** Compacts the store. */
    COMPACT("Merges and rewrites all chunks of a store that is not in use."),
    /** Copies the store. */
    BACKUP("Copies the store, which may be in use, to a new folder."),
    /** Copies a backup back. */
    RESTORE("Checks a backup and copies it to store.path."),
    /** Deletes label sets. */
    DELETE("Deletes the label sets that match a selector from a store that is not in use.");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    /** Returns the name on the command line. */
    public String command() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what the command does. */
    public String description() {
      return description;
    }
  }

  /**
   * The arguments of a command.
   *
   * @param argument the folder or the selector; empty for commands without one
   * @param force whether {@code restore} moves a store aside
   * @param yes whether {@code delete} needs no confirmation
   * @param dryRun whether {@code delete} only shows what it would delete
   */
  public record Arguments(String argument, boolean force, boolean yes, boolean dryRun) {}

  private final Stores stores;
  private final StoreFiles files;
  private final PrintWriter out;
  private final PrintWriter err;
  private final @Nullable Console console;
  private final ProgressLine progress;

  /**
   * Prepares the commands.
   *
   * @param stores the settings of the store, without a thread for upkeep
   * @param console the terminal; null if there is none
   */
  public StoreCommands(Stores stores, PrintWriter out, PrintWriter err, @Nullable Console console) {
    this.stores = stores;
    this.files = new StoreFiles(Path.of(stores.config().path()));
    this.out = out;
    this.err = err;
    this.console = console;
    this.progress = new ProgressLine(err, console != null, stores.monotonicNanos());
  }

  /** Runs a command. Returns its exit code: 0, 1 if it failed, 2 if its arguments are wrong. */
  public int run(Kind kind, Arguments arguments) {
    if (stores.config().inMemory()) {
      // Whatever is at store.path is left over from other settings.
      return fail(
          new StoreException(
              "store.in_memory is true, so there is no store on disk: set it to false for"
                  + " commands on the one in " + files.folder()),
          ExitCode.USAGE);
    }
    try {
      return switch (kind) {
        case INFO -> info();
        case CHECK -> check();
        case COMPACT -> compact();
        case BACKUP -> backup(Path.of(arguments.argument));
        case RESTORE -> restore(Path.of(arguments.argument), arguments.force);
        case DELETE -> delete(SelectorText.matchers(arguments.argument), arguments);
      };
    } catch (PromqlException | IllegalArgumentException e) {
      return fail(e, ExitCode.USAGE);
    } catch (StoreException | KeyValuesException e) {
      return fail(e, ExitCode.SOFTWARE);
    } catch (IOException e) {
      return fail(new StoreException("cannot access " + sentence(e), e), ExitCode.SOFTWARE);
    } finally {
      progress.clear();
      out.flush();
    }
  }

  /** The message of many exceptions of files is only the path. */
  private static String sentence(IOException failure) {
    return failure instanceof FileSystemException of && of.getReason() == null
        ? of.getMessage() + ": " + of.getClass().getSimpleName().replace("Exception", "")
        : String.valueOf(failure.getMessage());
  }

  private int fail(Exception failure, int code) {
    progress.clear();
    err.println(failure.getMessage());
    err.flush();
    return code;
  }

  private int info() throws IOException {
    StoreInfo info = StoreInfo.read(files);
    line("store", info.id() + ", layout " + info.version() + (info.inUse() ? ", in use" : ""));
    line("created", time(info.sinceMillis()));
    line(
        "last window",
        time(info.lastMillis()) + ", in chunks through " + time(info.throughMillis()));
    for (SealedContents.Held tier : info.tiers()) {
      line("windows of " + length(tier.windowMillis()), text(tier));
    }
    line("label sets", info.labelSets() + ", active in the last hour " + info.activeLabelSets());
    line("dictionary", bytes(info.labelsBytes()) + ", totals " + bytes(info.totalsBytes()));
    line(
        "journal",
        bytes(info.journal().sizeBytes()) + " in " + info.journal().files() + " files, commits "
            + info.journal().firstCommit() + " to " + info.journal().lastCommit());
    line("RocksDB", bytes(info.rowsFolderBytes()));
    line("disk", bytes(info.freeBytes()) + " free of " + bytes(info.diskBytes()));
    return ExitCode.OK;
  }

  private static String text(SealedContents.Held tier) {
    return tier.throughMillis() <= tier.fromMillis()
        ? "none"
        : bytes(tier.sizeBytes()) + " in " + tier.families() + " files, " + time(tier.fromMillis())
            + " to " + time(tier.throughMillis());
  }

  private void line(String what, String text) {
    out.printf("%-16s %s%n", what, text);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static String length(long millis) {
    return GoDuration.format(Duration.ofMillis(millis));
  }

  private static String bytes(long bytes) {
    return bytes < 1_000_000
        ? String.format("%.1f kB", bytes / 1e3)
        : String.format("%,.1f MB", bytes / 1e6);
  }

  private int check() throws IOException {
    StoreCheck.Result result = StoreCheck.of(files, progress);
    progress.clear();
    result.problems().forEach(problem -> {
      out.println("problem: " + problem.what());
      out.println("  means: " + problem.meaning());
      out.println("  do:    " + problem.remedy());
    });
    if (result.moreProblems() > 0) {
      out.println("and " + result.moreProblems() + " more problems");
    }
    result.notes().forEach(note -> out.println("note: " + note));
    out.println((result.isSound() ? "sound" : "not sound") + ": " + result.labelSets()
        + " label sets, " + result.commits() + " commits of the journal");
    return result.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private int compact() throws IOException {
    StoreCompaction.Result result = StoreCompaction.run(stores, progress);
    out.println("compacted: " + bytes(result.beforeBytes()) + " before, "
        + bytes(result.afterBytes()) + " now");
    return ExitCode.OK;
  }

  private int backup(Path target) throws IOException {
    long sizeBytes = new StoreBackup(files, progress).to(target);
    out.println("copied " + bytes(sizeBytes) + " to " + target);
    return ExitCode.OK;
  }

  private int restore(Path backup, boolean force) throws IOException {
    Optional<Path> aside = new StoreRestore(new StoreFiles(backup), progress).to(files, force);
    aside.ifPresent(folder -> out.println("moved the store that was there to " + folder));
    out.println("restored " + backup + " to " + files.folder());
    return ExitCode.OK;
  }

  private int delete(List<LabelMatcher> matchers, Arguments arguments) throws IOException {
    StoreDeletion deletion = new StoreDeletion(matchers, progress);
    if (arguments.dryRun) {
      show(deletion.preview(files));
      return ExitCode.OK;
    }
    if (!arguments.yes && console == null) {
      err.println(
          "there is no terminal to confirm on: --yes deletes without, --dry-run only looks");
      err.flush();
      return ExitCode.USAGE;
    }
    boolean[] confirmed = {false};
    StoreDeletion.Found found = deletion.run(stores, looked -> {
      progress.clear();
      show(looked);
      confirmed[0] = arguments.yes || isConfirmed();
      return confirmed[0];
    });
    if (found.labelSets() == 0) {
      out.println("no label set matches");
      return ExitCode.OK;
    }
    out.println(confirmed[0] ? "deleted" : "nothing was deleted");
    return ExitCode.OK;
  }

  private void show(StoreDeletion.Found found) {
    out.println(found.labelSets() + " of " + found.labelSetsInAll() + " label sets match, "
        + bytes(found.sizeBytes()) + " before compression:");
    found.examples().forEach(labels -> out.println("  " + labels));
    out.flush();
  }

  private boolean isConfirmed() {
    Console terminal = console;
    return terminal != null && "yes".equals(terminal.readLine("delete them? (yes/no) "));
  }
}
