// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
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
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Asks what a hostile or careless user may ask, with small limits. Each query ends soon, with an
 * error that names the limit or with an answer, while other queries are answered.
 */
@Timeout(60)
class HostileQueryTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY_SECONDS = 86_400;
  private static final String ALL = "{__name__=~\".+\"}";
  private static final String OUT_OF_MEMORY = "or give the process more heap (-Xmx)";
  private static final String ANY_LIMIT = "whichever limit it meets first";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static PrometheusApi api;
  private static String url;

  @BeforeAll
  static void start() {
    FakeStore store = new FakeStore(VERTX, "a", 2, TestConfig.spanMetrics().layout()).seal(NOW);
    for (int window = 0; window < 300; window++) {
      for (int operation = 0; operation < 10; operation++) {
        store.count(
            Labels.of("service_name", "cart", "span_name", "operation " + operation),
            NOW - window * FakeStore.WINDOW_MILLIS,
            (1 + operation) * 10_000_000);
      }
    }
    store.start();
    JointStores stores = new OpenedStores(VERTX, NOW).openJointly(TestConfig.source(), 1);
    api = new PrometheusApi(
        VERTX,
        new ApiConfig(
            EngineConfig.of(Duration.ofMinutes(5), true),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            1_000_000,
            2,
            new RequestLimits(10_000, new MemoryBudget("requests", 64 << 20)),
            new MemoryBudget("queries", 24 << 20),
            new ServerFacts("1.2.3", Map.of(), "15d"),
            TestPageFacts.NONE,
            AdminApi.LOOPBACK),
        stores,
        new SimpleMeterRegistry(),
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

  private static CompletableFuture<HttpResponse<String>> post(String path, String form) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(40))
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String nested(String inner, int times, UnaryOperator<String> step) {
    String query = inner;
    for (int i = 0; i < times; i++) {
      query = step.apply(query);
    }
    return query;
  }

  private static Arguments refused(String name, String query, int status, String words) {
    return Arguments.of(name, query, status, words);
  }

  private static Arguments answered(String name, String query) {
    return Arguments.of(name, query, 200, "success");
  }

  static Stream<Arguments> queries() {
    return Stream.of(
        refused(
            "10,000 parentheses",
            "(".repeat(10_000) + "1" + ")".repeat(10_000),
            400,
            "nested deeper than 100 levels"),
        refused("10,000 signs", "-".repeat(10_000) + "x", 400, "nested deeper than"),
        refused(
            "200 subqueries in each other",
            nested("x", 200, inner -> "max_over_time(" + inner + "[5m:1s])"),
            400,
            "parse error"),
        refused("10 MB of operators", "1" + "-1".repeat(5_000_000), 400, "more than 500 operators"),
        refused("10 MB of text", "\"" + "x".repeat(11 << 20) + "\"", 413, "body of more than"),
        answered(
            "an expression that backtracks elsewhere",
            "count(calls_total{span_name=~\"(a+)+|([a-z ]+)+[0-9]?x*$\"})"),
        refused(
            "a huge alternation",
            "calls_total{span_name=~\"" + "(?:.{1000}|y{1000})+".repeat(90) + "\"}",
            400,
            "expression too large"),
        refused(
            "an expensive label_replace",
            "label_replace(calls_total, \"a\", \"\", \"b\", \"" + "(?:.{1000}|y{1000})+".repeat(90)
                + "\")",
            422,
            "invalid regular expression in label_replace()"),
        refused(
            "all series for 15 days at 100 ms",
            "last_over_time(" + ALL + "[15d:100ms])",
            422,
            ANY_LIMIT),
        refused("a long subquery of a number", "sum_over_time(vector(1)[15d:1s])", 422, ANY_LIMIT),
        refused(
            "labels that double",
            nested(
                "calls_total",
                40,
                inner -> "label_join(" + inner + ", \"a\", \"\", \"a\", \"a\", \"span_name\")"),
            422,
            OUT_OF_MEMORY),
        refused(
            "labels that grow a thousandfold",
            nested(
                "calls_total",
                5,
                inner -> "label_replace(" + inner + ", \"span_name\", \"" + "$0".repeat(1_000)
                    + "\", \"span_name\", \".*\")"),
            422,
            OUT_OF_MEMORY),
        answered("a huge k", "count(topk(1e18, calls_total))"),
        answered("a huge φ", "quantile(1e300, calls_total)"),
        answered("a huge k below 0", "count(topk(-1e300, calls_total)) or vector(0)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queries")
  void hostileQuery_isRefusedOrBounded(String name, String query, int status, String words) {
    long startNanos = System.nanoTime();
    CompletableFuture<HttpResponse<String>> hostile =
        post("/api/v1/query", "query=" + encode(query));
    do {
      assertThat(post("/api/v1/query", "query=sum(calls_total)").join().statusCode())
          .isEqualTo(200);
    } while (!hostile.isDone());
    HttpResponse<String> response = hostile.join();
    assertThat(response.body().length()).isLessThan(2_000);
    if (words.equals(ANY_LIMIT)) {
      assertThat(response.statusCode()).as(response.body()).isIn(status, 503);
      assertThat(response.body())
          .containsAnyOf("(query.max_samples)", OUT_OF_MEMORY, "(query.timeout, ");
    } else {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      assertThat(response.body()).contains(words);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void hostileRange_isRefused(long seconds, String step) {
    String form = "query=" + encode(ALL) + "&start=" + (NOW / 1_000 - seconds) + "&end="
        + NOW / 1_000 + "&step=" + step;
    HttpResponse<String> response = post("/api/v1/query_range", form).join();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("exceeded maximum resolution of 11,000 points");
  }

  static Stream<Arguments> ranges() {
    return Stream.of(
        Arguments.of(15 * DAY_SECONDS, "1"),
        Arguments.of(1_000_000, "1"),
        Arguments.of(12, "0.001"));
  }
}
