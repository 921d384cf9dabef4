// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingTargetTest {
  @ParameterizedTest
  @CsvSource({
    "http://a:1, /v1/traces",
    "http://a:1/, /v1/traces",
    "http://a:1/otlp/, /otlp/v1/traces",
    "http://a:1/v1/traces, /v1/traces"
  })
  void path_isAppended(String endpoint, String path) {
    OutgoingTarget target =
        OutgoingTarget.otlp(endpoint, OtlpProtocol.HTTP, OtlpSignal.TRACES, false);
    assertThat(target.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "http://p:9090/api/v1/write, p:9090, /api/v1/write",
    "https://p/write?tenant=a%20b, p:443 (TLS), /write?tenant=a%20b",
    "HTTP://[::1], '[::1]:80', /",
  })
  void url_isThatOfRequests(String url, String address, String path) {
    assertThat(OutgoingTarget.url(url)).hasToString(address);
    assertThat(OutgoingTarget.url(url).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus:9090", "ftp://p", "http://a:b@p", "http:///write", "ht tp"})
  void url_needsASchemeAndAHost(String url) {
    assertThatThrownBy(() -> OutgoingTarget.url(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url ");
  }
}
