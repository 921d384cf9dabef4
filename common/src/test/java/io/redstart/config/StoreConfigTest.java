// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreConfigTest {
  @Test
  void window_isTheFirst() {
    assertThat(SettingsReader.defaults(StoreConfig.class).window())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | retention is empty",
        "[{window: 5s, for: 1s}] | for 1s is shorter than window 5s",
        "[{window: 1us, for: 1s}] | whole milliseconds",
        "[{window: 5s, for: 1h}, {window: 7s, for: 2h}] | 7s is not a multiple of 5s",
        "[{window: 5s, for: 1h}, {window: 5s, for: 2h}] | 5s is not a multiple of 5s",
        "[{window: 5s, for: 1h}, {window: 10s, for: 1h}] | kept for 1h, no longer",
      })
  void read_refusesTiersThatDoNotNest(String retention, String what) {
    assertThatThrownBy(() -> SettingsReader.read(
            StoreConfig.class, SettingsSource.yaml("f", "retention: " + retention)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(what);
  }
}
