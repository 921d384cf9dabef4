// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.plan.EngineConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the paths beside queries, and the clients that combine them. */
class ApiRoutesTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject body(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private static JsonObject data(String path) {
    return body(api.get("/api/v1/" + path)).getJsonObject("data");
  }

  @Test
  void query_withStatsTellsItsCost() {
    JsonObject stats = data("query?query=calls&stats=all").getJsonObject("stats");
    assertThat(stats.getJsonObject("timings").getDouble("execTotalTime")).isPositive();
    JsonObject samples = stats.getJsonObject("samples");
    assertThat(samples.getInteger("samplesRead")).isPositive();
    assertThat(samples.getInteger("peakSamples")).isPositive();
    assertThat(data("query?query=calls").containsKey("stats")).isFalse();
  }

  @Test
  void query_withOtherStatsIsWarned() {
    assertThat(body(api.get("/api/v1/query?query=1&stats=yes")).getJsonArray("warnings"))
        .containsExactly(
            "value \"yes\" for parameter \"stats\" is deprecated and will be rejected in"
                + " the next major release, use \"true\" or \"all\"");
  }

  @Test
  void formatQuery_laysOut() {
    assertThat(body(api.post("/api/v1/format_query", "query=sum(calls)by(le)")).getString("data"))
        .isEqualTo("sum by (le) (calls)");
  }

  @Test
  void matchers_thatAreWrongAreNamedOnlyForSeries() {
    String message = "match[] must contain at least one non-empty matcher";
    assertThat(api.get("/api/v1/labels?match[]=%7B%7D").body())
        .contains("\"error\":\"" + message + '"');
    assertThat(api.get("/api/v1/series?match[]=%7B%7D").body())
        .contains("invalid parameter \\\"match[]\\\": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "targets | {\"activeTargets\":[],\"droppedTargets\":[],\"droppedTargetCounts\":{}}",
        "rules | {\"groups\":[]}",
        "alerts | {\"alerts\":[]}",
        "alertmanagers | {\"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]}",
        "scrape_pools | {\"scrapePools\":[]}",
        "status/flags | {\"query.timeout\":\"2m\"}",
        "status/walreplay | {\"min\":0,\"max\":0,\"current\":0}",
        "status/tsdb/blocks | {\"blocks\":[]}"
      })
  void absentParts_answerAsAnEmptyPrometheus(String path, String expected) {
    assertThat(data(path).encode()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | admin/tsdb/snapshot | 500 | admin APIs disabled",
        "PUT | admin/tsdb/delete_series | 500 | admin APIs disabled",
        "GET | search/label_names | 500 | search API disabled",
        "POST | write | 404 | receives none",
        "POST | otlp/v1/metrics | 404 | send spans over OTLP",
        "GET | scrape_pools/config?scrapePool=x | 400 | scrape pool \\\"x\\\" not found",
        "GET | rules?type=x | 400 | not supported value",
        "GET | status/tsdb?limit=0 | 400 | limit must be a positive number",
        "GET | notifications/live | 204 | ''"
      })
  void refusals_areClear(String method, String path, int status, String part) {
    HttpResponse<String> response = api.send(method, "/api/v1/" + path, null);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains(part);
  }

  @Test
  void lifecycle_isRefused() {
    assertThat(api.post("/-/reload", "").statusCode()).isEqualTo(403);
    assertThat(api.get("/-/quit").statusCode()).isEqualTo(405);
  }

  @Test
  void status_countsSeriesByNameAndLabel() {
    JsonObject status = data("status/tsdb?limit=2");
    JsonArray byMetric = status.getJsonArray("seriesCountByMetricName");
    // Three label sets with four buckets each.
    assertThat(byMetric.getJsonObject(0).encode())
        .isEqualTo("{\"name\":\"traces_span_metrics_duration_milliseconds_bucket\",\"value\":12}");
    assertThat(byMetric).hasSize(2);
    assertThat(status.getJsonObject("headStats").getInteger("numSeries")).isEqualTo(21);
  }

  @Test
  void features_followTheSettings() {
    JsonObject features = data("features");
    assertThat(features.getJsonObject("promql_functions").getBoolean("rate")).isTrue();
    assertThat(features.getJsonObject("promql_functions").getBoolean("info")).isFalse();
    assertThat(features.getJsonObject("promql").getBoolean("anchored")).isTrue();
    EngineConfig all = EngineConfig.of(Duration.ofMinutes(5), true).with(true, true, true, true);
    try (TestApi other = new TestApi(all)) {
      JsonObject enabled = body(other.get("/api/v1/features")).getJsonObject("data");
      assertThat(enabled.getJsonObject("promql_functions").getBoolean("info")).isTrue();
      assertThat(enabled.getJsonObject("promql").getBoolean("fill")).isTrue();
      assertThat(other
              .get("/api/v1/query?query=" + TestApi.encode("limitk(1, calls)"))
              .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void federate_hasTheNewestSamplesAsText() {
    HttpResponse<String> response =
        api.get("/federate?match[]=" + TestApi.encode("calls_total{service_name=\"cart\"}"));
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
    assertThat(response.body())
        .isEqualTo("# TYPE calls_total untyped\n"
            + "calls_total{service_name=\"cart\",span_kind=\"SPAN_KIND_SERVER\",span_name=\"GET /\","
            + "status_code=\"STATUS_CODE_UNSET\",instance=\"\"} 121 1700000000000\n");
    assertThat(api.get("/federate").body()).isEmpty();
    HttpResponse<String> wrong = api.get("/federate?match[]=sum(x)");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).startsWith("1:4: parse error");
  }

  /** The health check, the start-up and the panels of Grafana's Prometheus data source. */
  @Test
  void grafana_findsAPrometheus() {
    assertThat(body(api.post("/api/v1/query", "query=1%2B1&time=4")).encode())
        .contains("\"result\":[4,\"2\"]");
    assertThat(data("status/buildinfo").containsKey("features")).isFalse();
    assertThat(body(api.get(
                "/api/v1/query_exemplars?query=test&start=1699999000000&end=1700000000000"))
            .getString("status"))
        .isEqualTo("success");
    assertThat(body(api.get(
                "/api/v1/label/__name__/values?start=1699999000&end=1700000000&limit=40000"))
            .getJsonArray("data"))
        .contains("traces_span_metrics_calls_total");
    assertThat(body(api.post("/api/v1/series", "match[]=%7B__name__!%3D%22%22%7D&limit=40000"))
            .getJsonArray("data"))
        .hasSize(21);
    HttpResponse<String> range = api.send(
        "POST",
        "/api/v1/query_range",
        "query=" + TestApi.encode("sum by (service_name) (rate(calls[1m]))")
            + "&start=1699999940&end=1700000000&step=15",
        "content-type",
        "application/x-www-form-urlencoded",
        "accept-encoding",
        "gzip",
        "x-grafana-org-id",
        "1");
    assertThat(range.statusCode()).isEqualTo(200);
    assertThat(range.headers().firstValue("content-encoding")).hasValue("gzip");
  }

  /** Jaeger's metric reader builds names from its namespace, its flags and its unit. */
  @ParameterizedTest
  @CsvSource({
    "'', false, false, ms",
    "'', true, true, ms",
    "'', true, true, s",
    "'', false, true, s",
    "'', true, false, s",
    "traces_span_metrics_, false, false, ms",
    "traces_span_metrics_, true, true, ms",
    "traces_span_metrics_, true, true, s",
    "traces_span_metrics_, false, true, ms",
    "traces_span_metrics_, true, false, ms"
  })
  void jaeger_findsItsMetrics(
      String namespace, boolean normalizeCalls, boolean normalizeDuration, String unit) {
    String calls = namespace + "calls" + (normalizeCalls ? "_total" : "");
    String word = unit.equals("s") ? "_seconds" : "_milliseconds";
    String durations = namespace + "duration" + (normalizeDuration ? word : "") + "_bucket";
    String filter = "{service_name =~ \"pay\", span_kind =~ \"SPAN_KIND_SERVER\"}";
    String errorFilter = "{service_name =~ \"pay\", status_code = \"STATUS_CODE_ERROR\","
        + " span_kind =~ \"SPAN_KIND_SERVER\"}";
    String by = " by (service_name,span_name)";
    assertThat(jaeger("sum(rate(" + calls + filter + "[1m]))" + by)).isCloseTo(0.4, within(1e-9));
    assertThat(jaeger("sum(rate(" + calls + errorFilter + "[1m]))" + by + " / sum(rate(" + calls
            + filter + "[1m]))" + by))
        .isCloseTo(0.5, within(1e-9));
    double scale = normalizeDuration && unit.equals("s") ? 1e-3 : 1;
    assertThat(jaeger("histogram_quantile(0.95, sum(rate(" + durations + filter
            + "[1m])) by (service_name,span_name,le))"))
        .isCloseTo(150 * scale, within(1.5 * scale));
  }

  private static double jaeger(String query) {
    JsonArray result = body(api.post(
            "/api/v1/query_range",
            "query=" + TestApi.encode(query) + "&start=1699999940&end=1700000000&step=60"))
        .getJsonObject("data")
        .getJsonArray("result");
    assertThat(result).as(query).hasSize(1);
    JsonArray values = result.getJsonObject(0).getJsonArray("values");
    return Double.parseDouble(values.getJsonArray(values.size() - 1).getString(1));
  }
}
