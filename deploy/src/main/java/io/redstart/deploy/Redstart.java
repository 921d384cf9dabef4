// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.aggregator.AggregatorService;
import io.redstart.aggregator.store.Stores;
import io.redstart.config.Settings;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.config.SettingsText;
import io.redstart.deploy.importing.ImportArguments;
import io.redstart.deploy.importing.ImportCommand;
import io.redstart.deploy.importing.ImportOptions;
import io.redstart.deploy.storage.StoreCommands;
import io.redstart.memory.MemoryPlan;
import io.redstart.process.FatalErrors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line: {@code redstart [COMMAND] [--config FILE] [--set KEY=VALUE]…}. The exit code is
 * 0, or 2 if the command or the settings are wrong, or 1 if the start fails.
 */
public final class Redstart {
  /** The pseudo exit code while the process keeps running. */
  static final int RUNNING = -1;

  private static final String CHECK_CONFIG = "check-config";
  private static final String STORE = "store";
  private static final String IMPORT = "import";
  /** Examples of traces make the page's view of an operation worth a look. */
  private static final String DEMO_SETTINGS = "spanmetrics: {exemplars: {enabled: true}}";

  private static final String FORCE = "--force";
  private static final String YES = "--yes";
  private static final String DRY_RUN = "--dry-run";

  private final Map<String, String> environment;
  private final Program.Factory programs;
  private final Consumer<Thread> shutdownHooks;

  /**
   * Creates a command line.
   *
   * @param environment the environment variables
   * @param programs creates the programs that the commands start
   * @param shutdownHooks registers threads that run when the process is asked to end
   */
  Redstart(
      Map<String, String> environment, Program.Factory programs, Consumer<Thread> shutdownHooks) {
    this.environment = environment;
    this.programs = programs;
    this.shutdownHooks = shutdownHooks;
  }

  /** Runs a command. The process ends here unless the command started a program. */
  public static void main(String[] args) {
    FatalErrors.install();
    Consumer<Thread> shutdownHooks = Runtime.getRuntime()::addShutdownHook;
    Redstart redstart = new Redstart(System.getenv(), Redstart::program, shutdownHooks);
    int code = redstart.commandLine().execute(args);
    if (code != RUNNING) {
      Logging.flush();
      System.exit(code);
    }
  }

  private static Program program(Role role, RedstartConfig settings, MemoryPlan memory) {
    return switch (role) {
      case ALL_IN_ONE -> AllInOne.of(settings, memory);
      case DEMO -> AllInOne.demo(settings, memory);
      case INGEST, AGGREGATOR, QUERY -> new ClusteredRole(role, settings, memory);
    };
  }

  /** Returns the commands, built without annotations because reflection would be slow. */
  CommandLine commandLine() {
    CommandSpec root =
        command("redstart", "Counts spans as they arrive and answers PromQL queries.");
    root.usageMessage()
        .header("Without a command: every service in this process.")
        .footer(
            "",
            "Counts are kept on disk, in the folder store.path (redstart-data), and survive",
            "a restart. docs/store.md describes the store.",
            "docs/configuration.md describes the settings.");
    add(root, Role.DEMO, "Every service in this process, with a small shop that sends spans.");
    add(root, Role.INGEST, "Only the ingest service, in a cluster.");
    add(root, Role.AGGREGATOR, "Only the aggregator service, in a cluster.");
    add(root, Role.QUERY, "Only the query service, in a cluster.");
    root.addSubcommand(
        CHECK_CONFIG,
        command(
            CHECK_CONFIG, "Prints the settings as they will be used, or every mistake in them."));
    root.addSubcommand(STORE, storeCommands());
    CommandSpec imports =
        command(IMPORT, "Copies the past of span metrics from a Prometheus to the store.");
    ImportOptions.addTo(imports);
    root.addSubcommand(IMPORT, imports);
    return new CommandLine(root)
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setExecutionStrategy(this::execute);
  }

  private static CommandSpec storeCommands() {
    CommandSpec store = command(STORE, "Looks into the store of store.path, and cares for it.");
    store
        .usageMessage()
        .footer("", "Exit codes: 0, 1 for a failure or an unsound store, 2 for a wrong argument.");
    for (StoreCommands.Kind kind : StoreCommands.Kind.values()) {
      CommandSpec spec = command(kind.command(), kind.description());
      switch (kind) {
        case INFO, CHECK, COMPACT -> {}
        case BACKUP -> argument(spec, "DIR", "The folder to create.");
        case RESTORE -> {
          argument(spec, "DIR", "The folder of the backup.");
          flag(spec, FORCE, "Moves a store that is in store.path aside.");
        }
        case DELETE -> {
          argument(spec, "SELECTOR", "Such as '{span_name=~\"GET /user/.*\"}'.");
          flag(spec, DRY_RUN, "Only shows what would be deleted.");
          flag(spec, YES, "Deletes without asking.");
        }
      }
      store.addSubcommand(kind.command(), spec);
    }
    return store;
  }

  private static void argument(CommandSpec spec, String label, String description) {
    spec.addPositional(PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build());
  }

  private static void flag(CommandSpec spec, String name, String description) {
    spec.addOption(
        OptionSpec.builder(name).type(boolean.class).description(description).build());
  }

