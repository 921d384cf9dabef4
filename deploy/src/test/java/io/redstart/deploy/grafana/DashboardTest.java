// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.redstart.config.SettingsReader;
import io.redstart.config.SpanMetricsConfig;
import io.redstart.query.promql.EngineConfig;
import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.SeriesView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardTest {
  private static final Path FOLDER = Path.of("grafana");

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

  @ParameterizedTest
  @MethodSource("expressions")
  void expression_isAnswered(String expression) {
    String query = expression
        .replace("$__rate_interval", "1m")
        .replace("$__range", "15m")
        .replaceAll("\\$(service|kind)", ".*");
    EngineConfig config =
        new EngineConfig(Duration.ofMinutes(5), Duration.ofMinutes(2), 50_000_000, true);

    assertThat(new PromqlEngine(config)
            .instant(query, 1_000_000, end -> new Nothing())
            .warnings())
        .isEmpty();
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
  void dataSource_isTheOneThatPanelsName() throws IOException {
    JsonNode provisioned = new YAMLMapper()
        .readTree(FOLDER
            .resolve(Path.of("provisioning", "datasources", "redstart.yaml"))
            .toFile());
    String uid = provisioned.at("/datasources/0/uid").asText();

    assertThat(dashboard().findValues("datasource"))
        .isNotEmpty()
        .allMatch(source -> source.get("uid").asText().equals(uid));
  }

  /** A view of an empty store. */
  private static final class Nothing implements SeriesView {
    @Override
    public List<Series> select(Selection selection) {
      return List.of();
    }

    @Override
    public Optional<List<FineSeries>> selectFine(Selection selection) {
      return Optional.empty();
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }
  }
}
