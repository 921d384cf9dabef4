// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.query.api.request.FormBody;
import io.redstart.query.api.request.RequestLimits;
import io.redstart.query.api.status.ServerFacts;
import io.redstart.query.joint.JointStores;
import io.redstart.query.page.TestPageFacts;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the API over HTTP, with a fake store and the real engine. */
class PrometheusApiTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Labels CART =
      Labels.of("service_name", "cart", "span_name", "GET /", "status_code", "STATUS_CODE_UNSET");

  private static final Labels YOUNG =
      Labels.of("service_name", "young", "span_name", "GET /", "status_code", "STATUS_CODE_UNSET");

  private static final Labels TRACED = Labels.of("job", "traced");
  private static final Labels RESOURCE = Labels.of("job", "traced", "version", "1.2");

  private static final Vertx VERTX = Vertx.vertx();
  private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static PrometheusApi api;
  private static String url;

  @BeforeAll
  static void start() {
    FakeStore store = new FakeStore(VERTX, "a", 2, TestConfig.spanMetrics().layout()).seal(NOW);
    for (int window = 0; window < 120; window++) {
      long stamp = NOW - window * FakeStore.WINDOW_MILLIS;
      store.count(CART, stamp, 50_000_000);
      store.count(CART.with("service_name", "pay"), stamp, 150_000_000);
      store.count(
          CART.with("service_name", "pay").with("status_code", "STATUS_CODE_ERROR"),
          stamp,
          150_000_000);
    }
    // A service that began 20 s ago and calls others; half of these calls fail.
    for (int window = 0; window < 4; window++) {
      long stamp = NOW - window * FakeStore.WINDOW_MILLIS;
      store.count(YOUNG.with("span_kind", "SPAN_KIND_SERVER"), stamp, 10_000_000);
      store.count(YOUNG.with("span_kind", "SPAN_KIND_CLIENT"), stamp, 10_000_000);
      store.count(
          YOUNG.with("span_kind", "SPAN_KIND_CLIENT").with("status_code", "STATUS_CODE_ERROR"),
          stamp,
          10_000_000);
    }
    store.count(
        Labels.of("service_name", "cron", "span_kind", "SPAN_KIND_INTERNAL"), NOW, 10_000_000);
    store.exemplar(Metric.SPANS, TRACED, NOW, 50_000_000, 0xabc, 0xdef);
    store.exemplar(Metric.SPANS, TRACED, NOW - 60_000, 1_500_000, 0x1, 0x2);
    store.exemplar(Metric.RESOURCES, RESOURCE, NOW - 60_000, 0, 0, 0);
    store.start();
    JointStores stores = new OpenedStores(VERTX, NOW).openJointly(TestConfig.source(), 1);
    api = new PrometheusApi(
        VERTX,
        new ApiConfig(
            EngineConfig.of(Duration.ofMinutes(5), true),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            1_000_000,
            4,
            new RequestLimits(10_000, new MemoryBudget("requests", 64 << 20)),
            new MemoryBudget("queries", 64 << 20),
            new ServerFacts("1.2.3", Map.of("query.timeout", "2m"), "15d"),
            TestPageFacts.NONE,
            AdminApi.LOOPBACK),
        stores,
        METERS,
        () -> Instant.ofEpochMilli(NOW),
        System::nanoTime);
    HttpServer server = VERTX
        .createHttpServer(api.serverOptions())
        .requestHandler(api.router())
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    url = "http://127.0.0.1:" + server.actualPort();
  }

  @AfterAll
  static void stop() {
    api.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> get(String path) {
    return send(request(path));
  }

  private static HttpResponse<String> post(String path, String form) {
    return send(request(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonArray result(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body()).getJsonObject("data").getJsonArray("result");
  }

  private static JsonArray data(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body()).getJsonArray("data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "((x{1000}){1000}){4}; 1; invalid repeat count",
        "(; 3000; missing closing )",
        "(?:.{1000}|y{1000})+; 90; expression too large"
      })
  void expressions_beyondALimit_areRefused(String part, int times, String reason) throws Exception {
    String matcher = "span_name=~\"" + part.repeat(times) + "\"";
    for (String path : List.of(
        "/api/v1/query?query=" + encode("sum(calls_total{" + matcher + "})"),
        "/api/v1/query_exemplars?query=" + encode("calls_total{" + matcher + "}"),
        "/api/v1/series?match[]=" + encode("{" + matcher + "}"),
        "/api/v1/label/span_name/values?match[]=" + encode("{" + matcher + "}"))) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body())
          .contains("\"errorType\":\"bad_data\"", "invalid regular expression", reason)
          .hasSizeLessThan(600);
    }
  }

  @Test
  void expressions_tooLargeTogether_areRefused() throws Exception {
    String selector = "{span_name=~\"" + "(?:.{1000}|y{1000})+".repeat(45) + "\"}";
    for (String path : List.of(
        "/api/v1/query?query=" + encode(String.join(" or ", selector, selector, selector)),
        "/api/v1/labels?match[]="
            + String.join("&match[]=", encode(selector), encode(selector), encode(selector)))) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body())
          .contains("\"errorType\":\"bad_data\"", "too large together: more than 250000");
    }
  }

  @Test
  void matchers_beyondTheLimit_areRefused() throws Exception {
    String matchers = "service_name!=\"x\",".repeat(999);
    String query = encode("sum(calls_total{" + matchers + "})");
    assertThat(get("/api/v1/query?query=" + query).statusCode()).isEqualTo(200);
    String more = encode("sum(calls_total{" + matchers + "service_name!=\"y\"})");
    HttpResponse<String> response = get("/api/v1/query?query=" + more);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("\"errorType\":\"bad_data\"", "the selector has more than 1000 matchers");
    assertThat(get("/api/v1/series?match[]=" + encode("calls_total{" + matchers + "a=\"y\"}"))
            .statusCode())
        .isEqualTo(400);
  }

  @Test
  void query_evaluatesNow() {
    String sum = encode("sum by (service_name) (calls_total)");
    JsonArray result = result(get("/api/v1/query?query=" + sum));
    assertThat(result.encode())
        .contains("{\"metric\":{\"service_name\":\"cart\"},\"value\":[1700000000,\"120\"]}")
        .contains("{\"metric\":{\"service_name\":\"pay\"},\"value\":[1700000000,\"240\"]}");
  }

  @Test
  void query_postedMergesFormAndUrl() {
    JsonArray result =
        result(post("/api/v1/query?time=1699999900", "query=" + encode("sum(calls)")));
    assertThat(result.encode()).isEqualTo("[{\"metric\":{},\"value\":[1699999900,\"300\"]}]");
  }

  @Test
  void query_ofAScalarAsGrafanaTests() {
    assertThat(post("/api/v1/query", "query=1%2B1&time=4").body())
        .isEqualTo("{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\","
            + "\"result\":[4,\"2\"]}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"query?", "query_range?start=1&end=61&step=60&"})
  void query_explainsItselfIfAsked(String endpoint) {
    String path = "/api/v1/" + endpoint + "query=" + encode("max(calls_total offset 1m)");
    JsonObject plain = new JsonObject(get(path).body()).getJsonObject("data");
    JsonObject explained = new JsonObject(get(path + "&explain=true").body()).getJsonObject("data");
    assertThat(explained.getString("explain")).endsWith("\nmax\n  calls_total offset 1m\n");
    assertThat(plain.containsKey("explain")).isFalse();
    explained.remove("explain");
    assertThat(explained).isEqualTo(plain);
  }

  @Test
  void query_truncatesByLimit() {
    HttpResponse<String> response = get("/api/v1/query?query=calls_total&limit=1");
    assertThat(result(response)).hasSize(1);
    assertThat(new JsonObject(response.body()).getJsonArray("warnings"))
        .containsExactly("results truncated due to limit");
  }

  @Test
  void targetInfo_joinsOnJob() {
    String query = encode("target_info * on (job) calls_total{job=\"traced\"}");
    assertThat(result(get("/api/v1/query?query=" + query)).encode())
        .isEqualTo("[{\"metric\":{\"job\":\"traced\"},\"value\":[1700000000,\"2\"]}]");
    assertThat(result(get("/api/v1/query?query=" + encode("target_info{version=~\"1.+\"}")))
            .encode())
        .isEqualTo("[{\"metric\":{\"__name__\":\"target_info\",\"job\":\"traced\","
            + "\"version\":\"1.2\"},\"value\":[1700000000,\"1\"]}]");
    assertThat(result(get("/api/v1/query?query=" + encode("target_info{version=\"2\"}"))))
        .isEmpty();
  }

  @Test
  void queryExemplars_areOfTheBucketsThatTheyFallInto() {
    String query = encode(
        "histogram_quantile(0.9, sum by (le) (rate(duration_milliseconds_bucket{job=\"traced\"}[5m])))");
    String form = "query=" + query + "&start=1699999940&end=1700000000";
    String expected = "[{\"seriesLabels\":{\"__name__\":\"duration_milliseconds_bucket\","
        + "\"job\":\"traced\",\"le\":\"100\"},\"exemplars\":[{\"labels\":{"
        + "\"trace_id\":\"00000000000000000000000000000abc\",\"span_id\":\"0000000000000def\"},"
        + "\"value\":\"50\",\"timestamp\":1700000000}]},"
        + "{\"seriesLabels\":{\"__name__\":\"duration_milliseconds_bucket\","
        + "\"job\":\"traced\",\"le\":\"2\"},\"exemplars\":[{\"labels\":{"
        + "\"trace_id\":\"00000000000000000000000000000001\",\"span_id\":\"0000000000000002\"},"
        + "\"value\":\"1.5\",\"timestamp\":1699999940}]}]";
    assertThat(data(post("/api/v1/query_exemplars", form)).encode()).isEqualTo(expected);
    assertThat(data(get("/api/v1/query_exemplars?" + form)).encode()).isEqualTo(expected);
  }

  @Test
  void queryExemplars_ofCallsHaveDurationsInTheConfiguredUnit() {
    String query = encode("calls_total{job=\"traced\"} / calls_total{job=\"traced\"}");
    JsonArray data =
        data(get("/api/v1/query_exemplars?start=1699999999&end=1700000001&query=" + query));
    assertThat(data).hasSize(1);
    JsonObject series = data.getJsonObject(0);
    assertThat(series.getJsonObject("seriesLabels").getString("__name__")).isEqualTo("calls_total");
    assertThat(series.getJsonArray("exemplars"))
        .singleElement()
        .satisfies(one -> assertThat(((JsonObject) one).getString("value")).isEqualTo("50"));
  }

  @Test
  void queryExemplars_areOfTheBucketAskedForInTheUnitOfTheName() {
    String query = encode("duration_seconds_bucket{job=\"traced\",le=\"0.002\"}");
    JsonArray data =
        data(get("/api/v1/query_exemplars?start=1699999940&end=1700000000&query=" + query));
    assertThat(data).hasSize(1);
    JsonObject series = data.getJsonObject(0);
    assertThat(series.getJsonObject("seriesLabels").getString("le")).isEqualTo("0.002");
    assertThat(series.getJsonArray("exemplars"))
        .singleElement()
        .satisfies(one -> assertThat(((JsonObject) one).getString("value")).isEqualTo("0.0015"));
  }

  @Test
  void queryExemplars_asGrafanaTries() {
    String times = "&start=1700000000000&end=1700000060000";
    assertThat(data(get("/api/v1/query_exemplars?query=test" + times))).isEmpty();
    assertThat(data(get("/api/v1/query_exemplars?query=1"))).isEmpty();
  }

  @Test
  void queryExemplars_refusesWhatIsWrong() {
    assertThat(get("/api/v1/query_exemplars?query=1&start=2&end=1").body())
        .contains("end timestamp must not be before start timestamp");
    HttpResponse<String> malformed = get("/api/v1/query_exemplars?query=" + encode("rate("));
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("\"error\":\"1:");
  }

  private static List<Double> points(JsonObject series) {
    return series.getJsonArray("values").stream()
        .map(point -> Double.valueOf(((JsonArray) point).getString(1)))
        .toList();
  }

  @Test
  void queryRange_answersJaegersQueries() {
    String calls = encode("sum(rate(traces_span_metrics_calls{service_name =~ \"cart\", }[1m]))"
        + " by (service_name)");
    JsonObject rates = result(post(
            "/api/v1/query_range",
            "query=" + calls + "&start=1699999940&end=1700000000.000&step=60"))
        .getJsonObject(0);
    assertThat(rates.getJsonObject("metric").encode()).isEqualTo("{\"service_name\":\"cart\"}");
    assertThat(points(rates))
        .hasSize(2)
        .allSatisfy(rate -> assertThat(rate).isCloseTo(0.2, within(1e-12)));
    String p95 = encode("histogram_quantile(0.95, sum(rate(traces_span_metrics_duration_bucket"
        + "{service_name =~ \"pay\", }[1m])) by (service_name,le))");
    JsonObject series = result(post(
            "/api/v1/query_range", "query=" + p95 + "&start=1700000000&end=1700000000&step=60"))
        .getJsonObject(0);
    assertThat(points(series))
        .singleElement()
        .satisfies(millis -> assertThat(millis).isBetween(148.5, 151.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start=0&end=1&step=0 | invalid parameter \"step\": zero or negative query resolution step"
            + " widths are not accepted. Try a positive integer",
        "start=2&end=1&step=1 | invalid parameter \"end\": end timestamp must not be before start time",
        "end=1&step=1 | invalid parameter \"start\": cannot parse \"\" to a valid timestamp",
        "start=0&end=1&step=x | invalid parameter \"step\": cannot parse \"x\" to a valid duration",
        "start=0&end=11001&step=1 | exceeded maximum resolution of 11,000 points per timeseries. Try"
            + " decreasing the query resolution (?step=XX)",
        "start=0&end=1&step=1&timeout=x | invalid parameter \"timeout\": cannot parse \"x\" to a valid"
            + " duration",
        "start=0&end=1&step=1&lookback_delta=x | error parsing lookback delta duration: cannot parse"
            + " \"x\" to a valid duration",
        "start=0&end=1&step=1&limit=5.0 | invalid parameter \"limit\": strconv.Atoi: parsing"
            + " \"5.0\": invalid syntax"
      })
  void queryRange_refusesBadParameters(String parameters, String message) {
    HttpResponse<String> response = get("/api/v1/query_range?query=calls&" + parameters);
    assertThat(response.statusCode()).isEqualTo(400);
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getString("status")).isEqualTo("error");
    assertThat(body.getString("errorType")).isEqualTo("bad_data");
    assertThat(body.getString("error")).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "-5", "1m"})
  void query_withALookbackDeltaThatIsNotPositive_hasTheDefault(String delta) {
    assertThat(result(get("/api/v1/query?query=calls&lookback_delta=" + delta))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0s", "-0.5"})
  void query_withNoTime_timesOut(String timeout) {
    HttpResponse<String> response = get("/api/v1/query?query=calls&timeout=" + timeout);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"errorType\":\"timeout\"");
  }

  @Test
  void queryRange_takes11001Points() {
    assertThat(get("/api/v1/query_range?query=1&start=0&end=11000&step=1").statusCode())
        .isEqualTo(200);
  }

  @Test
  void query_tellsWhereItIsWrong() {
    HttpResponse<String> response = get("/api/v1/query?query=" + encode("sum("));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(response.body()).getString("error"))
        .startsWith("invalid parameter \"query\": 1:")
        .contains("parse error");
  }

  @Test
  void query_thatFailsIsUnprocessable() {
    String duplicates =
        encode("calls * on (service_name) calls{status_code=\"STATUS_CODE_UNSET\"}");
    HttpResponse<String> response = get("/api/v1/query?query=" + duplicates);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(new JsonObject(response.body()).getString("errorType")).isEqualTo("execution");
  }

  @Test
  void series_listsLabelSets() {
    String match = encode("{service_name=\"cart\",__name__=~\".*calls.*\"}");
    assertThat(data(post("/api/v1/series", "match[]=" + match)).encode())
        .isEqualTo("[{\"__name__\":\"traces_span_metrics_calls_total\",\"service_name\":\"cart\","
            + "\"span_name\":\"GET /\",\"status_code\":\"STATUS_CODE_UNSET\"}]");
    assertThat(data(get("/api/v1/series?match[]=calls&match[]=calls&limit=2"))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/series | no match[] parameter provided",
        "/api/v1/series?match[]=sum(x) | invalid parameter \"match[]\": 1:4: parse error:"
            + " unexpected \"(\"",
        "/api/v1/label/U__/values | invalid label name: \"\""
      })
  void metadata_refusesBadParameters(String path, String message) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(response.body()).getString("error")).isEqualTo(message);
  }

  @Test
  void labels_listsNamesAndValues() {
    assertThat(data(get("/api/v1/labels")))
        .containsExactly(
            "__name__",
            "job",
            "le",
            "service_name",
            "span_kind",
            "span_name",
            "status_code",
            "version");
    assertThat(data(get("/api/v1/label/service_name/values?start=1699999000")))
        .containsExactly("cart", "cron", "pay", "young");
    assertThat(data(get("/api/v1/label/U__span__name/values"))).containsExactly("GET /");
    assertThat(data(get("/api/v1/label/service_name/values?end=1000000000"))).isEmpty();
  }

  @Test
  void buildinfo_isAPrometheusWithoutFeatures() {
    JsonObject data = new JsonObject(get("/api/v1/status/buildinfo").body()).getJsonObject("data");
    assertThat(data.getString("version")).isEqualTo("3.14.0");
    assertThat(data.getString("revision")).isEqualTo("redstart-1.2.3");
    assertThat(data.containsKey("features")).isFalse();
  }

  private static JsonObject metadata(String parameters) {
    HttpResponse<String> response = get("/api/v1/metadata" + parameters);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body()).getJsonObject("data");
  }

  @Test
  void metadata_tellsTypeUnitAndHelpOfListedMetrics() {
    JsonObject metrics = metadata("");
    assertThat(metrics.fieldNames())
        .containsExactly(
            "target_info",
            "traces_span_metrics_calls_total",
            "traces_span_metrics_duration_milliseconds");
    assertThat(metrics.getJsonArray("traces_span_metrics_duration_milliseconds").encode())
        .isEqualTo("[{\"type\":\"histogram\",\"unit\":\"milliseconds\","
            + "\"help\":\"Durations of spans\"}]");
    assertThat(metrics.getJsonArray("traces_span_metrics_calls_total").encode())
        .startsWith("[{\"type\":\"counter\",\"unit\":\"\",\"help\":\"Calls ");
    assertThat(metrics.getJsonArray("target_info").encode()).contains("\"type\":\"gauge\"");
  }

  @Test
  void metadata_ofOneMetric_mayBeOfAnyNameThatIsAnswered() {
    assertThat(metadata("?metric=target_info").fieldNames()).containsExactly("target_info");
    assertThat(metadata("?metric=calls").fieldNames()).containsExactly("calls");
    assertThat(metadata("?metric=duration_seconds").encode())
        .contains("\"unit\":\"seconds\"", "histogram");
    assertThat(metadata("?metric=duration_milliseconds_bucket").encode()).isEqualTo("{}");
    assertThat(metadata("?metric=up").encode()).isEqualTo("{}");
  }

  @Test
  void metadata_isLimitedAsByPrometheus() {
    assertThat(metadata("?limit=1").fieldNames()).hasSize(1);
    assertThat(metadata("?limit=0").fieldNames()).isEmpty();
    assertThat(metadata("?limit=-1&limit_per_metric=0").fieldNames()).hasSize(3);
    assertThat(get("/api/v1/metadata?limit=x").body()).contains("limit must be a number");
    assertThat(get("/api/v1/metadata?limit_per_metric=x").statusCode()).isEqualTo(400);
  }

  @Test
  void answers_arePackedWhereAccepted() throws Exception {
    HttpRequest request =
        request("/api/v1/query?query=calls").header("accept-encoding", "gzip").build();
    HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
    assertThat(new String(plain, StandardCharsets.UTF_8)).startsWith("{\"status\":\"success\"");
  }

  @Test
  void answers_areForAllOrigins() {
    HttpResponse<String> response =
        send(request("/api/v1/query?query=1").header("origin", "http://grafana"));
    assertThat(response.headers().firstValue("access-control-allow-origin")).contains("*");
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().allValues("vary"))
        .anySatisfy(value -> assertThat(value).containsIgnoringCase("origin"))
        .anySatisfy(value -> assertThat(value).containsIgnoringCase("accept-encoding"));
    HttpResponse<String> preflight = send(request("/api/v1/query")
        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
        .header("origin", "http://grafana")
        .header("access-control-request-method", "GET"));
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("access-control-allow-methods"))
        .contains("GET,POST,OPTIONS");
  }

  @Test
  void form_mayBeInParts() {
    assertThat(result(postInParts("/api/v1/query", "query", "sum by (job) (calls_total)")))
        .isEqualTo(result(get("/api/v1/query?query=" + encode("sum by (job) (calls_total)"))));
    assertThat(result(postInParts(
            "/api/v1/query_range", "query", "1", "start", "1", "end", "2", "step", "1")))
        .hasSize(1);
    assertThat(data(postInParts("/api/v1/query_exemplars", "query", "calls_total")))
        .isNotEmpty();
  }

  /** Prometheus parses multipart forms only where it reads a single value first. */
  @Test
  void form_inParts_isAsInPrometheusElsewhere() {
    String match = "calls_total{service_name=\"pay\",status_code=\"STATUS_CODE_ERROR\"}";
    assertThat(data(postInParts("/api/v1/labels", "match[]", match, "limit", "1")))
        .hasSize(1);
    HttpResponse<String> series = postInParts("/api/v1/series", "match[]", match);
    assertThat(series.statusCode()).isEqualTo(400);
    assertThat(series.body()).contains("no match[] parameter provided");
    assertThat(data(postInParts("/api/v1/series?match[]=" + encode(match), "limit", "x")))
        .hasSize(1);
  }

  private static HttpResponse<String> postInParts(String path, String... namesAndValues) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.append("--b\r\nContent-Disposition: form-data; name=\"")
          .append(namesAndValues[i])
          .append("\"\r\n\r\n")
          .append(namesAndValues[i + 1])
          .append("\r\n");
    }
    return send(request(path)
        .header("content-type", "multipart/form-data; boundary=b")
        .POST(HttpRequest.BodyPublishers.ofString(form + "--b--\r\n")));
  }

  @Test
  void form_ofAnotherType_isIgnored() {
    HttpResponse<String> response = send(request("/api/v1/query?query=7")
        .header("content-type", "application/x-www-form-urlencodedly")
        .POST(HttpRequest.BodyPublishers.ofString("query=1")));
    assertThat(response.body()).contains("\"7\"");
  }

  @Test
  void parameters_areAllRead_orRefused() {
    String none = encode("calls_total{service_name=\"none\"}");
    String lists = ("match[]=" + none + "&").repeat(1100) + "match[]=calls_total";
    assertThat(data(post("/api/v1/series", lists))).isNotEmpty();
    assertThat(result(post("/api/v1/query", "x=y&".repeat(9_999) + "query=calls")))
        .isNotEmpty();

    HttpResponse<String> tooMany = post("/api/v1/query", "x=y&".repeat(10_000) + "query=calls");
    assertThat(tooMany.statusCode()).isEqualTo(400);
    assertThat(tooMany.body()).contains("more than 10000 parameters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3000000000", "9223372036854775807", "0", "%2B50", ""})
  void limit_mayBeLarge(String limit) {
    for (String path : List.of("/api/v1/labels?x=y", "/api/v1/series?match[]=calls")) {
      assertThat(data(get(path + "&limit=" + limit))).isEqualTo(data(get(path)));
    }
    String query = "/api/v1/query?query=calls";
    assertThat(result(get(query + "&limit=" + limit))).isEqualTo(result(get(query)));
  }

  @Test
  void form_thatIsTooLargeIsRefused() {
    HttpResponse<String> response =
        post("/api/v1/query", "query=" + "1".repeat(FormBody.FORM_MAX_BYTES));
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void url_mayBeLong() {
    String services = "service|".repeat(10_000);
    String query = encode("sum(calls{service_name=~\"" + services + "cart\"})");
    assertThat(result(get("/api/v1/query?query=" + query)).encode()).contains("\"120\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/nothing", "/nothing"})
  void unknownPath_isNotFound(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("404 page not found\n");
  }

  @Test
  void otherMethod_isNotAllowed() {
    assertThat(post("/api/v1/label/le/values", "").statusCode()).isEqualTo(405);
    assertThat(send(request("/api/v1/query").DELETE()).statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/healthy", "/-/ready"})
  void health_isOk(String path) {
    assertThat(get(path).statusCode()).isEqualTo(200);
    HttpResponse<String> head =
        send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
  }

  @Test
  void page_isServedBesideTheApi() {
    HttpResponse<String> page = get("/");
    assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(get("/assets/page/app.js").statusCode()).isEqualTo(200);
    assertThat(get("/assets/page/nothing.js").statusCode()).isEqualTo(404);
  }

  @Test
  void pageFacts_areJson() {
    assertThat(get("/api/v1/redstart/page?host=a").body())
        .isEqualTo("{\"status\":\"success\",\"data\":{\"version\":\"1.2.3\",\"traceUrl\":\"\","
            + "\"retention\":[],\"receivers\":{},\"settings\":\"\"}}");
  }

  @Test
  void requests_areCountedByEndpointAndOutcome() {
    get("/api/v1/query?query=)");
    get("/api/v1/query?query=calls");
    assertThat(METERS
            .get("redstart.query.requests")
            .tags("endpoint", "query", "outcome", "bad_data")
            .timer()
            .count())
        .isPositive();
    assertThat(METERS
            .get("redstart.query.requests")
            .tags("endpoint", "query", "outcome", "success")
            .timer()
            .count())
        .isPositive();
    assertThat(METERS.get("redstart.query.samples").counter().count()).isPositive();
  }
}
