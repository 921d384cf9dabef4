// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validates answers against Prometheus' own OpenAPI file, if it is beside the project. */
class OpenApiTest {
  private static final String ROOT = "/api/v1";

  /** Operations whose answers are not JSON, from us and from a Prometheus with default flags. */
  private static final List<String> OTHERS =
      List.of("POST /read", "POST /write", "POST /otlp/v1/metrics");

  private static final List<String> QUERIES = List.of(
      "calls",
      "1 + 1",
      "calls_total[1m]",
      "rate(calls[5m]) / 0",
      "histogram_quantile(0.95, sum by (le) (rate(duration_bucket[5m])))",
      "calls * on (service_name) calls",
      "sum(",
      "nothing",
      "vector(NaN)",
      "{__name__=~\".+\"}",
      "rate(target_info[5m])",
      "");

  private static final List<String> PARAMETERS = List.of(
      "time=1700000000.5",
      "time=x",
      "start=1699999900",
      "end=1700000000",
      "end=0",
      "start=2023-11-14T22:13:20Z",
      "step=15",
      "step=0",
      "limit=1",
      "limit=-1",
      "limit=x",
      "timeout=1m",
      "timeout=-1",
      "lookback_delta=10s",
      "lookback_delta=x",
      "stats=all",
      "stats=yes",
      "match[]=calls",
      "match[]={}",
      "match[]=calls{",
      "metric=calls",
      "type=alert",
      "type=x",
      "group_limit=0",
      "scrapePool=x",
      "labels={}",
      "labels=[",
      "metric_name_pattern=redstart.*",
      "metric_name_pattern=(");

  private static TestApi api;
  private static Optional<OpenApiFile> file;

  @BeforeAll
  static void start() {
    file = OpenApiFile.find();
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static OpenApiFile file() {
    assumeTrue(file.isPresent(), "no shared/conformance/prometheus-api beside the project");
    return file.orElseThrow();
  }

  private static void check(String operation, String parameters) {
    String[] parts = operation.split(" ", 2);
    String path = ROOT + parts[1].replace("{name}", "service_name");
    HttpResponse<String> response = parts[0].equals("POST") && !path.contains("/admin/")
        ? api.post(path, parameters)
        : api.send(parts[0], path + '?' + parameters, null);
    String shown =
        operation + '?' + parameters + " → " + response.statusCode() + ' ' + response.body();
    assertThat(response.headers().firstValue("content-type"))
        .as(shown)
        .hasValue("application/json");
    assertThat(file()
            .mistakes(operation, response.statusCode(), new JsonObject(response.body()).getMap()))
        .as(shown)
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /query?query=calls",
        "POST /query?query=calls&stats=all",
        "GET /query?query=calls[1m]&stats=x",
        "GET /query?query=1",
        "GET /query?query=sum(rate(calls[1m])) by (x) / 0&limit=1",
        "POST /query_range?query=calls&start=1699999900&end=1700000000&step=15",
        "GET /query_range?query=1&start=1&end=2&step=1&stats=true",
        "GET /query_exemplars?query=calls",
        "GET /format_query?query=sum(calls)by(le)",
        "POST /parse_query?query=sum(calls)by(le)",
        "GET /labels",
        "POST /labels?match[]=calls&limit=1",
        "GET /label/{name}/values",
        "GET /series?match[]=calls",
        "POST /series?match[]=calls",
        "GET /metadata",
        "GET /metadata?metric=calls",
        "GET /targets?state=active",
        "GET /targets/metadata",
        "GET /rules?type=alert",
        "GET /status/tsdb?limit=3",
        "GET /status/self_metrics?metric_name_pattern=redstart.*"
      })
  void answer_fitsItsSchema(String request) {
    String[] parts = request.split("\\?", 2);
    String parameters = Stream.of(parts.length == 1 ? new String[0] : parts[1].split("&"))
        .map(OpenApiTest::encoded)
        .reduce((left, right) -> left + '&' + right)
        .orElse("");
    check(parts[0], parameters);
  }

  private static String encoded(String pair) {
    int equals = pair.indexOf('=');
    return TestApi.encode(pair.substring(0, equals))
        + '='
        + TestApi.encode(pair.substring(equals + 1));
  }

  @Test
  void everyOperation_isAnsweredInItsSchema() {
    for (String operation : file().operations()) {
      if (!OTHERS.contains(operation)) {
        check(operation, "");
      }
    }
  }

  /** Right and wrong parameters together: whatever they are, the answer fits the schema. */
  @Test
  void randomParameters_areAnsweredInTheSchema() {
    OpenApiFile known = file();
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<String> operations = new ArrayList<>(known.operations());
    operations.removeAll(OTHERS);
    for (int i = 0; i < 1_000; i++) {
      String operation = operations.get(random.nextInt(operations.size()));
      StringBuilder parameters =
          new StringBuilder("query=" + TestApi.encode(QUERIES.get(random.nextInt(QUERIES.size()))));
      for (int j = random.nextInt(5); j > 0; j--) {
        parameters.append('&').append(encoded(PARAMETERS.get(random.nextInt(PARAMETERS.size()))));
      }
      try {
        check(operation, parameters.toString());
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Prometheus' file says that both parts of a string are strings; its server sends a number. */
  @Test
  void query_ofAStringIsLikeThatOfPrometheus() {
    assertThat(api.get("/api/v1/query?time=1&query=" + TestApi.encode("\"a\"")).body())
        .isEqualTo("{\"status\":\"success\",\"data\":{\"resultType\":\"string\","
            + "\"result\":[1,\"a\"]}}");
  }
}
