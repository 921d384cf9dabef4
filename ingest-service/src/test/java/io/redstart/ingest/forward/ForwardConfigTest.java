// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.config.SettingsException;
import io.redstart.config.SettingsText;
import io.redstart.ingest.TestConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardConfigTest {
  private static ForwardConfig config(String yaml) throws SettingsException {
    return TestConfigs.ingest("{forward: " + yaml + "}").forward();
  }

  private record Root(ForwardConfig forward) {}

  @ParameterizedTest
  @CsvSource({
    "jaeger:4317, grpc, false, jaeger:4317, true",
    "jaeger:4317, grpc, true, jaeger:4317, false",
    "http://jaeger:4317, grpc, false, jaeger:4317, false",
    "https://jaeger, grpc, true, jaeger:443, true",
    "http://jaeger, http, false, jaeger:80, false",
    "HTTPS://[::1]:4318/, http, false, '[::1]:4318', true",
    "https://[::1], http, false, '[::1]:443', true",
  })
  void endpoint_isThatOfTheCollector(
      String endpoint, String protocol, boolean insecure, String address, boolean isTls)
      throws SettingsException {
    ForwardConfig config = config("{endpoint: '%s', protocol: %s, tls: {insecure: %s}}"
        .formatted(endpoint, protocol, insecure));
    assertThat(config.isOn()).isTrue();
    assertThat(config.target().address()).hasToString(address);
    assertThat(config.target().isTls()).isEqualTo(isTls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{endpoint: 'jaeger:4318', protocol: http} | must be a URL such as http://jaeger:4318",
        "{endpoint: 'jaeger'} | is not host:port",
        "{endpoint: ':4317'} | needs a host",
        "{endpoint: 'http://jaeger:4317/path'} | must not have a path",
        "{endpoint: 'http://a:b@jaeger:4318', protocol: http} | must not hold credentials",
        "{endpoint: 'http://jaeger/?a=b', protocol: http} | without a query",
        "{timeout: 500us} | timeout must be 1ms or longer",
        "{headers: {'a b': c}} | is not the name of a header",
        "{headers: {Content-Type: c}} | content-type is set by the protocol",
        "{headers: {grpc-timeout: 1S}} | grpc-timeout is set by the protocol",
        "{headers: [a]} | expected names with values, not a list",
        "{tls: {cert_file: a}} | cert_file and key_file need each other",
        "{tls: {min_version: '1.1'}} | min_version must be 1.2 or 1.3",
        "{retry_on_failure: {initial_interval: 1m}} | max_interval must not be below",
        "{retry_on_failure: {multiplier: 2}} | only 1.5 is",
        "{sending_queue: {queue_size: 5000}} | queue_size is in bytes",
        "{sending_queue: {sizer: requests}} | only bytes is",
        "{sending_queue: {num_consumers: 0}} | num_consumers must be 1 to 1000",
        "{sending_queue: {path: ''}} | needs a folder"
      })
  void mistakes_areExplained(String yaml, String message) {
    assertThatThrownBy(() -> config(yaml)).hasMessageContaining(message);
  }

  @Test
  void headers_areNeverShown() throws SettingsException {
    ForwardConfig config = config("{headers: {authorization: Bearer abc, x-key: def}}");
    assertThat(SettingsText.of(new Root(config)))
        .contains("headers: {authorization: \"[REDACTED]\", x-key: \"[REDACTED]\"}")
        .doesNotContain("abc", "def");
    assertThatThrownBy(() -> config("{headers: {authorization: \"Bearer abc\\n\"}}"))
        .hasMessageContaining("the value of authorization is not printable ASCII")
        .hasMessageNotContaining("abc");
  }

  @Test
  void exporter_ofACollector_canBePasted() throws SettingsException {
    ForwardConfig config = config("""
        {endpoint: "tempo:4317", compression: zstd, timeout: 5s, balancer_name: round_robin,
         headers: {x-scope-orgid: shop}, tls: {insecure: true},
         retry_on_failure: {enabled: true, initial_interval: 1s, max_elapsed_time: 300s,
           randomization_factor: 0.5, multiplier: 1.5},
         sending_queue: {enabled: true, num_consumers: 4, sizer: bytes, queue_size: 50_000_000,
           storage: file_storage/otlp, block_on_overflow: false}}
        """);
    assertThat(config.isOn()).isTrue();
    assertThat(config.sendingQueue().queueSizeBytes()).isEqualTo(50_000_000);
  }
}
