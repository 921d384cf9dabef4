// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redstart.config.Settings;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanMetricsConfigTest {
  @Test
  void defaults_areTheConnectors() {
    SpanMetricsConfig config = SettingsReader.defaults(SpanMetricsConfig.class);
    assertThat(config.metricPrefix()).isEqualTo("traces_span_metrics_");
    assertThat(config.histogram().unit()).isEqualTo(Unit.MS);
    assertThat(config.histogram().buckets())
        .hasSize(16)
        .startsWith(Duration.ofMillis(2))
        .endsWith(Duration.ofSeconds(15));
    assertThat(config.layout()).isInstanceOf(CellLayout.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "my-ns., my_ns_",
    "a..b__c, a_b_c_",
    "7x, _7x_",
    "job:red, job:red_",
    "., ''"
  })
  void metricPrefix_isWhatPrometheusMakesOfIt(String namespace, String prefix)
      throws SettingsException {
    assertThat(read("namespace: \"" + namespace + "\"").value().metricPrefix()).isEqualTo(prefix);
  }

  @Test
  void read_tellsEveryMistake_atItsKey() {
    assertThatThrownBy(() -> read("""
            series_expiration: 5
            aggregation_cardinality_limit: -1
            dimensions: [{name: a}, {name: a}]
            exclude_dimensions: [service]
            """))
        .hasMessageContaining("f:1: series_expiration = 5: not a duration")
        .hasMessageContaining("f:2: aggregation_cardinality_limit = -1: aggregation_")
        .hasMessageContaining("f:3: dimensions = [{name: a}, {name: a}]: dimensions \"a\" and")
        .hasMessageContaining("f:4: exclude_dimensions = [service]: exclude_dimensions has");
  }

  @Test
  void read_reportsAllUnknownNamesOfAList() {
    assertThatThrownBy(() -> read("""
            exclude_dimensions: [service, span.name, spankind, other]
            resource_to_labels: [job, 'a.*', a.b, a_b]
            dimensions: [{name: x.y}, {name: x_y}, {name: z}, {name: z}, {glob: 'q.*'}, {name: q.r}]
            histogram: {explicit: {buckets: [2ms, 1ms, 3ms, 3ms]}}
            relabel: [{source_labels: [a.b, c, d.e], target_label: t}]
            filters: [{include: {attributes: [{key: kind, value: x}, {key: status, value: y}]}}]
            """))
        .hasMessageContaining(
            "exclude_dimensions has \"service\", \"spankind\", \"other\", which are none of [")
        .hasMessageContaining(
            "resource_to_labels has \"job\" for the label job, which already exists")
        .hasMessageContaining("resource_to_labels has \"a.*\", but accepts no patterns")
        .hasMessageContaining(
            "resource_to_labels has \"a_b\" for the label a_b, which \"a.b\" already uses")
        .hasMessageContaining("dimensions \"x.y\" and \"x_y\" both map to the label x_y")
        .hasMessageContaining("dimensions \"z\" and \"z\" both map to the label z")
        .hasMessageContaining("glob \"q.*\" matches dimension \"q.r\"")
        .hasMessageContaining("1ms comes after 2ms")
        .hasMessageContaining("3ms comes after 3ms")
        .hasMessageContaining("source_labels \"a.b\" is not a label's name")
        .hasMessageContaining("source_labels \"d.e\" is not a label's name")
        .hasMessageContaining("\"x\" is none of SPAN_KIND_")
        .hasMessageContaining("\"y\" is none of STATUS_CODE_");
  }

  @Test
  void read_reportsTwoKeysOfOneLabel_whereOneIsWrongAnyhow() {
    assertThat(refused(
            "{dimensions: [{name: a.b}, {name: a_b}, {name: c}], resource_to_labels: [job, c]}"))
        .hasMessage(
            "f:1: dimensions = [{name: a.b}, {name: a_b}, {name: c}]: dimensions \"a.b\" and"
                + " \"a_b\" both map to the label a_b; resource_to_labels has \"job\" for the label"
                + " job, which already exists; resource_to_labels has \"c\" for the label c, which"
                + " \"c\" already uses");
  }

  @Test
  void read_reportsTwoKeysOfOneLabel_besideEveryOtherMistake() {
    assertThatThrownBy(() -> read("""
            dimensions: [{name: a.b}, {name: '...'}]
            resource_to_labels: [a_b]
            exclude_dimensions: [other]
            series_expiration: soon
            """))
        .hasMessageContaining(
            "f:2: resource_to_labels = [a_b]: resource_to_labels has \"a_b\" for the"
                + " label a_b, which \"a.b\" already uses")
        .hasMessageContaining("f:1: dimensions[1].name = ...: attribute \"...\" has no letter")
        .hasMessageContaining("f:3: exclude_dimensions = [other]")
        .hasMessageContaining("f:4: series_expiration = soon");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "regex: '(?P<pod>.*)', replacement: '${pod}-$1-${1}', target_label: 'l_${pod}' | ''",
        "replacement: '${POD}', target_label: a | replacement has ${POD}, but regex has no group",
        "target_label: 'a_${POD}' | target_label has ${POD}, but regex has no group",
        "replacement: '${env:POD}', target_label: a | ${…} is not replaced here",
        "regex: '${POD}', target_label: a | ${…} is not replaced here",
        "separator: '${POD}', target_label: a | ${…} is not replaced here",
      })
  void relabel_refersToItsGroupsAlone(String rule, String problem) throws SettingsException {
    String yaml = "relabel: [{" + rule + "}]";
    if (problem.isEmpty()) {
      assertThat(read(yaml).value().relabel()).hasSize(1);
    } else {
      assertThat(refused(yaml)).hasMessageContaining(problem);
    }
  }

  @Test
  void read_takesACollectorsBlock() throws SettingsException {
    Settings<SpanMetricsConfig> settings = read("""
            histogram:
              unit: s
              explicit:
                buckets: [100us, 1ms, 2ms, 6ms, 10ms, 100ms, 250ms]
            dimensions:
              - name: http.method
                default: GET
              - name: http.status_code
            exemplars:
              enabled: false
            exclude_dimensions: []
            aggregation_temporality: "AGGREGATION_TEMPORALITY_CUMULATIVE"
            metrics_flush_interval: 15s
            metrics_expiration: 0s
            resource_metrics_key_attributes: [service.name]
            """);
    assertThat(settings.value().dimensions())
        .containsExactly(
            new Dimension("http.method", "GET"), new Dimension("http.status_code", null));
    assertThat(settings.notes())
        .containsExactly(
            "aggregation_temporality has no effect: counters are cumulative, the only kind that PromQL"
                + " reads",
            "metrics_flush_interval has no effect: a sample is made at the end of each window, see"
                + " `store.retention`",
            "resource_metrics_key_attributes has no effect: a series is identified by its labels"
                + " alone, whatever else changes in a resource");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dimensions: [{glob: 'a.*', name: x}] | either a name or a glob",
        "dimensions: [{default: x}] | either a name or a glob",
        "dimensions: [{glob: 'a.*', default: x}] | a glob has no default",
        "dimensions: [{glob: '**'}] | glob \"**\" matches service.name",
        "dimensions: [{glob: 'http.*'}, {name: http.method}] | matches dimension \"http.method\"",
        "dimensions: [{glob: 'a.{b'}] | a { is not closed",
        "dimensions: [{name: '...'}] | has no letter or digit",
        "calls_dimensions: [{name: span.name}] | would be the label span_name",
        "histogram: {dimensions: [{name: a.b}, {name: a_b}]} | both map to the label a_b",
        "histogram: {explicit: {}, exponential: {}} | exclude each other",
        "histogram: {exponential: {max_size: -1}} | max_size must be 0 or more, not -1",
        "events: {enabled: true} | need dimensions",
        "exclude_dimensions: [http.method] | has \"http.method\", which is none of",
        "resource_to_labels: ['k8s.*'] | accepts no patterns: make it a dimension, {glob: k8s.*}",
        "resource_to_labels: [job] | for the label job, which already exists",
        "resource_to_labels: [a.b, a_b] | for the label a_b, which \"a.b\" already uses",
        "series_expiration: -1s | not a duration",
        "aggregation_cardinality_limit: -1 | must be 0 or more, not -1",
        "exemplars: {max_per_data_point: 101} | must be 0 to 100, not 101"
      })
  void read_refusesWhatMakesNoSense(String yaml, String message) {
    assertThat(refused(yaml)).hasMessageContaining(message);
  }

  @Test
  void excludes_knowsLabelsByTheirOtelNames() throws Exception {
    SpanMetricsConfig config =
        read("exclude_dimensions: [status.code, job, collector.instance.id]").value();
    assertThat(config.excludes("status_code")).isTrue();
    assertThat(config.excludes("job")).isTrue();
    assertThat(config.excludes("span_name")).isFalse();
  }

  @Test
  void layout_isOfTheBucketsThatAreAskedFor() throws Exception {
    assertThat(read("{}").value().layout().boundCount()).isEqualTo(16);
    assertThat(read("histogram: {explicit: {}}").value().layout().boundCount()).isZero();
    assertThat(read("histogram: {exponential: {}}").value().layout().boundCount())
        .isZero();
    assertThat(
            read("histogram: {explicit: {buckets: [1s]}, exponential:}").value().layout())
        .isEqualTo(CellLayout.of(1_000_000_000));
  }

  @ParameterizedTest
  @CsvSource({
    "service.name, service_name",
    "span-kind, span_kind",
    "status_code, status_code",
    "span.name, span_name",
    "job, job",
    "instance, instance",
    "le, le"
  })
  void read_refusesDimensionsThatAreLabelsAlready(String name, String label) {
    assertThat(refused("dimensions: [{name: " + name + "}]"))
        .hasMessageContaining("\"" + name + "\" would be the label " + label);
  }

  @Test
  void read_refusesTwoDimensionsOfOneLabel() {
    assertThat(refused("dimensions: [{name: http.method}, {name: http_method}]"))
        .hasMessageContaining(
            "\"http.method\" and \"http_method\" both map to the label http_method");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2ms, 1ms]", "[1ms, 1ms]", "[0s]"})
  void read_refusesBucketsThatDoNotAscend(String buckets) {
    assertThat(refused("histogram: {explicit: {buckets: " + buckets + "}}"))
        .hasMessageContaining("histogram.explicit")
        .hasMessageContaining("buckets must ascend from above 0s");
  }

  private static Settings<SpanMetricsConfig> read(String yaml) throws SettingsException {
    return SettingsReader.read(SpanMetricsConfig.class, SettingsSource.yaml("f", yaml));
  }

  private static SettingsException refused(String yaml) {
    return catchThrowableOfType(SettingsException.class, () -> read(yaml));
  }
}
