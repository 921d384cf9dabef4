// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UiConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://localhost:16686/trace/{trace_id}",
        "https://grafana.example/explore?trace={trace_id}&org=1"
      })
  void traceUrl_isAWebAddressOrEmpty(String url) {
    assertThat(new UiConfig(url).traceUrl()).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:16686/trace/, must contain {trace_id}",
    "javascript:alert('{trace_id}'), must be an http or https URL",
    "/trace/{trace_id}, must be an http or https URL",
    "ftp://localhost/{trace_id}, must be an http or https URL",
    "http://local host/{trace_id}, is not a URL",
  })
  void otherTraceUrls_areRefused(String url, String reason) {
    assertThatThrownBy(() -> new UiConfig(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
