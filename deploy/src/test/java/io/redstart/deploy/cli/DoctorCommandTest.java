// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import static io.redstart.deploy.cli.FakeServer.EMPTY;
import static io.redstart.deploy.cli.FakeServer.result;
import static io.redstart.deploy.cli.FakeServer.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers of Jaeger are those of a Jaeger 2.x with these mistakes in its configuration. */
class DoctorCommandTest {
  private static final String POINTS = """
      {"name":"service_call_rate","type":"GAUGE","metrics":[{"labels":[],"metricPoints":
      [{"gaugeValue":{"doubleValue":0.27},"timestamp":"2026-11-29T23:14:04Z"}]}]}""";
  private static final String NO_POINTS =
      "{\"name\":\"service_call_rate\",\"type\":\"GAUGE\",\"metrics\":[]}";

  private FakeServer redstart;
  private FakeServer jaeger;

  @BeforeEach
  void start() throws Exception {
    redstart = new FakeServer();
    jaeger = new FakeServer();
  }

  @AfterEach
  void stop() {
    redstart.close();
    jaeger.close();
  }

  /** A Redstart that is well, unless a test has answered otherwise before. */
  private CommandRun diagnose(String... more) {
    redstart
        .on("/-/ready", "Redstart is ready.")
        .on("buildinfo", "{\"status\":\"success\",\"data\":{\"revision\":\"redstart-1\"}}")
        .on("query=time()", scalar(0))
        .on("redstart_query_aggregators", result("vector", sample("1")))
        .on("query=up", EMPTY)
        .on(
            "sum by (service_name",
            result("vector", sample("9", "service_name", "shop", "span_kind", "SPAN_KIND_SERVER")))
        .on("redstart_ingest", EMPTY)
        .on(
            "/api/v1/labels",
            "{\"status\":\"success\",\"data\":[\"service_name\",\"span_name\",\"span_kind\",\"status_code\"]}")
        .on("query=count(", result("vector", sample("1")));
    String[] line = new String[more.length + 3];
    line[0] = "doctor";
    line[1] = "--url";
    line[2] = redstart.url();
    System.arraycopy(more, 0, line, 3, more.length);
    return CommandRun.of(InstantSource.system(), line);
  }

  /** Returns the time of a clock that is wrong by some seconds. */
  private static String scalar(long skewSeconds) {
    long seconds = System.currentTimeMillis() / 1000 + skewSeconds;
    return result("scalar", seconds + "", "\"" + seconds + "\"");
  }

  private CommandRun diagnoseWithJaeger() {
    return diagnose("--jaeger", jaeger.url());
  }

  private FakeServer jaegerKnows(String services) {
    return jaeger.on("/api/v3/services", "{\"services\":[" + services + "]}");
  }

  @Test
  void allIsWell() {
    jaegerKnows("\"shop\"").on("/api/metrics/calls", POINTS);

    CommandRun run = diagnoseWithJaeger();

    assertThat(run.out().lines().toList()).last().isEqualTo("all is well");
    assertThat(run.out()).contains("ok    jaeger's metrics: Jaeger gets calls of shop");
    assertThat(run.code()).isZero();
    assertThat(jaeger.requests()).last().asString().contains("service=shop", "spanKind=server");
  }

  private static void fails(CommandRun run, String what, String remedy) {
    assertThat(run.out()).contains("fail  " + what);
    assertThat(run.out().lines().filter(line -> line.startsWith("      →")))
        .anyMatch(line -> line.contains(remedy));
    assertThat(run.code()).isEqualTo(1);
  }

  private static void warns(CommandRun run, String what, String remedy) {
    assertThat(run.out()).contains("warn  " + what);
    assertThat(run.out()).contains(remedy);
    assertThat(run.code()).isZero();
  }

  @Test
  void queryService_isGone() {
    redstart.close();
    fails(diagnose(), "query service: " + redstart.url() + " does not answer", "start Redstart");
  }

  @Test
  void queryService_wantsCredentials() {
    redstart.on("/-/ready", 401, "");
    fails(diagnose(), "query service: " + redstart.url() + " wants credentials", "query.auth");
  }

