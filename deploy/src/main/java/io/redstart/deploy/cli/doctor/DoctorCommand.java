// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.doctor;

import io.redstart.deploy.cli.ClientCommand;
import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.Server;
import io.redstart.deploy.cli.http.ServerOptions;
import io.redstart.deploy.cli.terminal.Findings;
import java.time.InstantSource;
import java.util.Set;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Runs {@code redstart doctor}. */
public final class DoctorCommand implements ClientCommand {
  private static final String JAEGER = "--jaeger";
  private static final String TELEMETRY = "--telemetry";

  private final InstantSource clock;

  /** Creates the command. */
  public DoctorCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String description() {
    return "Asks Redstart and Jaeger why the Monitor tab is empty, and says what to change.";
  }

  @Override
  public void describe(CommandSpec spec) {
    ServerOptions.addTo(spec);
    spec.addOption(ServerOptions.address(JAEGER, "Jaeger's page, such as http://localhost:16686."));
    spec.addOption(ServerOptions.address(
        TELEMETRY, "The telemetry port of a process, such as http://localhost:9464."));
    spec.usageMessage()
        .footer(
            "",
            "Examples:",
            "  redstart doctor",
            "  redstart doctor --url http://localhost:19090 --jaeger http://localhost:16686",
            "",
            "Exit codes: 0, 1 if a check fails, 2 if an argument is wrong.");
  }

  @Override
  public int run(ParseResult arguments, Streams streams) {
    Findings findings = new Findings(streams.out());
    Server telemetry = ServerOptions.other(arguments, TELEMETRY);
    Server jaeger = ServerOptions.other(arguments, JAEGER);
    PrometheusApi api = new PrometheusApi(ServerOptions.server(arguments));
    if (telemetry != null) {
      TelemetryChecks.run(telemetry, findings);
    }
    Set<String> services = redstart(api, findings);
    if (jaeger != null) {
      new JaegerChecks(jaeger, api.server().url(), findings, clock).run(services);
    }
    streams
        .out()
        .println(
            findings.failures() == 0 && findings.warnings() == 0
                ? "all is well"
                : findings.failures() + " failed, " + findings.warnings()
                    + (findings.warnings() == 1 ? " warning" : " warnings"));
    streams.out().flush();
    return findings.failures() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Set<String> redstart(PrometheusApi api, Findings findings) {
    try {
      return new RedstartChecks(api, findings, clock).areWell()
          ? new SpanChecks(api, findings).services()
          : Set.of();
    } catch (AnswerException e) {
      findings.fail("queries", e.sentence(), "see the log of the query service");
      return Set.of();
    }
  }
}
