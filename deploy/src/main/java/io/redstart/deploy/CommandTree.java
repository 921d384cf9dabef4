// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.deploy.cli.ClientCommand;
import io.redstart.deploy.importing.ImportOptions;
import io.redstart.deploy.storage.StoreCommands;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The commands with their options and help, built without annotations: reflection would be slow. */
final class CommandTree {
  static final String CHECK_CONFIG = "check-config";
  static final String STORE = "store";
  static final String IMPORT = "import";
  static final String COMPLETION = "completion";
  static final String FORCE = "--force";
  static final String YES = "--yes";
  static final String DRY_RUN = "--dry-run";
  static final String CONFIG = "--config";
  static final String SET = "--set";

  private CommandTree() {}

  /** The shells for which there is completion. */
  enum Shell {
    BASH,
    ZSH
  }

  static CommandSpec root(List<ClientCommand> clients) {
    CommandSpec root = withSettings(
        command("redstart", "Counts spans as they arrive and answers PromQL queries."));
    root.usageMessage()
        .header("Without a command: every service in this process.")
        .footer(
            "",
            "Examples:",
            "  redstart demo                     try it: http://localhost:9090",
            "  redstart --config redstart.yaml   run it",
            "  redstart doctor --jaeger http://localhost:16686",
            "  redstart COMMAND --help           options, examples and exit codes of a command",
            "",
            "Counts are kept on disk, in the folder store.path (redstart-data), and survive",
            "a restart. docs/store.md describes the store.",
            "docs/configuration.md describes the settings, docs/cli.md the commands.",
            "Exit codes: 0, 1 for a failure, 2 for a wrong argument or setting.");
    add(root, Role.DEMO, "Every service in this process, with a small shop that sends spans.");
    add(root, Role.INGEST, "Only the ingest service, in a cluster.");
    add(root, Role.AGGREGATOR, "Only the aggregator service, in a cluster.");
    for (ClientCommand client : clients) {
      CommandSpec spec = command(client.name(), client.description());
      client.describe(spec);
      boolean isRole = client.name().equals(Role.QUERY.command());
      root.addSubcommand(client.name(), isRole ? withSettings(spec) : spec);
    }
    root.addSubcommand(
        CHECK_CONFIG,
        withSettings(command(
            CHECK_CONFIG, "Prints the settings as they will be used, or every mistake in them.")));
    root.addSubcommand(STORE, store());
    CommandSpec imports = withSettings(
        command(IMPORT, "Copies the past of span metrics from a Prometheus to the store."));
    ImportOptions.addTo(imports);
    root.addSubcommand(IMPORT, imports);
    root.addSubcommand(COMPLETION, completion());
    return root;
  }

  private static CommandSpec completion() {
    CommandSpec spec = command(COMPLETION, "Prints a script that completes commands and options.");
    spec.addPositional(PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .type(Shell.class)
        .paramLabel("bash|zsh")
        .description("The shell.")
        .build());
    spec.usageMessage()
        .footer(
            "",
            "Examples:",
            "  source <(redstart completion bash)",
            "  redstart completion zsh > ~/.redstart-completion; source ~/.redstart-completion",
            "",
            "Completes the command redstart, such as an alias for java -jar redstart.jar.");
    return spec;
  }

  private static CommandSpec store() {
    CommandSpec store =
        withSettings(command(STORE, "Looks into the store of store.path, and cares for it."));
    store
        .usageMessage()
        .footer("", "Exit codes: 0, 1 for a failure or an unsound store, 2 for a wrong argument.");
    for (StoreCommands.Kind kind : StoreCommands.Kind.values()) {
      CommandSpec spec = withSettings(command(kind.command(), kind.description()));
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
    root.addSubcommand(role.command(), withSettings(command(role.command(), description)));
  }

  private static CommandSpec withSettings(CommandSpec spec) {
    spec.addOption(OptionSpec.builder(CONFIG)
        .type(Path.class)
        .paramLabel("FILE")
        .description("Reads settings from a YAML file.")
        .build());
    spec.addOption(OptionSpec.builder(SET)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel("KEY=VALUE")
        .description("Sets one setting, such as --set query.timeout=30s. Can be repeated.")
        .build());
    return spec;
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name).version("redstart " + version());
    spec.usageMessage().description(description);
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
}
