// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.model.Labels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends the cases of {@link SpanMetricsTableTest} to a Redstart and queries them with PromQL. Each
 * case mostly waits for a window, so they run in parallel.
 */
@Execution(ExecutionMode.CONCURRENT)
class SpanMetricsTableIT {
  static List<SpanMetricsCase> cases() {
    return SpanMetricsCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answers_areAsExpected(SpanMetricsCase one, @TempDir Path store) throws Exception {
    try (LocalRedstart redstart = LocalRedstart.start(store, one.yaml())) {
      redstart.send(one.request());
      // Regular expressions match listed names only, never an alias.
      String listed = "{__name__=~\"" + String.join("|", new TreeSet<>(one.metrics())) + "\"}";
      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
        Map<Labels, Double> samples = redstart.query().query(listed).samples();
        assertThat(samples).containsExactlyEntriesOf(one.series());
      });
    }
  }
}