  private static void add(CommandSpec root, Role role, String description) {
    root.addSubcommand(role.command(), command(role.command(), description));
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name).version("redstart " + version());
    spec.usageMessage().description(description);
    spec.addOption(OptionSpec.builder("--config")
        .type(Path.class)
        .paramLabel("FILE")
        .description("Reads settings from a YAML file.")
        .build());
    spec.addOption(OptionSpec.builder("--set")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel("KEY=VALUE")
        .description("Sets one setting, such as --set query.timeout=30s. Can be repeated.")
        .build());
    spec.addOption(OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Shows this help.")
        .build());
    spec.addOption(OptionSpec.builder("-V", "--version")
        .versionHelp(true)
        .description("Shows the version.")
        .build());
    return spec;
  }

  private static String version() {
    String version = Redstart.class.getPackage().getImplementationVersion();
    return version == null ? "(not from its jar)" : version;
  }

  private int execute(ParseResult root) {
    Integer helped = CommandLine.executeHelpRequest(root);
    if (helped != null) {
      return helped;
    }
    ParseResult last = root;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (last.commandSpec().name().equals(STORE)) {
      last.commandSpec().commandLine().usage(root.commandSpec().commandLine().getErr());
      return ExitCode.USAGE;
    }
    PrintWriter out = root.commandSpec().commandLine().getOut();
    PrintWriter err = root.commandSpec().commandLine().getErr();
    Settings<RedstartConfig> settings;
    try {
      settings = SettingsReader.read(RedstartConfig.class, sources(root, last));
    } catch (SettingsException e) {
      e.problems().forEach(err::println);
      return ExitCode.USAGE;
    }
    String command = last.commandSpec().name();
    Logging.setUp(settings.value().telemetry());
    if (last.commandSpec().parent() != null
        && last.commandSpec().parent().name().equals(STORE)) {
      return store(last, settings.value(), out, err);
    }
    if (command.equals(IMPORT)) {
      return importTo(last, settings.value(), out, err);
    }
    List<String> problems = roleOf(command).problemsHere(settings.value());
    if (!problems.isEmpty()) {
      problems.forEach(err::println);
      return ExitCode.USAGE;
    }
    return command.equals(CHECK_CONFIG)
        ? show(settings, out)
        : launch(roleOf(command), settings, out, err);
  }

  private static int store(
      ParseResult command, RedstartConfig settings, PrintWriter out, PrintWriter err) {
    Stores stores = stores(settings);
    StoreCommands.Kind kind =
        StoreCommands.Kind.valueOf(command.commandSpec().name().toUpperCase(Locale.ROOT));
    StoreCommands.Arguments arguments = new StoreCommands.Arguments(
        command.hasMatchedPositional(0) ? command.matchedPositionalValue(0, "") : "",
        command.hasMatchedOption(FORCE),
        command.hasMatchedOption(YES),
        command.hasMatchedOption(DRY_RUN));
    return new StoreCommands(stores, out, err, System.console()).run(kind, arguments);
  }

  private static Stores stores(RedstartConfig settings) {
    MemoryPlan memory = HeapPlan.of(Role.ALL_IN_ONE, settings);
    return AggregatorService.storesOfCommands(settings.store(), settings.spanmetrics(), memory);
  }

  private static int importTo(
      ParseResult command, RedstartConfig settings, PrintWriter out, PrintWriter err) {
    ImportArguments arguments;
    try {
      arguments = ImportOptions.read(command);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.flush();
      return ExitCode.USAGE;
    }
    return new ImportCommand(
            stores(settings),
            settings.spanmetrics().splitsCallsFromDurations(),
            out,
            err,
            System.console(),
            millis -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis)))
        .run(arguments);
  }

  /**
   * Returns the sources of the settings. Options can precede or follow the command's name; the ones
   * that follow it win.
   */
  private SettingsSource[] sources(ParseResult root, ParseResult last) {
    List<SettingsSource> sources = new ArrayList<>();
    if (last.commandSpec().name().equals(Role.DEMO.command())) {
      sources.add(SettingsSource.yaml("the demo's settings", DEMO_SETTINGS));
    }
    List<String> assignments = new ArrayList<>();
    for (ParseResult level = root; level != null; level = level.subcommand()) {
      Path file = level.matchedOptionValue("--config", null);
      if (file != null) {
        sources.add(SettingsSource.file(file));
      }
      assignments.addAll(level.matchedOptionValue("--set", List.of()));
    }
    sources.add(SettingsSource.environment(environment));
    sources.add(SettingsSource.assignments(assignments));
    return sources.toArray(SettingsSource[]::new);
  }

  /** Returns the role of a command. Other commands check the settings for all services. */
  private static Role roleOf(String command) {
    for (Role role : Role.values()) {
      if (role.command().equals(command)) {
        return role;
      }
    }
    return Role.ALL_IN_ONE;
  }

  private static int show(Settings<RedstartConfig> settings, PrintWriter out) {
    out.print(SettingsText.of(settings.value()));
    settings.notes().forEach(note -> out.println("# " + note));
    HeapPlan.describe(settings.value()).forEach(line -> out.println("# " + line));
    out.flush();
    return ExitCode.OK;
  }

  private int launch(
      Role role, Settings<RedstartConfig> settings, PrintWriter out, PrintWriter err) {
    Logger log = LoggerFactory.getLogger(Redstart.class);
    settings.notes().forEach(log::info);
    MemoryPlan memory = HeapPlan.of(role, settings.value());
    if (memory.problem().isPresent()) {
      err.println("cannot start: " + memory.problem().get());
      err.flush();
      return ExitCode.SOFTWARE;
    }
    HeapPlan.boundNetworkBuffers(memory);
    log.info("memory: {}", memory.describe());
    Program program = programs.make(role, settings.value(), memory);
    boolean runs = new Launch(role, settings.value(), program).start(out, err, shutdownHooks);
    return runs ? RUNNING : ExitCode.SOFTWARE;
  }
}
