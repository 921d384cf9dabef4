// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.top;

import io.redstart.config.GoDuration;
import io.redstart.deploy.cli.ClientCommand;
import io.redstart.deploy.cli.Options;
import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.RedQueries;
import io.redstart.deploy.cli.http.ServerOptions;
import io.redstart.deploy.cli.terminal.Shown;
import io.redstart.deploy.cli.terminal.Terminal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Runs {@code redstart top}. */
public final class TopCommand implements ClientCommand {
  private static final String BY = "--by";
  private static final String SORT = "--sort";
  private static final String ONCE = "--once";
  private static final String RANGE = "--range";
  private static final String KINDS = "--kinds";
  private static final String EVERY = "--every";

  private final InstantSource clock;
  private final Terminal terminal;

  /** Creates the command. */
  public TopCommand(InstantSource clock, Terminal terminal) {
    this.clock = clock;
    this.terminal = terminal;
  }

  /** What a row is. */
  private enum By {
    SERVICE,
    OPERATION
  }

  @Override
  public String name() {
    return "top";
  }

  @Override
  public String description() {
    return "Shows the operations that hurt most, live.";
  }

  @Override
  public void describe(CommandSpec spec) {
    ServerOptions.addTo(spec);
    spec.addOption(
        Options.option(BY, By.class, "service|operation", "What a row is; operation by default."));
    spec.addOption(Options.option(
        SORT, Order.class, "ORDER", "impact (rate times p95, the default), rate, errors or p95."));
    spec.addOption(
        Options.option(RANGE, String.class, "LENGTH", "The range of the rates; 1m by default."));
    spec.addOption(
        Options.option(EVERY, String.class, "LENGTH", "Refreshes as often; 5s by default."));
    spec.addOption(Options.option(
        KINDS, String.class, "REGEX", "Span kinds, such as '.*'; SERVER and CONSUMER by default."));
    spec.addOption(OptionSpec.builder(ONCE)
        .type(boolean.class)
        .description("Prints one view and ends, as it does without a terminal.")
        .build());
    spec.usageMessage()
        .footer(
            "",
            "Keys: s sorts by the next column, q ends.",
            "",
            "Examples:",
            "  redstart top --by service --sort errors",
            "  redstart top --once --range 1h",
            "",
            "Exit codes: 0, 1 if the server fails, 2 if an argument is wrong.");
  }

  @Override
  public int run(ParseResult arguments, Streams streams) {
    boolean byOperation = arguments.matchedOptionValue(BY, By.OPERATION) == By.OPERATION;
    String range = arguments.matchedOptionValue(RANGE, "1m");
    long everyMillis =
        GoDuration.parse(arguments.matchedOptionValue(EVERY, "5s")).toMillis();
    GoDuration.parse(range);
    PrometheusApi api = new PrometheusApi(ServerOptions.server(arguments));
    String kinds = arguments.matchedOptionValue(KINDS, RedQueries.RECEIVED);
    Operations operations = new Operations(api, byOperation, PrometheusApi.escaped(kinds), range);
    Order order = arguments.matchedOptionValue(SORT, Order.IMPACT);
    if (arguments.hasMatchedOption(ONCE) || !terminal.isTerminal()) {
      View view = new View(byOperation, terminal.isTerminal());
      print(operations.read(), view, order, api, streams);
      operations.warnings().forEach(text -> streams.err().println("warning: " + Shown.text(text)));
      streams.err().flush();
    } else {
      refresh(operations, new View(byOperation, true), order, api, streams, everyMillis);
    }
    return ExitCode.OK;
  }

  private void print(
      List<Operation> operations, View view, Order order, PrometheusApi api, Streams streams) {
    int columns = terminal.isTerminal() ? terminal.size().columns() : Integer.MAX_VALUE;
    view.lines(operations, order, title(api), columns, Integer.MAX_VALUE)
        .forEach(streams.out()::println);
    streams.out().flush();
  }

  private String title(PrometheusApi api) {
    return api.server().url() + " · " + View.clock(clock.instant()) + " · ";
  }

  private void refresh(
      Operations operations,
      View view,
      Order first,
      PrometheusApi api,
      Streams streams,
      long everyMillis) {
    List<Operation> read = operations.read();
    Order order = first;
    String problem = "";
    try (Terminal.Screen screen = terminal.open(streams.out())) {
      while (true) {
        Terminal.Size size = terminal.size();
        String title = problem.isEmpty() ? title(api) : problem + " · last: ";
        List<String> lines = new ArrayList<>();
        operations
            .warnings()
            .forEach(text -> lines.add(Shown.cut(Shown.text(text), size.columns())));
        lines.addAll(view.lines(read, order, title, size.columns(), size.rows() - lines.size()));
        screen.show(lines);
        int key = screen.key(everyMillis);
        if (key == 'q' || key == 'Q') {
          return;
        }
        if (key == 's') {
          order = order.next();
          continue;
        }
        try {
          read = operations.read();
          problem = "";
        } catch (AnswerException e) {
          // Servers restart: the view stays, and says so.
          problem = e.sentence();
        }
      }
    }
  }
}
