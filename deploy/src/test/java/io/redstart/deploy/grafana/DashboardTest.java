// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
  private static final long NOW_MILLIS = 1_000_000_000;

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  static List<Dashboard.Query> queries() {
    return Dashboard.RED.queries();
  }

  private static QueryValue answer(Dashboard.Query query, SeriesView view) {
    EngineConfig config = EngineConfig.of(Duration.ofMinutes(5), true);
    QueryResult result = new PromqlEngine(config)
        .instant(query.promql(), NOW_MILLIS, (end, limits) -> view, QueryLimits.unlimited());
    assertThat(result.warnings()).isEmpty();
    return result.value();
  }

  static List<Dashboard.Query> shares() {
    return queries().stream()
        .filter(query -> query.expression().contains("by (service_name"))
        .filter(query ->
            query.expression().startsWith("(") && query.expression().contains("STATUS_CODE_ERROR"))
        .toList();
  }

  @Test
  void shares_areFound() {
    assertThat(shares()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("shares")
  void shareOfErrors_isZeroWithoutErrors_andOneWithoutSuccess(Dashboard.Query query) {
    Calls calls = new Calls(List.of(
        calls("calm", "STATUS_CODE_UNSET"),
        calls("mixed", "STATUS_CODE_UNSET"),
        calls("mixed", "STATUS_CODE_ERROR"),
        calls("broken", "STATUS_CODE_ERROR")));

    Vector shares = (Vector) answer(query, calls);

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
  @MethodSource("queries")
  void query_asksForListedNames(Dashboard.Query query) {
    String prefix = SettingsReader.defaults(SpanMetricsConfig.class).metricPrefix();

    assertThat(query.expression())
        .containsAnyOf(
            "(" + prefix + "calls_total{",
            "(" + prefix + "duration_milliseconds_bucket{",
            "(" + prefix + "duration_milliseconds{");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dataSource_isChosenByTheReader(Dashboard dashboard) {
    JsonNode first = dashboard.variables().get(0);
    assertThat(first.get("name").asText()).isEqualTo("datasource");
    assertThat(first.get("type").asText()).isEqualTo("datasource");
    assertThat(first.get("query").asText()).isEqualTo("prometheus");

    assertThat(dashboard.json().findValues("datasource"))
        .isNotEmpty()
        .allMatch(source -> source.get("uid").asText().equals("${datasource}"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panels_haveIdsTitlesAndDescriptions_andDoNotOverlap(Dashboard dashboard) {
    List<JsonNode> panels = dashboard.panels();
    assertThat(panels).extracting(panel -> panel.get("id").asInt()).doesNotHaveDuplicates();
    assertThat(panels).allMatch(panel -> !panel.path("title").asText().isBlank());
    assertThat(panels)
        .filteredOn(panel -> !panel.get("type").asText().equals("row"))
        .allMatch(panel -> !panel.path("description").asText().isBlank());

    List<String> places = new ArrayList<>();
    for (JsonNode panel : panels) {
      JsonNode grid = panel.get("gridPos");
      for (int x = 0; x < grid.get("w").asInt(); x++) {
        for (int y = 0; y < grid.get("h").asInt(); y++) {
          places.add((grid.get("x").asInt() + x) + "/" + (grid.get("y").asInt() + y));
        }
      }
    }
    assertThat(places).doesNotHaveDuplicates().allMatch(place -> !place.startsWith("24/"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void links_leadToDashboards(Dashboard dashboard) {
    List<String> names = Dashboard.all().stream()
        .map(one -> "/d/" + one.json().get("uid").asText())
        .toList();
    assertThat(dashboard.json().get("links"))
        .isNotEmpty()
        .allMatch(link -> names.contains(link.get("url").asText().replaceFirst("\\?.*", "")));
  }

  /** The history of own metrics has a sample each 15 s, which shorter ranges would miss. */
  @Test
  void ownMetrics_areAskedOverWholeSlots() {
    assertThat(Dashboard.ITSELF.panels())
        .flatExtracting(panel -> panel.path("targets").findValuesAsText("interval"))
        .hasSize(Dashboard.ITSELF.queries().size())
        .allMatch(interval -> interval.equals("15s"));
  }

  /** Exemplars have to lead to a data source that provisioning creates. */
  @Test
  void provisioning_leadsFromExemplarsToTraces() throws IOException {
    JsonNode sources = new YAMLMapper()
        .readTree(
            Path.of("grafana", "provisioning", "datasources", "redstart.yaml").toFile())
        .path("datasources");
    JsonNode link = sources.at("/0/jsonData/exemplarTraceIdDestinations/0");
    assertThat(link.path("name").asText()).isEqualTo("trace_id");
    assertThat(sources.findValuesAsText("uid"))
        .contains(link.path("datasourceUid").asText());
    assertThat(Dashboard.RED.json().findValues("exemplar")).isNotEmpty();
  }

  @Test
  void kinds_areThoseOfThePage() {
    assertThat(Dashboard.RED.variables().get(2).at("/current/value"))
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
