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
        "ingest: {otlp: {protocols: {grpc: {max_recv_msg_size_mib: -1}}}} | must be 0 to 1024",
        "ingest: {otlp: {protocols: {grpc: {max_concurrent_streams: -1}}}} | must be 0 to 4294967295",
        "ingest: {otlp: {protocols: {http: {max_request_body_size: -1}}}} | must be 0 to 1073741824",
        "ingest: {otlp: {protocols: {http: {idle_timeout: 5s}}}} | must be 0s, or longer than",
        "store: {path: ''} | path is empty",
        "aggregator: {channel_memory_mib: -1} | must be 0 to 65536, not -1",
        "query: {timeout: 0s} | timeout must be longer than 0s",
        "query: {max_concurrency: -1} | max_concurrency must be 1 or more, not -1",
        "query: {quantile_buckets: coarse} | not one of fine, configured",
        "query: {missing_aggregators: ignore} | not one of warn, fail",
        "query: {scrape: {endpoint: 8889}} | \"8889\" is not host:port",
        "query: {endpoint: ':x'} | no port number",
        "cluster: {members: ['a:1', ':5701', '[::]:1']} | members has [0.0.0.0:5701, [::]:1]",
        "query: {endpoint: 'http://a:9090'} | \"http://a:9090\" is not host:port",
        "cluster: {members: ['a:1'], dns: b} | members and dns exclude each other",
        "telemetry: {log_level: loud} | not one of trace, debug, info, warn, error, off",
      })
  void read_refusesBadValues(String yaml, String what) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(what);
  }

  @Test
  void endpoints_needNoHost() throws SettingsException {
    RedstartConfig settings = read("""
            ingest: {otlp: {protocols: {grpc: {endpoint: ':4317'}, http: {endpoint: ':4318'}}}}
            query: {endpoint: ':9090', scrape: {endpoint: ':8889'}}
            cluster: {bind: ':5701', event_bus: ':0'}
            telemetry: {endpoint: ':9464'}
            """).value();
    assertThat(Role.ALL_IN_ONE.endpoints(settings).values())
        .containsExactly(
            new Endpoint("0.0.0.0", 4317),
            new Endpoint("0.0.0.0", 4318),
            new Endpoint("0.0.0.0", 9090),
            new Endpoint("0.0.0.0", 8889),
            new Endpoint("0.0.0.0", 9464));
    assertThat(settings.cluster().bind()).isEqualTo(new Endpoint("0.0.0.0", 5701));
    assertThat(read(SettingsText.of(settings)).value()).isEqualTo(settings);
  }

  @Test
  void protocolThatIsNotListed_hasNoEndpoint() throws SettingsException {
    Settings<RedstartConfig> settings = read("ingest: {otlp: {protocols: {http: }}}");

    assertThat(Role.INGEST.endpoints(settings.value()))
        .containsKey("ingest.otlp.protocols.http.endpoint")
        .doesNotContainKey("ingest.otlp.protocols.grpc.endpoint");
    assertThat(settings.notes())
        .containsExactly(
            "ingest.otlp.protocols.grpc is off, as in a Collector: f:1 does not list it");
    assertThat(read(SettingsText.of(settings.value())).value()).isEqualTo(settings.value());
  }

  @Test
  void receiver_isPastedFromACollector() throws SettingsException {
    Settings<RedstartConfig> settings = read("""
        ingest:
          otlp:
            protocols:
              grpc:
                transport: tcp
                endpoint: 0.0.0.0:4317
                max_recv_msg_size_mib: 32
                read_buffer_size: 1024
                write_buffer_size: 1024
                include_metadata: true
                middlewares: []
                keepalive:
                  server_parameters: {max_connection_idle: 30s, time: 30s, timeout: 5s}
                  enforcement_policy: {min_time: 10s, permit_without_stream: true}
                tls: {client_ca_file_reload: true, cipher_suites: [], tpm: {enabled: false}}
              http:
                endpoint: 0.0.0.0:4318
                read_header_timeout: 1m
                write_timeout: 30s
                compression_algorithms: ["", gzip]
                response_headers: {x-token: hidden}
                metrics_url_path: /v1/metrics
                cors: {allowed_origins: ["https://*.example.com"], max_age: 7200}
        """);
    assertThat(settings.value().ingest().otlp().protocols().grpc().maxRecvMsgSizeMib())
        .isEqualTo(32);
    assertThat(settings.notes())
        .hasSize(13)
        .contains("ingest.otlp.protocols.http.metrics_url_path has no effect: only spans are"
            + " received")
        .noneMatch(note -> note.contains("hidden"));
  }

  @Test
  void receiver_isToldWhatItCannotHaveOfACollector() {
    assertThatThrownBy(() -> read("""
            ingest:
              otlp:
                protocols:
                  grpc: {transport: unix, auth: {authenticator: basicauth/server}}
                  http: {tls: {key_pem: hidden, cipher_suites: [A]}}
            """))
        .hasMessageContaining("grpc.transport = unix: not supported yet, only tcp is")
        .hasMessageContaining("grpc.auth.authenticator = [REDACTED]: not supported yet, leave it"
            + " out: write the settings of the Collector's `extensions` here")
        .hasMessageContaining("http.tls.key_pem = [REDACTED]: not supported yet, leave it out:"
            + " write it to a file, `key_file`")
        .hasMessageContaining("http.tls.cipher_suites = [A]: not supported yet, only [] is");
  }

  @Test
  void wholeFileOfACollector_isToldWhereItsBlocksBelong() {
    assertThatThrownBy(() -> read("""
            receivers: {otlp: {protocols: {grpc: , http: }}}
            connectors: {spanmetrics: }
            service: {pipelines: {}}
            """))
        .hasMessageContaining("f:1: receivers = [REDACTED]: not supported yet, leave it out: its"
            + " block `otlp` belongs under `ingest`")
        .hasMessageContaining("its block `spanmetrics` belongs at the top level")
        .hasMessageContaining("Redstart has no pipelines");
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
