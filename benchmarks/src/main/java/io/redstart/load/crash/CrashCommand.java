// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Members;
import io.redstart.load.crash.CrashPlan.Strike;
import io.redstart.load.crash.check.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crash}: kills services under load and checks that nothing acknowledged is lost. */
@Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Kills services under load, restarts them, and compares books and counts.")
public final class CrashCommand implements Callable<Integer> {
  private static final String MAIN_CLASS = "io.redstart.deploy.Redstart";

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--jar", description = "redstart.jar; default: this program's class path")
  private @Nullable Path jar;

  @Option(names = "--java", description = "options of the services' JVMs, separated by blanks")
  private String javaOptions = "";

  @Option(names = "--folder", description = "empty folder for stores and logs; default: temporary")
  private @Nullable Path folder;

  @Option(names = "--split", description = "run ingest, aggregators and query as processes")
  private boolean split;

  @Option(names = "--aggregators", description = "number of aggregators with --split")
  private int aggregators = 2;

  @Option(names = "--ingests", description = "number of ingest services with --split")
  private int ingests = 1;

  @Option(names = "--queries", description = "number of query services with --split")
  private int queries = 1;

  @Option(names = "--replicas", description = "aggregator.replicas: how many keep each span")
  private int replicas = 1;

  @Option(
      names = "--before",
      description =
          "redstart.jar of the release before: with --changes, all services start with it")
  private @Nullable Path before;

  @Option(names = "--kills", description = "number of kills, of faults, or of disturbances at most")
  private int kills = 20;

  @Option(names = "--seed", description = "seed of the random choices; default: the clock")
  private long seed;

  @Option(names = "--calm", description = "longest time before a kill, in ms")
  private long calmMillisMax = 5_000;

  @Option(names = "--window", description = "length of the store's windows, in ms")
  private long windowMillis = 1_000;

  @Option(names = "--verify-every", description = "compare the counts after so many kills")
  private int verifyEvery = 1;

  @Option(names = "--rate", description = "spans per second")
  private long spansPerSecond = 4_000;

  @Option(names = "--seconds", description = "length of a freeze or a cut")
  private long disturbanceSeconds = 30;

  @Option(names = "--heap", description = "heap of each process, in MiB")
  private int heapMib = 256;

  @ArgGroup
  private @Nullable Extra extra;

  /** What happens in addition to the kills; only one of them. */
  private static final class Extra {
    @Option(names = "--power-cut", description = "unsynced bytes vanish from the store")
    private boolean powerCut;

    @Option(names = "--faults", description = "syncs and writes fail or stall")
    private boolean faults;

    @Option(names = "--freeze", description = "freeze aggregators in turn; needs --split")
    private boolean freeze;

    @Option(
        names = "--cut",
        description = "cut the network between members; needs --split, root and Linux")
    private boolean cut;

    @Option(
        names = "--changes",
        description = "add, drain, kill, freeze, cut off and replace services; needs --split and"
            + " --aggregators 3 or more")
    private boolean changes;

    @Option(names = "--damage", description = "delete-journal: control that must be detected")
    private @Nullable Damage damage;
  }

  /** Damages done to a store, in the words of the command line. */
  private enum Damage {
    DELETE_JOURNAL;

    @Override
    public String toString() {
      return "delete-journal";
    }
  }

  @Override
  public Integer call() throws Exception {
    CrashPlan plan = plan();
    Report report = new Report(spec.commandLine().getOut());
    report.say("seed " + plan.seed() + ", folder " + plan.folder());
    try (Members members = members(plan, report)) {
      // So that no process or host is left behind when this program is interrupted.
      Runtime.getRuntime().addShutdownHook(new Thread(members::close));
      return run(plan, members, report) ? 0 : 1;
    }
  }

  private static Members members(CrashPlan plan, Report report)
      throws IOException, InterruptedException {
    try {
      return Members.of(plan.members());
    } catch (IOException e) {
      if (plan.strike() != Strike.CHANGE) {
        throw e;
      }
      report.say("SKIPPED: the network is not cut, because there are no hosts of our own on this"
          + " machine: " + e.getMessage());
      return Members.of(plan.members().onLoopback());
    }
  }

  private boolean run(CrashPlan plan, Members members, Report report) throws Exception {
    if (!members.start()) {
      report.violation("the services do not start, see " + plan.folder());
      return false;
    }
    Report judged = report;
    try (Exercise exercise = new Exercise(plan, members, report)) {
      judged = strike(exercise, report);
      report.finish(
          "seed " + plan.seed() + ", " + plan.strike(), exercise.summary(), exercise.shown());
    }
    return judged.isClean();
  }

  /** Runs the plan. Returns the report that decides: in the control, violations are a success. */
  private Report strike(Exercise exercise, Report report)
      throws IOException, InterruptedException, TimeoutException {
    switch (exercise.plan().strike()) {
      case KILL, POWER_CUT -> new KillRun(exercise).run();
      case FAULTS -> new FaultRun(exercise).run();
      case FREEZE, CUT, CHANGE -> new DisturbanceRun(exercise).run();
      case DELETE_JOURNAL -> {
        Report control = new Report(spec.commandLine().getOut());
        new DamageRun(exercise).run(control);
        return control;
      }
    }
    return report;
  }

  private CrashPlan plan() throws IOException {
    if (extra != null && (extra.freeze || extra.cut || extra.changes) && !split) {
      throw new ParameterException(
          spec.commandLine(), "--freeze, --cut and --changes need --split");
    }
    if (extra != null && extra.changes && aggregators < 3) {
      throw new ParameterException(spec.commandLine(), "--changes needs --aggregators 3 or more");
    }
    if (before != null && (extra == null || !extra.changes)) {
      throw new ParameterException(spec.commandLine(), "--before needs --changes");
    }
    PrintWriter err = spec.commandLine().getErr();
    Path files = folder == null
        ? Files.createTempDirectory("redstart-crash-")
        : Files.createDirectories(folder);
    try (var entries = Files.list(files)) {
      if (entries.findAny().isPresent()) {
        err.println("the folder is not empty: counts of an earlier run would be wrong");
        throw new IOException("not empty: " + files);
      }
    }
    return new CrashPlan(
        javaCommand(jar),
        before == null ? List.of() : javaCommand(before),
        files.toRealPath(),
        split ? aggregators : 0,
        ingests,
        queries,
        replicas,
        kills,
        seed == 0 ? System.nanoTime() : seed,
        calmMillisMax,
        windowMillis,
        verifyEvery,
        spansPerSecond,
        disturbanceSeconds * 1_000,
        strike());
  }

  private Strike strike() {
    if (extra == null) {
      return Strike.KILL;
    }
    if (extra.damage != null) {
      return Strike.DELETE_JOURNAL;
    }
    if (extra.powerCut) {
      return Strike.POWER_CUT;
    }
    if (extra.freeze) {
      return Strike.FREEZE;
    }
    if (extra.cut) {
      return Strike.CUT;
    }
    if (extra.changes) {
      return Strike.CHANGE;
    }
    return extra.faults ? Strike.FAULTS : Strike.KILL;
  }

  private List<String> javaCommand(@Nullable Path release) {
    List<String> command = new ArrayList<>(List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "-Xmx" + heapMib + "m",
        // The processes live for seconds: a fast start matters more than fast code.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC"));
    if (!javaOptions.isBlank()) {
      command.addAll(List.of(javaOptions.trim().split(" +", -1)));
    }
    if (release == null) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
    } else {
      command.addAll(List.of("-jar", release.toString()));
    }
    return command;
  }
}
