// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:4317, localhost, 4317, localhost:4317",
    ":4317, 0.0.0.0, 4317, 0.0.0.0:4317",
    ":0, 0.0.0.0, 0, 0.0.0.0:0",
    "0.0.0.0:4317, 0.0.0.0, 4317, 0.0.0.0:4317",
    "[::]:4317, ::, 4317, [::]:4317",
    "[::1]:9090, ::1, 9090, [::1]:9090",
  })
  void parse_readsWhatGoReads(String text, String host, int port, String shown) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint).isEqualTo(new Endpoint(host, port)).hasToString(shown);
    assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4317",
        "localhost",
        ":",
        "a:",
        "a:b",
        "::1:9090",
        ":65536",
        "a:-1",
        "http://a:1",
        ""
      })
  void parse_refusesAnythingElse(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isAnyHost_isWhatListensEverywhere() {
    assertThat(Endpoint.parse(":1").isAnyHost()).isTrue();
    assertThat(Endpoint.parse("[::]:1").isAnyHost()).isTrue();
    assertThat(Endpoint.parse("localhost:1").isAnyHost()).isFalse();
  }
}
