// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redstart.config.Setting;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.spanmetrics.RelabelRule.Action;
import io.redstart.spanmetrics.SpanFilterConfig.Attribute;
import io.redstart.spanmetrics.SpanFilterConfig.Match;
import io.redstart.spanmetrics.SpanFilterConfig.MatchType;
import io.redstart.spanmetrics.SpanNamesConfig.Replaced;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanRulesConfigTest {
  record Root(Rules rules) {}

  record Rules(
      @Setting(doc = "Which spans are counted", byDefault = "[]")
      List<SpanFilterConfig> filters,

      SpanNamesConfig spanNames,

      @Setting(doc = "What is done to labels", byDefault = "[]")
      List<RelabelRule> relabel,

      SpanLimitsConfig limits) {}

  @Test
  void everything_isOffByDefault() {
    Rules rules = SettingsReader.defaults(Root.class).rules();
    assertThat(rules.filters()).isEmpty();
    assertThat(rules.spanNames().isOn()).isFalse();
    assertThat(rules.relabel()).isEmpty();
    assertThat(rules.limits().isOn()).isFalse();
  }

  @Test
  void filters_areReadAsTempoWritesThem() throws SettingsException {
    Rules rules = read("""
        rules:
          filters:
            - include:
                match_type: strict
                attributes: [{key: kind, value: SPAN_KIND_SERVER}]
              exclude:
                match_type: regex
                attributes:
                  - key: span.http.status_code
                    value: 404
        """);
    assertThat(rules.filters())
        .containsExactly(new SpanFilterConfig(
            new Match(MatchType.STRICT, List.of(new Attribute("kind", "SPAN_KIND_SERVER"))),
            Match.NONE,
            new Match(MatchType.REGEX, List.of(new Attribute("span.http.status_code", "404")))));
  }

  @Test
  void relabel_hasPrometheusDefaults() throws SettingsException {
    Rules rules = read("""
        rules:
          relabel:
            - {source_labels: [span_name], target_label: operation}
            - {action: labeldrop, regex: k8s_.*}
        """);
    assertThat(rules.relabel())
        .containsExactly(
            new RelabelRule(List.of("span_name"), ";", "operation", "(.*)", "$1", Action.REPLACE),
            new RelabelRule(List.of(), ";", "", "k8s_.*", "$1", Action.LABELDROP));
  }

  @Test
  void namesAndLimits_areRead() throws SettingsException {
    Rules rules = read("""
        rules:
          span_names: {semantic_conventions: true, replace: [ids, uuids, ids]}
          limits: {operations_per_service: 200}
        """);
    assertThat(rules.spanNames())
        .isEqualTo(new SpanNamesConfig(true, List.of(Replaced.UUIDS, Replaced.IDS)));
    assertThat(rules.limits()).isEqualTo(new SpanLimitsConfig(200, 0));
  }

  @Test
  void mistakes_areToldWithTheirPlace() {
    SettingsException mistakes = catchThrowableOfType(SettingsException.class, () -> read("""
        rules:
          filters:
            - include: {attributes: [{key: duration, value: 1}]}
            - {}
            - include: {attributes: [{key: kind, value: servr}]}
            - exclude: {match_type: regex, attributes: [{key: status, value: "5.."}]}
          span_names: {replace: [words]}
          relabel: [{target_label: le}]
          limits: {label_sets_per_service: -1}
        """));
    assertThat(mistakes.getMessage())
        .contains("key \"duration\" is none of service")
        .contains("the policy has no conditions")
        .contains("filters[2].include", "\"servr\" is none of SPAN_KIND_UNSPECIFIED, SPAN_KIND_")
        .contains("filters[3].exclude", "\"5..\" is none of STATUS_CODE_UNSET, STATUS_CODE_OK")
        .contains("not one of uuids, numbers, hashes, ids")
        .contains("the label le is reserved")
        .contains("label_sets_per_service is -1, less than 0");
  }

  @Test
  void expressions_beyondALimit_areToldWithTheirPlace() {
    SettingsException mistakes = catchThrowableOfType(
        SettingsException.class, () -> read("""
        rules:
          filters:
            - include: {match_type: regex, attributes: [{key: name, value: "((x{10}){10}){11}"}]}
          relabel:
            - {action: labeldrop, regex: '%s'}
            - {action: labeldrop, regex: '(?i)\\x{1c80}+'}
        """.formatted("(".repeat(1000) + ")".repeat(1000))));
    assertThat(mistakes.getMessage())
        .contains("filters[0].include", "\"((x{10}){10}){11}\": invalid repeat count")
        .contains("relabel[0]", "expression nests too deeply")
        .doesNotContain("relabel[1]")
        .hasSizeLessThan(1000);
  }

  private static Rules read(String yaml) throws SettingsException {
    return SettingsReader.read(Root.class, SettingsSource.yaml("rules.yaml", yaml))
        .value()
        .rules();
  }
}