  @Test
  void queryService_isAPrometheus() {
    redstart.on("buildinfo", "{\"status\":\"success\",\"data\":{\"revision\":\"d15adb9\"}}");
    fails(diagnose(), "query service: " + redstart.url() + " is a Prometheus", "--url");
  }

  @Test
  void queryService_hasNoAggregator() {
    redstart.on("/-/ready", 503, "");
    fails(diagnose(), "query service: " + redstart.url() + " is not ready", "cluster.members");
  }

  @Test
  void aggregators_areGone() {
    redstart.on("redstart_query_aggregators", result("vector", sample("0")));
    fails(diagnose(), "aggregators: none", "start an aggregator");
  }

  @Test
  void answers_lackAnAggregator() {
    redstart.on(
        "query=count(calls_total)",
        result("vector", sample("1"))
            .replaceFirst("\\{", "{\"warnings\":[\"aggregator a does not answer\"],"));
    warns(diagnose(), "answers: aggregator a does not answer", "query.forgotten_aggregators");
  }

  @Test
  void process_isSilent() {
    redstart.on("query=up", result("vector", sample("0", "instance", "ingest-1:9464")));
    warns(diagnose(), "processes: silent: ingest-1:9464", "start them again");
  }

  @Test
  void clock_differs() {
    redstart.on("query=time()", scalar(600));
    fails(diagnose(), "clock of Redstart: differs by ", "NTP");
  }

  @Test
  void spans_haveNeverArrived() {
    redstart
        .on("/values", "{\"status\":\"success\",\"data\":[]}")
        .on("calls_total", EMPTY)
        .on("redstart_ingest_spans_total", result("vector", sample("0")));
    fails(diagnose(), "spans: none has arrived", "4317");
  }

  @Test
  void spans_haveArrivedBefore() {
    redstart
        .on("/values", "{\"status\":\"success\",\"data\":[\"shop\"]}")
        .on("calls_total", EMPTY)
        .on("redstart_ingest_spans_total", result("vector", sample("7")));
    fails(diagnose(), "spans: none in the last hour", "do they still send");
  }

  @Test
  void spans_areAllFiltered() {
    redstart
        .on("/values", "{\"status\":\"success\",\"data\":[]}")
        .on("calls_total", EMPTY)
        .on("sum(redstart_ingest_spans_total)", result("vector", sample("7")));
    fails(diagnose(), "spans: 7 arrived, but none is counted", "spanmetrics.filters");
  }

  @Test
  void spans_haveStopped() {
    redstart.on("calls_total[5m]", EMPTY);
    fails(diagnose(), "spans: none in the last 5 minutes", "look at the senders");
  }

  @Test
  void kinds_areNotServer() {
    redstart.on(
        "sum by (service_name",
        result("vector", sample("9", "service_name", "shop", "span_kind", "SPAN_KIND_INTERNAL")));
    fails(
        diagnose(), "kinds: no service has spans of the kind SERVER", "choose SPAN_KIND_INTERNAL");
  }

  @Test
  void kinds_ofSomeServicesAreNotServer() {
    redstart.on(
        "sum by (service_name",
        result(
            "vector",
            sample("9", "service_name", "shop", "span_kind", "SPAN_KIND_SERVER"),
            sample("9", "service_name", "mail", "span_kind", "SPAN_KIND_CONSUMER")));
    warns(diagnose(), "kinds: no SERVER spans from mail", "SPAN_KIND_CONSUMER");
  }

  @Test
  void labels_areMissing() {
    redstart.on(
        "/api/v1/labels",
        "{\"status\":\"success\",\"data\":[\"service_name\",\"span_kind\",\"status_code\"]}");
    fails(diagnose(), "labels: there is no span_name", "exclude_dimensions");
  }

  @Test
  void names_areNotAnswered() {
    redstart.on("count(duration_bucket)", EMPTY);
    warns(diagnose(), "names: no answer for duration_bucket", "metric_namespace");
  }

