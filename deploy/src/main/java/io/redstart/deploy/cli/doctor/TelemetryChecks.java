// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.doctor;

import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.http.Server;
import io.redstart.deploy.cli.terminal.Findings;
import io.vertx.core.json.JsonArray;
import java.util.stream.Collectors;

/** Asks the telemetry port of a process whether it is ready, and why not. */
final class TelemetryChecks {
  private static final String PROCESS = "process";

  private TelemetryChecks() {}

  static void run(Server telemetry, Findings findings) {
    Server.Answer answer;
    try {
      answer = telemetry.get("/health/ready");
    } catch (AnswerException e) {
      findings.fail(
          PROCESS,
          e.sentence(),
          "start the process, or name the address of telemetry.endpoint with --telemetry");
      return;
    }
    JsonArray problems = answer.json().getJsonArray("problems", new JsonArray());
    if (answer.isOk()) {
      findings.ok(PROCESS, "ready at " + telemetry.url());
    } else {
      findings.fail(
          PROCESS,
          telemetry.url() + " is not ready: "
              + problems.stream().map(String::valueOf).collect(Collectors.joining("; ")),
          "see its log");
    }
  }
}
