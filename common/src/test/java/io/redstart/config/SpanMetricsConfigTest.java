// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redstart.config.SpanMetricsConfig.Dimension;
import io.redstart.config.SpanMetricsConfig.Unit;
import io.redstart.model.CellLayout;
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
    assertThat(config.histogram().explicit().buckets())
        .hasSize(16)
        .startsWith(Duration.ofMillis(2))
        .endsWith(Duration.ofSeconds(15));
    assertThat(config.layout()).isInstanceOf(CellLayout.class);
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
            "metrics_flush_interval has no effect: a sample is made at the end of each window, see"
                + " `store.retention`",
            "resource_metrics_key_attributes has no effect: series are told apart by their labels"
                + " alone, whatever else changes in a resource");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exemplars: {enabled: true}",
        "events: {enabled: true}",
        "self_time: {enabled: true}",
        "histogram: {exponential: {max_size: 160}}",
        "histogram: {disable: true}",
        "histogram: {dimensions: [{name: a}]}",
        "calls_dimensions: [{name: a}]",
        "dimensions: [{glob: a.*, name: x}]",
        "exclude_dimensions: [status.code]",
        "series_expiration: 5m",
        "metrics_expiration: 5m",
        "aggregation_cardinality_limit: 1000",
        "include_instrumentation_scope: [a]",
        "add_resource_attributes: true",
        "enable_metrics_sampling_method: true",
        "aggregation_temporality: AGGREGATION_TEMPORALITY_DELTA"
      })
  void read_refusesWhatIsNotSupportedYet(String yaml) {
    assertThat(refused(yaml).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).startsWith("not supported yet, "));
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
        .hasMessageContaining("\"http.method\" and \"http_method\" are both the label http_method");
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
