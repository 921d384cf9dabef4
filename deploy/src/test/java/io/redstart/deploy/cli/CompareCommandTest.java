// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import static io.redstart.deploy.cli.FakeServer.EMPTY;
import static io.redstart.deploy.cli.FakeServer.result;
import static io.redstart.deploy.cli.FakeServer.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareCommandTest {
  private FakeServer redstart;
  private FakeServer prometheus;

  @BeforeEach
  void start() throws Exception {
    redstart = new FakeServer();
    prometheus = new FakeServer();
  }

  @AfterEach
  void stop() {
    redstart.close();
    prometheus.close();
  }

  private CommandRun compare(String... more) {
    // Where a test has not answered otherwise before, both sides have the same.
    answer(redstart, "calls_total", "duration_milliseconds", 1);
    answer(
        prometheus,
        "traces_span_metrics_calls_total",
        "traces_span_metrics_duration_milliseconds",
        1);
    List<String> line = new ArrayList<>(
        List.of("compare", "--url", redstart.url(), "--prometheus", prometheus.url()));
    line.addAll(Arrays.asList(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  private static void answer(FakeServer server, String calls, String duration, double factor) {
    server
        .on("__name__/values", texts(calls, duration + "_count", duration + "_bucket"))
        .on("/le/values", texts("10", "100", "1000", "+Inf"))
        .on("/api/v1/labels", texts("service_name", "job"))
        .on("query=count(", result("vector", sample("1")))
        .on("query=group(", EMPTY)
        .on("query=topk", result("vector", sample("1", "__name__", calls)))
        .on(
            "[10m]",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                + "{\"metric\":{},\"values\":[[0,\"1\"],[15,\"1\"],[30,\"1\"]]}]}}")
        .on("STATUS_CODE_ERROR", services(factor))
        .on("quantile(", services(50 * factor))
        .on("rate(", services(10 * factor));
  }

  private static String services(double value) {
    return result(
        "vector",
        sample(value + "", "service_name", "shop"),
        sample(value + "", "service_name", "mail"));
  }

  private static String texts(String... texts) {
    return "{\"status\":\"success\",\"data\":["
        + Arrays.stream(texts).map(text -> "\"" + text + "\"").collect(Collectors.joining(","))
        + "]}";
  }

  @Test
  void sameAnswers_areEqual() {
    CommandRun run = compare();

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "ok    names: Redstart answers for traces_span_metrics_calls_total",
            "ok    interval: the Prometheus has a sample every 15 s",
            "ok    rates: equal",
            "ok    errors: the same",
            "ok    durations: equal",
            "shop     10 | 10  10 % | 10 %  50 ms | 50 ms");
    assertThat(prometheus.requests())
        .anyMatch(request ->
            request.contains("sum by (service_name) (rate(traces_span_metrics_calls_total{}[1h]))"))
        .filteredOn(request -> request.contains("query=sum"))
        .allMatch(request -> request.contains("time=1.76986074E9"));
  }

  @Test
  void unitOfTheOtherSide_isConverted() {
    prometheus
        .on("__name__/values", texts("calls_total", "duration_seconds_count"))
        .on("quantile(", services(0.05));

    assertThat(compare().out()).contains("ok    durations: equal", "50 ms | 50 ms");
  }

  @Test
  void historyOfOneSide_isLeftOut() {
    // The range is 1769857140 to 1769860740; Redstart has counted for its last 15 minutes.
    redstart.on(
        "query=group(",
        result("matrix", "{\"metric\":{},\"values\":[[1769859840,\"1\"],[1769860740,\"1\"]]}"));

    assertThat(compare().out()).contains("ok    range: the last 15m of 1h, because only one");
    assertThat(prometheus.requests())
        .anyMatch(request -> request.contains("rate(traces_span_metrics_calls_total{}[900s])"));
  }

  @Test
  void sampling_isRecognised() {
    prometheus
        .on("STATUS_CODE_ERROR", services(0.1))
        .on("quantile(", services(50))
        .on("rate(", services(1));

    CommandRun run = compare();

    assertThat(run.out())
        .contains("warn  rates: the Prometheus has 10 % of the calls of every service", "sampling");
    assertThat(run.code()).isZero();
  }

  @Test
  void samplingBeforeRedstart_isRecognised() {
    redstart
        .on("STATUS_CODE_ERROR", services(0.1))
        .on("quantile(", services(50))
        .on("rate(", services(1));

    CommandRun run = compare();

    assertThat(run.out())
        .contains("fail  rates: Redstart has 10 % of the calls of every service", "sampler");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void ratesOfOneService_differ() {
    prometheus
        .on("STATUS_CODE_ERROR", services(1))
        .on("quantile(", services(50))
        .on(
            "rate(",
            result(
                "vector",
                sample("10", "service_name", "shop"),
                sample("6", "service_name", "mail")));

    assertThat(compare().out())
        .contains("fail  rates: the Prometheus has other rates of mail (60 %)");
  }

  @Test
  void coarseBuckets_explainDurations() {
    // Anything between 10 and 100 ms is in the same bucket.
    prometheus.on("quantile(", services(95));

    CommandRun run = compare();

    assertThat(run.out())
        .contains(
            "warn  durations: differ within one bucket of the Prometheus: mail p50 (50 ms, 95 ms)");
    assertThat(run.code()).isZero();
  }

  @Test
  void otherBucket_isADifference() {
    prometheus.on("quantile(", services(500));

    CommandRun run = compare();

    assertThat(run.out())
        .contains("fail  durations: differ by more than a bucket: mail p50 (50 ms, 500 ms)");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void beyondTheLastBound_everythingLongerIsTheSame() {
    redstart.on("quantile(", services(60_000));
    prometheus.on("quantile(", services(1000));

    assertThat(compare().out()).contains("warn  durations: differ within one bucket");
  }

  @Test
  void missingServices_areNamed() {
    prometheus.on(
        "rate(traces_span_metrics_calls_total{}",
        result("vector", sample("10", "service_name", "shop")));
    redstart.on(
        "rate(calls_total{}",
        result(
            "vector", sample("10", "service_name", "mail"), sample("9", "service_name", "shop")));

    CommandRun run = compare();

    assertThat(run.out()).contains("fail  missing: Prometheus does not have mail");
    assertThat(run.out()).doesNotContain("missing: Redstart").contains("10 | -");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void errors_differ() {
    prometheus.on("STATUS_CODE_ERROR", services(5));

    assertThat(compare().out()).contains("fail  errors: other shares of mail (10 %, 50 %)");
  }

  @Test
  void names_areNotAnswered() {
    redstart.on("count(traces_span_metrics_calls_total)", EMPTY);

    assertThat(compare().out())
        .contains("warn  names: Redstart does not answer for traces_span_metrics_calls_total");
  }

  @Test
  void labels_areMissing() {
    prometheus.on("/api/v1/labels", texts("service_name", "http_method", "instance"));

    assertThat(compare().out()).contains("warn  labels: only the Prometheus has http_method");
  }

  @Test
  void fewSamples_askForALongerRange() {
    assertThat(compare("--range", "2m").out())
        .contains("warn  interval: the Prometheus has a sample every 15 s");
  }

  @Test
  void prometheusWithoutSpans_isAMistake() {
    prometheus.on("__name__/values", texts("up"));

    CommandRun run = compare();

    assertThat(run.err()).contains("the source has no metric of spans");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void prometheus_hasToBeNamed() {
    CommandRun run = CommandRun.of("compare", "--url", redstart.url());

    assertThat(run.err()).contains("compare needs --prometheus URL");
    assertThat(run.code()).isEqualTo(2);
  }
}
