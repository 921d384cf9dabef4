// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.config.Endpoint;
import io.redstart.config.Settings;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.config.SettingsText;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedstartConfigTest {
  @Test
  void defaults_areValid() {
    RedstartConfig settings = SettingsReader.defaults(RedstartConfig.class);
    assertThat(settings.ingest().otlp().protocols().grpc().endpoint())
        .isEqualTo(new Endpoint("localhost", 4317));
    assertThat(settings.ingest().ackTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.store().window()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.query().maxSamples()).isEqualTo(50_000_000);
    assertThat(settings.telemetry().endpoint()).isEqualTo(new Endpoint("localhost", 9464));
  }

  @Test
  void defaults_areReadBackFromWhatCheckConfigPrints() throws SettingsException {
    RedstartConfig settings = SettingsReader.defaults(RedstartConfig.class);
    assertThat(read(SettingsText.of(settings)).value()).isEqualTo(settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spanmetrics", "span_metrics", "spanmetrics/x", "span_metrics/red"})
  void spanmetrics_goesByItsNamesInACollector(String key) throws SettingsException {
    RedstartConfig settings = read(key + ": {namespace: shop}").value();
    assertThat(settings.spanmetrics().metricPrefix()).isEqualTo("shop_");
  }

  @Test
  void spanmetrics_isGivenOnce() {
    assertThatThrownBy(() -> read("spanmetrics/a: {}\nspanmetrics/b: {}\n"))
        .hasMessage("f:2: spanmetrics/b: given twice, here and as spanmetrics/a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ingest: {ack_timeout: 0s} | ack_timeout must be longer than 0s",
        "ingest: {max_requests_in_flight: 0} | max_requests_in_flight must be 1 or more, not 0",
        "ingest: {otlp: {protocols: {grpc: {max_recv_msg_size_mib: 0}}}} | must be 1 to 1024",
        "ingest: {otlp: {protocols: {http: {max_request_body_size: 0}}}} | must be 1 to 1073741824",
        "aggregator: {channel_memory_mib: 0} | must be 1 to 65536, not 0",
        "query: {timeout: 0s} | timeout must be longer than 0s",
        "query: {max_concurrency: -1} | max_concurrency must be 1 or more, not -1",
        "query: {quantile_buckets: coarse} | not one of fine, configured",
        "query: {missing_aggregators: ignore} | not one of warn, fail",
        "query: {scrape: {endpoint: 8889}} | \"8889\" is not host:port",
        "cluster: {members: ['a:1'], dns: b} | members and dns exclude each other",
        "telemetry: {log_level: loud} | not one of trace, debug, info, warn, error, off",
      })
  void read_refusesBadValues(String yaml, String what) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(what);
  }

  @Test
  void environment_namesEveryKey() throws SettingsException {
    RedstartConfig settings = SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.environment(Map.of(
                "REDSTART_INGEST_OTLP_PROTOCOLS_GRPC_MAX_RECV_MSG_SIZE_MIB", "4",
                "REDSTART_QUERY_LOOKBACK_DELTA", "1m",
                "REDSTART_CLUSTER_EVENT_BUS", "0.0.0.0:5702",
                "REDSTART_SPAN_METRICS_HISTOGRAM_UNIT", "s")))
        .value();
    assertThat(settings.ingest().otlp().protocols().grpc().maxRecvMsgSizeMib()).isEqualTo(4);
    assertThat(settings.query().lookbackDelta()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.cluster().eventBus().port()).isEqualTo(5702);
    assertThat(settings.spanmetrics().histogram().unit().word()).isEqualTo("seconds");
  }

  private static Settings<RedstartConfig> read(String yaml) throws SettingsException {
    return SettingsReader.read(RedstartConfig.class, SettingsSource.yaml("f", yaml));
  }
}
