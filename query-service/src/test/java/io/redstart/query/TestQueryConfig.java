// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;

/** Makes settings of the query service. */
final class TestQueryConfig {
  /** All settings that there are here. */
  private record Root(QueryConfig query) {}

  private TestQueryConfig() {}

  /** Returns the settings that a flow of YAML says, with a free port and without a warm-up. */
  static QueryConfig of(String yaml) {
    try {
      return SettingsReader.read(
              Root.class,
              SettingsSource.yaml(
                  "defaults",
                  "query: {endpoint: '127.0.0.1:0', scrape: {endpoint: '127.0.0.1:0'}, warm_up: 0s}"),
              SettingsSource.yaml("test", "query: " + yaml))
          .value()
          .query();
    } catch (SettingsException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }
}
