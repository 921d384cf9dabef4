// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.cluster;

import io.redstart.deploy.cli.ClientCommand;
import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.http.Server;
import io.redstart.deploy.cli.http.ServerOptions;
import io.redstart.deploy.cli.terminal.Terminal;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Runs {@code redstart cluster status|drain|forget}. */
public final class ClusterCommand implements ClientCommand {
  private static final String JSON = "--json";
  private static final String STATUS_PATH = "/api/v1/redstart/cluster";
  private static final String ADMIN_PATH = "/api/v1/admin/redstart/cluster/";
  private static final String ADMIN_HEADER = "X-Redstart-Admin";

  private final InstantSource clock;
  private final Terminal terminal;

  /** What to do. */
  enum Action {
    STATUS,
    DRAIN,
    FORGET
  }

  /** Creates the command. */
  public ClusterCommand(InstantSource clock, Terminal terminal) {
    this.clock = clock;
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String description() {
    return "Shows the members of a cluster, drains an aggregator, forgets a lost one.";
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .type(Action.class)
        .paramLabel("status|drain|forget")
        .description(
            "status shows members and stores. drain has other aggregators take over the stores of"
                + " NAME, so that it can be stopped for good. forget ends the warnings about NAME,"
                + " which will not return.")
        .build());
    spec.addPositional(PositionalParamSpec.builder()
        .index("1")
        .arity("0..1")
        .type(String.class)
        .paramLabel("NAME")
        .description("The aggregator to drain or forget.")
        .build());
    ServerOptions.addTo(spec);
    spec.addOption(OptionSpec.builder(JSON)
        .type(boolean.class)
        .description("Prints the status as the server's JSON.")
        .build());
    spec.usageMessage()
        .footer(
            "",
            "Examples:",
            "  redstart cluster status",
            "  redstart cluster drain redstart-aggregator-2",
            "  redstart cluster forget redstart-aggregator-2",
            "",
            "drain can be repeated: it goes on where it was. By default the query service accepts",
            "drain and forget only from its own machine, see query.admin_api.",
            "Exit codes: 0, 1 if the server fails or refuses, 2 if an argument is wrong.");
  }

  @Override
  public int run(ParseResult arguments, Streams streams) {
    Action action = arguments.matchedPositionalValue(0, Action.STATUS);
    String name = arguments.matchedPositionalValue(1, "");
    if (name.isEmpty() == (action != Action.STATUS)) {
      throw new IllegalArgumentException(
          name.isEmpty()
              ? "cluster " + action.name().toLowerCase(Locale.ROOT)
                  + " needs the name of an aggregator"
              : "cluster status takes no name");
    }
    Server server = ServerOptions.server(arguments);
    switch (action) {
      case STATUS -> {
        JsonObject status = status(server);
        streams
            .out()
            .println(
                arguments.hasMatchedOption(JSON) ? status.encodePrettily() : StatusText.of(status));
      }
      case DRAIN -> {
        streams.err().println(act(server, "drain", name));
        streams.err().flush();
        LongSupplier nanos = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        new DrainWatch(() -> status(server), name, streams, terminal, nanos).await();
      }
      case FORGET -> streams.out().println(act(server, "forget", name));
    }
    streams.out().flush();
    return ExitCode.OK;
  }

  private static JsonObject status(Server server) {
    return data(server, server.get(STATUS_PATH));
  }

  private static String act(Server server, String action, String name) {
    Server.Answer answer = server.post(
        ADMIN_PATH + action + "?" + Server.form(Map.of("name", name)),
        Map.of(),
        Map.of(ADMIN_HEADER, "1"));
    return data(server, answer).getString("message", "");
  }

  private static JsonObject data(Server server, Server.Answer answer) {
    JsonObject json = answer.json();
    if (answer.isOk()) {
      return json.getJsonObject("data", new JsonObject());
    }
    String error = json.getString("error");
    throw new AnswerException(
        error == null
            ? server.url() + " answers with status " + answer.status()
                + ": is it a query service of Redstart?"
            : error);
  }
}
