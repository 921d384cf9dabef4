// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTextTest {
  @Test
  void of_writesALineForEachKey() throws SettingsException {
    TestSettings settings =
        read("shop: {name: my shop, items: [{name: a}, {name: 'b, c', for: me}]}");
    assertThat(SettingsText.of(settings)).isEqualTo("""
            server:
              endpoint: localhost:80
              idle_timeout: 1m30s
              max_connections: 10
              limits:
                bytes: 5000000000
                strict: false
            shop:
              name: my shop
              mood: calm
              items: [{name: a}, {name: "b, c", for: me}]
              waits: [1s, 2s]
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "12", "true", "null", "a: b", "a #b", "- a", "[", "a, b", "\"", "a\\\n", "é😀"
      })
  void of_readsBackAsTheSame(String name) throws SettingsException {
    TestSettings settings = SettingsReader.defaults(TestSettings.class);
    TestSettings.Shop shop = settings.shop();
    TestSettings named = new TestSettings(
        settings.server(), new TestSettings.Shop(name, shop.mood(), shop.items(), shop.waits()));
    assertThat(read(SettingsText.of(named))).isEqualTo(named);
  }

  private static TestSettings read(String yaml) throws SettingsException {
    return SettingsReader.read(TestSettings.class, SettingsSource.yaml("f", yaml))
        .value();
  }
}
