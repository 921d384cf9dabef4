// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.query;

import io.redstart.config.GoDuration;
import io.redstart.deploy.cli.ClientCommand;
import io.redstart.deploy.cli.Options;
import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.QueryException;
import io.redstart.deploy.cli.http.ServerOptions;
import io.redstart.deploy.cli.terminal.Terminal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Runs {@code redstart query EXPR}. */
public final class QueryCommand implements ClientCommand {
  private static final String TIME = "--time";
  private static final String RANGE = "--range";
  private static final String STEP = "--step";
  private static final String FORMAT = "--format";
  /** The length of a window: no step needs to be shorter. */
  private static final double STEP_SECONDS_MIN = 5;
  /** A chart has about as many columns. */
  private static final double STEPS = 150;

  private final InstantSource clock;
  private final Terminal terminal;

  /** Creates the command. */
  public QueryCommand(InstantSource clock, Terminal terminal) {
    this.clock = clock;
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "query";
  }

  @Override
  public String description() {
    return "With EXPR: evaluates PromQL. Without: only the query service, in a cluster.";
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(PositionalParamSpec.builder()
        .index("0")
        .arity("0..1")
        .type(String.class)
        .paramLabel("EXPR")
        .description("The expression. Without it, the command starts the query service.")
        .build());
    ServerOptions.addTo(spec);
    spec.addOption(
        Options.text(TIME, "TIME", "Evaluates at a time: 2026-01-31T12:00:00Z or seconds."));
    spec.addOption(Options.text(RANGE, "LENGTH", "Draws the last 1h, or as long, up to --time."));
    spec.addOption(Options.text(STEP, "LENGTH", "The distance of the points of a range."));
    spec.addOption(Options.option(
        FORMAT,
        Format.class,
        "FORMAT",
        "table (the default; ranges become a chart), json or csv."));
    spec.usageMessage()
        .footer(
            "",
            "Examples:",
            "  redstart query 'sum by (service_name) (rate(calls_total[5m]))'",
            "  redstart query 'histogram_quantile(0.95, rate(duration_milliseconds[5m]))' --range 1h",
            "  redstart query up --format csv",
            "",
            "Exit codes: 0, 1 if the query or its server fails, 2 if an argument is wrong.");
  }

  /** Returns whether the arguments are about an expression, and not the start of a service. */
  public static boolean isMeant(ParseResult arguments) {
    return arguments.hasMatchedPositional(0)
        || ServerOptions.isGiven(arguments)
        || arguments.hasMatchedOption(TIME)
        || arguments.hasMatchedOption(RANGE)
        || arguments.hasMatchedOption(STEP)
        || arguments.hasMatchedOption(FORMAT);
  }

  @Override
  public int run(ParseResult arguments, Streams streams) {
    if (!arguments.hasMatchedPositional(0)) {
      throw new IllegalArgumentException("query needs an expression, such as 'calls_total'");
    }
    if (arguments.hasMatchedOption("--set") || arguments.hasMatchedOption("--config")) {
      throw new IllegalArgumentException(
          "--set and --config are settings of the service; an expression needs --url");
    }
    String promql = arguments.matchedPositionalValue(0, "");
    Format format = arguments.matchedOptionValue(FORMAT, Format.TABLE);
    PrometheusApi api = new PrometheusApi(ServerOptions.server(arguments));
    try {
      PrometheusApi.Result result = ask(api, promql, arguments);
      result.warnings().forEach(text -> streams.err().println("warning: " + text));
      result.infos().forEach(text -> streams.err().println("info: " + text));
      streams.err().flush();
      boolean isChart = arguments.hasMatchedOption(RANGE);
      new ResultPrinter(streams, terminal).print(result, format, isChart);
      return ExitCode.OK;
    } catch (QueryException e) {
      ErrorPosition.show(promql, e.sentence(), streams.err());
      return e.isBadData() ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }
  }

  private PrometheusApi.Result ask(PrometheusApi api, String promql, ParseResult arguments) {
    String time = arguments.matchedOptionValue(TIME, "");
    String range = arguments.matchedOptionValue(RANGE, "");
    String step = arguments.matchedOptionValue(STEP, "");
    if (range.isEmpty()) {
      if (!step.isEmpty()) {
        throw new IllegalArgumentException("--step needs --range");
      }
      return api.query(promql, time.isEmpty() ? "" : "" + seconds(time));
    }
    double length = GoDuration.parse(range).toMillis() / 1e3;
    double end = time.isEmpty() ? clock.millis() / 1e3 : seconds(time);
    double stepSeconds = step.isEmpty()
        ? Math.ceil(Math.max(STEP_SECONDS_MIN, length / STEPS) / STEP_SECONDS_MIN)
            * STEP_SECONDS_MIN
        : GoDuration.parse(step).toMillis() / 1e3;
    if (length <= 0 || stepSeconds <= 0) {
      throw new IllegalArgumentException("--range and --step must be longer than nothing");
    }
    return api.range(promql, end - length, end, stepSeconds);
  }

  private static double seconds(String time) {
    try {
      return Double.parseDouble(time);
    } catch (NumberFormatException e) {
      try {
        return Instant.parse(time.toUpperCase(Locale.ROOT)).toEpochMilli() / 1e3;
      } catch (DateTimeParseException notATime) {
        throw new IllegalArgumentException(
            "--time needs a time such as 2026-01-31T12:00:00Z or seconds since 1970, not " + time,
            notATime);
      }
    }
  }
}
