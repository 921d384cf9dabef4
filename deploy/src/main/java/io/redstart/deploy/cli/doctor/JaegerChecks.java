// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.doctor;

import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.http.Server;
import io.redstart.deploy.cli.terminal.Findings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Asks Jaeger what its Monitor tab asks, and compares with what Redstart has. */
final class JaegerChecks {
  private static final String JAEGER = "jaeger";
  private static final String METRICS = "jaeger's metrics";
  private static final String LOOKBACK_MILLIS = "3600000";
  private static final int NOT_IMPLEMENTED = 501;
  private static final int NOT_FOUND = 404;

  private final Server jaeger;
  private final String redstartUrl;
  private final Findings findings;
  private final InstantSource clock;

  JaegerChecks(Server jaeger, String redstartUrl, Findings findings, InstantSource clock) {
    this.jaeger = jaeger;
    this.redstartUrl = redstartUrl;
    this.findings = findings;
    this.clock = clock;
  }

  /**
   * Checks.
   *
   * @param counted the services that have calls in Redstart
   */
  void run(Set<String> counted) {
    Server.Answer answer;
    try {
      answer = services();
    } catch (AnswerException e) {
      findings.fail(JAEGER, e.sentence(), "name the address of Jaeger's page with --jaeger");
      return;
    }
    if (!answer.isOk()) {
      findings.fail(
          JAEGER,
          jaeger.url() + " answers with status " + answer.status(),
          "name the address of Jaeger's page with --jaeger, with its base path if it has one");
      return;
    }
    Set<String> known = services(answer.json());
    findings.ok(
        JAEGER, "answers at " + jaeger.url() + ", with " + SpanChecks.counted(known.size()));
    ClockCheck.run("clock of Jaeger", answer.date(), clock, findings);
    compare(known, counted);
    calls(counted.isEmpty() ? known : counted, !counted.isEmpty());
  }

  /** Newer versions answer only the newer path. */
  private Server.Answer services() {
    Server.Answer newer = jaeger.get("/api/v3/services");
    return newer.status() == NOT_FOUND ? jaeger.get("/api/services") : newer;
  }

  private static Set<String> services(JsonObject answer) {
    JsonArray names = answer.getJsonArray("services", answer.getJsonArray("data"));
    Set<String> services = new TreeSet<>();
    if (names != null) {
      names.forEach(name -> services.add(String.valueOf(name)));
    }
    return services;
  }

  private void compare(Set<String> known, Set<String> counted) {
    Set<String> both = new TreeSet<>(known);
    both.retainAll(counted);
    Set<String> uncounted = new TreeSet<>(known);
    uncounted.removeAll(counted);
    if (known.isEmpty()) {
      findings.fail(
          "services",
          "Jaeger has no traces, so its Monitor tab has no service to choose",
          "send the spans to Jaeger, too: it has the list of services from its own storage");
    } else if (both.isEmpty() && !counted.isEmpty()) {
      findings.fail(
          "services",
          "Jaeger has " + SpanChecks.some(known) + ", Redstart has " + SpanChecks.some(counted),
          "send the same spans to both: an exporter otlp/redstart in the pipeline before sampling");
    } else if (!uncounted.isEmpty()) {
      findings.warn(
          "services",
          "only Jaeger has " + SpanChecks.some(uncounted),
          "they have received no calls in the last hour, or their spans do not reach Redstart");
    } else {
      findings.ok("services", "Redstart has all services that Jaeger shows");
    }
  }

  private void calls(Set<String> services, boolean areCounted) {
    Server.Answer answer = jaeger.get("/api/metrics/calls?"
        + services(services.isEmpty() ? Set.of("any") : services)
        + Server.form(Map.of(
            "endTs", String.valueOf(clock.millis()),
            "lookback", LOOKBACK_MILLIS,
            "step", "60000",
            "ratePer", "600000",
            "spanKind", "server")));
    String problem = problem(answer);
    if (answer.status() == NOT_IMPLEMENTED) {
      findings.fail(
          METRICS,
          "Jaeger has no metrics backend: " + problem,
          "v2: add metric_backends with prometheus: {endpoint: \"" + redstartUrl
              + "\"} and name it in"
              + " jaeger_query.storage.metrics; v1: METRICS_STORAGE_TYPE=prometheus"
              + " PROMETHEUS_SERVER_URL=" + redstartUrl);
    } else if (!answer.isOk()) {
      findings.fail(
          METRICS,
          "status " + answer.status() + ": " + problem,
          "Jaeger must reach Redstart from its own machine or container: set the endpoint of its"
              + " metric backend to an address of query.endpoint, such as " + redstartUrl);
    } else if (hasPoints(answer.json()) && areCounted) {
      findings.ok(METRICS, "Jaeger gets calls of " + SpanChecks.some(services));
    } else if (hasPoints(answer.json())) {
      findings.warn(
          METRICS,
          "Jaeger gets calls, but not from this Redstart",
          "set the endpoint of its metric backend to " + redstartUrl);
    } else if (areCounted) {
      noPoints();
    } else {
      findings.warn(
          METRICS,
          "Jaeger's backend answers, and has no calls of SERVER spans in the last hour",
          "mend what failed above first");
    }
  }

  private static String services(Set<String> services) {
    StringBuilder parameters = new StringBuilder();
    services.stream()
        .limit(20)
        .forEach(name -> parameters.append(Server.form(Map.of("service", name))).append('&'));
    return parameters.toString();
  }

  private void noPoints() {
    findings.fail(
        METRICS,
        "Jaeger's backend answers, but has no calls of SERVER spans; Redstart has them",
        "Jaeger asks another server, or for other names. Set the endpoint of"
            + " its metric backend to " + redstartUrl + ", and remove metric_namespace (v1:"
            + " PROMETHEUS_QUERY_NAMESPACE) unless spanmetrics.namespace is the same. If Jaeger is to"
            + " ask a Prometheus that gets Redstart's metrics, set normalize_calls and"
            + " normalize_duration there");
  }

  private static boolean hasPoints(JsonObject answer) {
    for (Object metric : answer.getJsonArray("metrics", new JsonArray())) {
      if (!((JsonObject) metric).getJsonArray("metricPoints", new JsonArray()).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static String problem(Server.Answer answer) {
    JsonArray errors = answer.json().getJsonArray("errors");
    return errors == null || errors.isEmpty()
        ? answer.body().strip()
        : errors.getJsonObject(0).getString("msg", "");
  }
}
