// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;

/** Settings as their users write them. */
public final class TestConfigs {
  record Root(IngestConfig ingest) {}

  private TestConfigs() {}

  /** Returns the block {@code ingest:} that a flow of YAML says. */
  public static IngestConfig ingest(String yaml) throws SettingsException {
    return SettingsReader.read(Root.class, SettingsSource.yaml("test", "ingest: " + yaml))
        .value()
        .ingest();
  }
}
