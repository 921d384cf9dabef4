// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.redstart.deploy.ObservedRedstart;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every query of every panel and variable on a Redstart that has data. */
class DashboardQueriesTest {
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), ([a-z_]+)\\)");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:redstart|traces_span_metrics)_\\w+|\\bup\\b");

  /** What is empty in good times, or without a past. */
  private static final Pattern CAN_BE_EMPTY =
      Pattern.compile("offset|_refused_total|_rejected_total|outcome!=\"success\"|answer.*> 0");

  private static ObservedRedstart redstart;

  @BeforeAll
  static void start(@TempDir Path store) throws Exception {
    redstart = ObservedRedstart.start(store);
  }

  @AfterAll
  static void stop() {
    redstart.close();
  }

  static Stream<Arguments> queries() {
    return Dashboard.all().stream()
        .flatMap(one -> one.queries().stream().map(query -> Arguments.of(one, query)));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void query_isAnswered(Dashboard dashboard, Dashboard.Query query) {
    JsonNode result = redstart.query(query.promql(), dashboard == Dashboard.ITSELF);

    if (!CAN_BE_EMPTY.matcher(query.expression()).find()) {
      assertThat(result).as(query.promql()).isNotEmpty();
    }
  }

  static Stream<String> metrics() {
    return Dashboard.all().stream()
        .flatMap(one -> one.queries().stream())
        .flatMap(query -> METRIC.matcher(query.expression()).results())
        .map(found -> found.group())
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void metric_exists(String metric) {
    boolean own = !metric.startsWith("traces_");
    assertThat(redstart.query(metric, own)).isNotEmpty();
  }

  static List<JsonNode> variables() {
    return Dashboard.all().stream()
        .flatMap(one -> one.variables().stream())
        .filter(variable -> variable.path("type").asText().equals("query"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("variables")
  void variable_hasValues(JsonNode variable) {
    Matcher query = LABEL_VALUES.matcher(variable.at("/query/query").asText());
    assertThat(query.matches()).as("%s", variable).isTrue();

    String selector = new Dashboard.Query("", "", query.group(1)).promql();
    assertThat(redstart.labelValues(query.group(2), selector)).isNotEmpty();
  }
}
