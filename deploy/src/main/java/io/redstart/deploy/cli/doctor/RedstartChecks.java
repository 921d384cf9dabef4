// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.doctor;

import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.Server;
import io.redstart.deploy.cli.terminal.Findings;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that the query service answers, knows aggregators, and has the right time. */
final class RedstartChecks {
  private static final String QUERY = "query service";

  private final PrometheusApi api;
  private final Findings findings;
  private final InstantSource clock;

  RedstartChecks(PrometheusApi api, Findings findings, InstantSource clock) {
    this.api = api;
    this.findings = findings;
    this.clock = clock;
  }

  /** Checks, and returns whether queries make sense. */
  boolean areWell() {
    Server server = api.server();
    Server.Answer ready;
    try {
      ready = server.get("/-/ready");
    } catch (AnswerException e) {
      findings.fail(
          QUERY,
          e.sentence(),
          "start Redstart, or name the address of query.endpoint with --url, and the credentials of"
              + " query.auth");
      return false;
    }
    if (!isRedstart(server)) {
      return false;
    }
    if (!ready.isOk()) {
      findings.fail(
          QUERY,
          server.url() + " is not ready: it has found no aggregator yet",
          "start an aggregator; in a cluster, cluster.members must lead to it");
      return false;
    }
    findings.ok(QUERY, "ready at " + server.url());
    ClockCheck.run("clock of Redstart", api.now(), clock, findings);
    aggregators();
    return true;
  }

  private boolean isRedstart(Server server) {
    JsonObject build =
        server.get("/api/v1/status/buildinfo").json().getJsonObject("data", new JsonObject());
    if (build.getString("revision", "").startsWith("redstart")) {
      return true;
    }
    findings.fail(
        QUERY,
        server.url() + (build.isEmpty() ? " is not Redstart" : " is a Prometheus, not Redstart"),
        "name the address of query.endpoint with --url; Prometheus listens on 9090, too");
    return false;
  }

  private void aggregators() {
    double known = api.values("min(redstart_query_aggregators)", "").values().stream()
        .findFirst()
        .orElse(Double.NaN);
    if (known == 0) {
      findings.fail("aggregators", "none is known", "start an aggregator");
    } else if (known > 0) {
      findings.ok("aggregators", (int) known + " known");
    }
    for (String warning : api.query("count(calls_total)", "").warnings()) {
      findings.warn(
          "answers",
          warning,
          "start it again on its own disk; if it will never return, name it in"
              + " query.forgotten_aggregators");
    }
    List<String> silent = new ArrayList<>();
    for (Map<String, String> labels : api.values("up == 0", "").keySet()) {
      silent.add(labels.getOrDefault("instance", "?"));
    }
    if (!silent.isEmpty()) {
      findings.warn(
          "processes",
          "silent: " + String.join(", ", silent),
          "start them again; if they are gone on purpose, this ends within 6 h");
    }
  }
}
