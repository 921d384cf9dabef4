// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.doctor;

import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.terminal.Findings;
import io.redstart.deploy.cli.terminal.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks the counted spans: their services, kinds and labels, and how many were refused. */
final class SpanChecks {
  private static final String SPANS = "spans";
  private static final String SERVER = "SPAN_KIND_SERVER";
  private static final List<String> LABELS_OF_JAEGER =
      List.of("service_name", "span_name", "span_kind", "status_code");
  private static final List<String> NAMES_OF_JAEGER = List.of(
      "traces_span_metrics_calls_total",
      "traces_span_metrics_duration_milliseconds_bucket",
      "calls_total",
      "calls",
      "duration_milliseconds_bucket",
      "duration_bucket");
  private static final int SHOWN_MAX = 5;

  private final PrometheusApi api;
  private final Findings findings;

  SpanChecks(PrometheusApi api, Findings findings) {
    this.api = api;
    this.findings = findings;
  }

  /** Checks, and returns the services that received calls in the last hour. */
  Set<String> services() {
    Map<String, Set<String>> kinds = new TreeMap<>();
    api.values("sum by (service_name, span_kind) (increase(calls_total[1h])) > 0", "")
        .keySet()
        .forEach(labels -> kinds
            .computeIfAbsent(labels.getOrDefault("service_name", ""), name -> new TreeSet<>())
            .add(labels.getOrDefault("span_kind", "")));
    notAccepted();
    if (kinds.isEmpty()) {
      nothing();
      return Set.of();
    }
    findings.ok(SPANS, counted(kinds.size()) + " in the last hour: " + some(kinds.keySet()));
    silentNow(kinds.keySet());
    labels();
    names();
    return received(kinds);
  }

  private void nothing() {
    double arrived = total("sum(redstart_ingest_spans_total)");
    if (api.labelValues("service_name", "calls_total").isEmpty() && arrived > 0) {
      findings.fail(
          SPANS,
          Shown.number(arrived) + " arrived, but none is counted",
          "see what was not accepted, and spanmetrics.filters");
    } else if (arrived > 0) {
      findings.fail(
          SPANS,
          "none in the last hour, though there were some before",
          "look at the senders: do they still send to this Redstart?");
    } else {
      findings.fail(
          SPANS,
          "none has arrived",
          "send them to the OTLP ports 4317 (gRPC) or 4318 (HTTP), as the README shows; Jaeger and"
              + " the Collector use the same ports");
    }
  }

  private void silentNow(Set<String> services) {
    Set<String> silent = new TreeSet<>(services);
    api.values("sum by (service_name) (increase(calls_total[5m])) > 0", "")
        .keySet()
        .forEach(labels -> silent.remove(labels.get("service_name")));
    if (silent.containsAll(services)) {
      findings.fail(
          SPANS,
          "none in the last 5 minutes",
          "look at the senders; a Monitor tab that shows the last hour still shows something");
    } else if (!silent.isEmpty()) {
      findings.warn(
          SPANS,
          "none in the last 5 minutes from " + some(silent),
          "nothing to do if these services are idle");
    }
  }

  private void labels() {
    Set<String> missing = new TreeSet<>(LABELS_OF_JAEGER);
    api.labels("calls_total").forEach(missing::remove);
    if (missing.isEmpty()) {
      findings.ok("labels", "those that Jaeger groups by and selects");
    } else {
      findings.fail(
          "labels",
          "there is no " + String.join(", ", missing),
          "Jaeger needs them: remove them from spanmetrics.exclude_dimensions and from relabelling");
    }
  }

  private void names() {
    List<String> missing = NAMES_OF_JAEGER.stream()
        .filter(name -> api.values("count(" + name + ")", "").isEmpty())
        .toList();
    if (missing.isEmpty()) {
      findings.ok("names", "all that Jaeger may ask for are answered");
    } else {
      findings.warn(
          "names",
          "no answer for " + String.join(", ", missing),
          "Jaeger's metric_namespace, normalize_calls, normalize_duration and latency_unit must lead"
              + " to names that are answered; see spanmetrics.namespace");
    }
  }

  private Set<String> received(Map<String, Set<String>> kinds) {
    Set<String> servers = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    Set<String> kindsOfOthers = new TreeSet<>();
    kinds.forEach((service, its) -> {
      if (its.contains(SERVER)) {
        servers.add(service);
      } else {
        others.add(service);
        kindsOfOthers.addAll(its);
      }
    });
    String remedy = "Jaeger's Monitor tab shows SERVER until another kind is chosen at its top;"
        + " instrument what receives the calls, or choose ";
    if (servers.isEmpty()) {
      findings.fail(
          "kinds", "no service has spans of the kind SERVER", remedy + some(kindsOfOthers));
    } else if (others.isEmpty()) {
      findings.ok("kinds", "all services have SERVER spans");
    } else {
      findings.warn("kinds", "no SERVER spans from " + some(others), remedy + some(kindsOfOthers));
    }
    return servers.isEmpty() ? kinds.keySet() : servers;
  }

  /** Asks the metrics of all ingest services what they refused in the last hour. */
  private void notAccepted() {
    List<String> found = new ArrayList<>();
    add(
        found,
        "refused",
        "sum by (reason) (increase(redstart_ingest_spans_refused_total[1h])) > 0");
    add(
        found,
        "rejected",
        "sum by (reason) (increase(redstart_ingest_spans_rejected_total[1h])) > 0");
    add(
        found,
        "dropped",
        "sum by (reason) (increase(redstart_ingest_spans_dropped_total[1h])) > 0");
    add(
        found,
        "requests answered with",
        "sum by (answer) (increase(redstart_ingest_requests_total{answer!~\"accepted|refused\"}[1h]))"
            + " > 0");
    if (total("sum(increase(redstart_ingest_requests_unrecognized_total[1h]))") > 0) {
      found.add("requests without spans that were recognised");
    }
    if (found.isEmpty()) {
      findings.ok("ingest", "nothing was refused in the last hour");
    } else {
      findings.warn(
          "ingest",
          "in the last hour: " + String.join("; ", found),
          "docs/operations.md says what each reason means; the log of the ingest names the senders");
    }
  }

  private void add(List<String> found, String what, String promql) {
    api.values(promql, "")
        .forEach((labels, value) -> found.add(
            what + " " + String.join(" ", labels.values()) + " (" + Math.round(value) + ")"));
  }

  private double total(String promql) {
    return api.values(promql, "").values().stream().mapToDouble(value -> value).sum();
  }

  static String counted(int services) {
    return services + (services == 1 ? " service" : " services");
  }

  static String some(Collection<String> names) {
    List<String> distinct = names.stream().distinct().sorted().toList();
    String shown = distinct.stream().limit(SHOWN_MAX).collect(Collectors.joining(", "));
    int more = distinct.size() - SHOWN_MAX;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
