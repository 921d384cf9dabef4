// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redstart.config.SettingsReader;
import io.redstart.model.Labels;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.QueryValue.Sample;
import io.redstart.query.promql.value.QueryValue.Vector;
import io.redstart.query.promql.value.Series;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardTest {
  private static final Path FOLDER = Path.of("grafana");
  private static final long NOW_MILLIS = 1_000_000_000;

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper()
        .readTree(FOLDER.resolve(Path.of("dashboards", "red.json")).toFile());
  }

  static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    dashboard()
        .get("panels")
        .forEach(panel -> panel
            .get("targets")
            .forEach(target -> expressions.add(target.get("expr").asText())));
    return expressions;
  }

  private static QueryValue answer(String expression, SeriesView view) {
    String query = expression
        .replace("$__rate_interval", "1m")
        .replace("$__range", "15m")
        .replaceAll("\\$(service|kind)", ".*");
    EngineConfig config = EngineConfig.of(Duration.ofMinutes(5), true);
    QueryResult result = new PromqlEngine(config)
        .instant(query, NOW_MILLIS, (end, limits) -> view, QueryLimits.unlimited());
    assertThat(result.warnings()).isEmpty();
    return result.value();
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void expression_isAnswered(String expression) {
    assertThat(answer(expression, new Calls(List.of())))
        .isEqualTo(new Vector(NOW_MILLIS, List.of()));
  }

  static List<String> shares() throws IOException {
    return expressions().stream()
        .filter(expression -> expression.contains("STATUS_CODE_ERROR"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("shares")
  void shareOfErrors_isZeroWithoutErrors_andOneWithoutSuccess(String expression) {
    Calls calls = new Calls(List.of(
        calls("calm", "STATUS_CODE_UNSET"),
        calls("mixed", "STATUS_CODE_UNSET"),
        calls("mixed", "STATUS_CODE_ERROR"),
        calls("broken", "STATUS_CODE_ERROR")));

    Vector shares = (Vector) answer(expression, calls);

    assertThat(shares.samples())
        .extracting(sample -> sample.labels().get("service_name"), Sample::value)
        .containsExactlyInAnyOrder(tuple("calm", 0.0), tuple("mixed", 0.5), tuple("broken", 1.0));
  }

  /** Returns a series of 10 calls every 5 s over the dashboard's whole time range. */
  private static Series calls(String service, String status) {
    long[] stamps = LongStream.rangeClosed(-180, 0)
        .map(window -> NOW_MILLIS + 5000 * window)
        .toArray();
    double[] values = IntStream.range(0, stamps.length).mapToDouble(i -> 10 * i).toArray();
    Labels labels = Labels.of(
        "__name__",
        "traces_span_metrics_calls_total",
        "service_name",
        service,
        "span_name",
        "GET /",
        "status_code",
        status);
    return new Series(labels, stamps, values);
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void expression_asksForListedNames(String expression) {
    String prefix = SettingsReader.defaults(SpanMetricsConfig.class).metricPrefix();

    assertThat(expression)
        .containsAnyOf(
            "(" + prefix + "calls_total{", "(" + prefix + "duration_milliseconds_bucket{");
  }

  @Test
  void dataSource_isChosenByTheReader() throws IOException {
    JsonNode first = dashboard().at("/templating/list/0");
    assertThat(first.get("name").asText()).isEqualTo("datasource");
    assertThat(first.get("type").asText()).isEqualTo("datasource");
    assertThat(first.get("query").asText()).isEqualTo("prometheus");

    assertThat(dashboard().findValues("datasource"))
        .isNotEmpty()
        .allMatch(source -> source.get("uid").asText().equals("${datasource}"));
  }

  @Test
  void kinds_areThoseOfThePage() throws IOException {
    assertThat(dashboard().at("/templating/list/2/current/value"))
        .extracting(JsonNode::asText)
        .containsExactly("SPAN_KIND_SERVER", "SPAN_KIND_CONSUMER");
  }

  /** A view of some series of calls. */
  private record Calls(List<Series> series) implements SeriesView {
    @Override
    public List<List<Series>> select(List<Selection> selections) {
      return selections.stream().map(this::select).toList();
    }

    private List<Series> select(Selection selection) {
      return series.stream()
          .filter(one -> selection.matchers().stream()
              .allMatch(matcher -> matcher.matches(one.labels().get(matcher.name()))))
          .toList();
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }
  }
}
