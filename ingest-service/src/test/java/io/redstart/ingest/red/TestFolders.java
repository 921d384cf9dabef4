// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.ingest.TestMemory;
import io.redstart.model.Labels;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.wire.LabelSets;

/** Folders of a {@code spanmetrics:} block. */
public final class TestFolders {
  private TestFolders() {}

  public static SpanMetricsConfig config(String block) {
    try {
      return SettingsReader.read(SpanMetricsConfig.class, SettingsSource.yaml("test", block))
          .value();
    } catch (SettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static SpanFolder folder(String block) {
    SpanMetricsConfig config = config(block);
    return new SpanFolder(config, config.layout(), null, FoldMemory.of(TestMemory.plan(), 1), 42);
  }

  static Labels labels(LabelSet set) {
    return LabelSets.decode(set.bytes(), 0, set.sizeBytes());
  }
}
