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
import io.redstart.deploy.cli.ClientCommand;
import io.redstart.deploy.cli.ClientService;
import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.query.QueryCommand;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParseResult;

/**
 * The command line: {@code redstart [COMMAND] [--config FILE] [--set KEY=VALUE]…}. The exit code is
 * 0, or 2 if the command or the settings are wrong, or 1 if the start fails.
 */
public final class Redstart {
  /** The pseudo exit code while the process keeps running. */
  static final int RUNNING = -1;

  /** Examples of traces make the page's view of an operation worth a look. */
  private static final String DEMO_SETTINGS = "spanmetrics: {exemplars: {enabled: true}}";

  private static final int USAGE_COLUMNS = 100;

  private final List<ClientCommand> clients = ClientService.commands();
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

  /** Returns the command line. */
  CommandLine commandLine() {
    return new CommandLine(CommandTree.root(clients))
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setUsageHelpWidth(USAGE_COLUMNS)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(this::execute);
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
    if (last.commandSpec().name().equals(CommandTree.STORE)) {
      last.commandSpec().commandLine().usage(root.commandSpec().commandLine().getErr());
      return ExitCode.USAGE;
    }
    PrintWriter out = root.commandSpec().commandLine().getOut();
    PrintWriter err = root.commandSpec().commandLine().getErr();
    Optional<ClientCommand> client = client(last);
    if (client.isPresent()) {
      Logging.quiet();
      return ClientService.run(client.get(), last, new Streams(out, err));
    }
    if (last.commandSpec().name().equals(CommandTree.COMPLETION)) {
      out.print(AutoComplete.bash("redstart", root.commandSpec().commandLine()));
      out.flush();
      return ExitCode.OK;
    }
    try {
      return execute(
          last, SettingsReader.read(RedstartConfig.class, sources(root, last)), out, err);
    } catch (SettingsException e) {
      e.problems().forEach(err::println);
      return ExitCode.USAGE;
    }
  }

  /** Executes a command that needs the settings. */
  private int execute(
      ParseResult last, Settings<RedstartConfig> settings, PrintWriter out, PrintWriter err) {
    String command = last.commandSpec().name();
    Logging.setUp(settings.value().telemetry());
    if (last.commandSpec().parent() != null
        && last.commandSpec().parent().name().equals(CommandTree.STORE)) {
      return store(last, settings.value(), out, err);
    }
    if (command.equals(CommandTree.IMPORT)) {
      return importTo(last, settings.value(), out, err);
    }
    List<String> problems = roleOf(command).problemsHere(settings.value());
    if (!problems.isEmpty()) {
      problems.forEach(err::println);
      return ExitCode.USAGE;
    }
    return command.equals(CommandTree.CHECK_CONFIG)
        ? show(settings, out)
        : launch(roleOf(command), settings, out, err);
  }

  /** Without an expression, {@code query} starts a service. */
  private Optional<ClientCommand> client(ParseResult command) {
    String name = command.commandSpec().name();
    return clients.stream()
        .filter(client -> client.name().equals(name))
        .filter(client -> !(client instanceof QueryCommand) || QueryCommand.isMeant(command))
        .findFirst();
  }

  private static int store(
      ParseResult command, RedstartConfig settings, PrintWriter out, PrintWriter err) {
    Stores stores = stores(settings);
    StoreCommands.Kind kind =
        StoreCommands.Kind.valueOf(command.commandSpec().name().toUpperCase(Locale.ROOT));
    StoreCommands.Arguments arguments = new StoreCommands.Arguments(
        command.hasMatchedPositional(0) ? command.matchedPositionalValue(0, "") : "",
        command.hasMatchedOption(CommandTree.FORCE),
        command.hasMatchedOption(CommandTree.YES),
        command.hasMatchedOption(CommandTree.DRY_RUN));
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
      Path file = level.matchedOptionValue(CommandTree.CONFIG, null);
      if (file != null) {
        sources.add(SettingsSource.file(file));
      }
      assignments.addAll(level.matchedOptionValue(CommandTree.SET, List.of()));
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
