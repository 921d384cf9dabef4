// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.SettingsTable;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests every key of the {@code spanmetrics:} block, from the text of the settings and the bytes of
 * a request to the counts that ingest sends to aggregators.
 */
class SpanMetricsTableTest {
  private static final Pattern KEY = Pattern.compile("(?m)^\\| `spanmetrics\\.([^`]+)` \\|");

  /** The root of a configuration file with only this block. */
  private record Root(SpanMetricsConfig spanmetrics) {}

  static List<SpanMetricsCase> cases() {
    return SpanMetricsCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void block_countsSpans(SpanMetricsCase one) throws Exception {
    SpanMetricsConfig config =
        LocalRedstart.settings(Path.of("unused"), one.yaml()).spanmetrics();
    assertThat(one.select(FoldedSeries.of(config, List.of(one.request()))))
        .containsExactlyEntriesOf(one.series());
  }

  @Test
  void cases_haveEveryKey() {
    Set<String> read = new TreeSet<>();
    KEY.matcher(SettingsTable.of(Root.class)).results().forEach(row -> read.add(row.group(1)));
    Set<String> shown = new TreeSet<>();
    cases().forEach(one -> shown.addAll(one.keys()));
    assertThat(read).hasSizeGreaterThan(20);
    assertThat(shown).containsAll(read);
  }
}