  @Test
  void refusals_areNamed() {
    redstart.on(
        "redstart_ingest_spans_refused_total",
        result("vector", sample("3.2", "reason", "no_room")));
    redstart.on(
        "redstart_ingest_requests_total",
        result("vector", sample("2", "answer", "unauthenticated")));
    warns(
        diagnose(),
        "ingest: in the last hour: refused no_room (3); requests answered with unauthenticated (2)",
        "docs/operations.md");
  }

  @Test
  void jaeger_isGone() {
    jaeger.close();
    fails(diagnoseWithJaeger(), "jaeger: " + jaeger.url() + " does not answer", "--jaeger");
  }

  @Test
  void jaeger_isSomethingElse() {
    fails(
        diagnoseWithJaeger(), "jaeger: " + jaeger.url() + " answers with status 404", "base path");
  }

  @Test
  void jaeger_hasNoTraces() {
    jaegerKnows("").on("/api/metrics/calls", POINTS);
    fails(diagnoseWithJaeger(), "services: Jaeger has no traces", "send the spans to Jaeger");
  }

  @Test
  void jaeger_hasOtherServices() {
    jaegerKnows("\"billing\"").on("/api/metrics/calls", POINTS);
    fails(diagnoseWithJaeger(), "services: Jaeger has billing, Redstart has shop", "both");
  }

  @Test
  void jaeger_hasMoreServices() {
    jaegerKnows("\"billing\",\"shop\"").on("/api/metrics/calls", POINTS);
    warns(diagnoseWithJaeger(), "services: only Jaeger has billing", "do not reach Redstart");
  }

  @Test
  void jaegerOfVersionOne_isUnderstood() {
    jaeger
        .on("/api/v3/services", 404, "")
        .on("/api/services", "{\"data\":[\"shop\"],\"total\":1}")
        .on("/api/metrics/calls", POINTS);
    assertThat(diagnoseWithJaeger().code()).isZero();
  }

  @Test
  void jaeger_hasNoMetricsBackend() throws IOException {
    jaegerKnows("\"shop\"").on("/api/metrics/calls", 501, """
        {"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":501,"msg":\
        "trace metrics are currently disabled - no metrics backend configured"}]}""");
    fails(
        diagnoseWithJaeger(),
        "jaeger's metrics: Jaeger has no metrics backend: trace metrics are currently disabled",
        "metric_backends with prometheus: {endpoint: \"" + redstart.url());
  }

  @Test
  void jaeger_asksAWrongAddress() {
    jaegerKnows("\"shop\"").on("/api/metrics/calls", 500, """
        {"errors":[{"code":500,"msg":"failed executing metrics query: Post \\"http://localhost:1/api\\": \
        dial tcp 127.0.0.1:1: connect: connection refused"}]}""");
    fails(
        diagnoseWithJaeger(),
        "jaeger's metrics: status 500: failed executing metrics query: Post \"http://localhost:1/api\"",
        "set the endpoint");
  }

  @Test
  void jaeger_asksForOtherNames() {
    jaegerKnows("\"shop\"").on("/api/metrics/calls", NO_POINTS);
    fails(
        diagnoseWithJaeger(),
        "jaeger's metrics: Jaeger's backend answers, but",
        "metric_namespace");
  }

  @Test
  void jaeger_asksAnotherServer() {
    redstart.on("/values", "{\"status\":\"success\",\"data\":[]}").on("calls_total", EMPTY);
    jaegerKnows("\"shop\"").on("/api/metrics/calls", POINTS);
    assertThat(diagnoseWithJaeger().out())
        .contains("warn  jaeger's metrics: Jaeger gets calls, but not from this Redstart");
  }

  @Test
  void process_isNotReady() throws Exception {
    try (FakeServer telemetry = new FakeServer()
        .on("/health/ready", 503, "{\"ready\":false,\"problems\":[\"the disk is full\"]}")) {
      fails(
          diagnose("--telemetry", telemetry.url()),
          "process: " + telemetry.url() + " is not ready: the disk is full",
          "see its log");
    }
  }
}
