// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.model.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code redstart demo} as the README's first command starts it. */
class DemoIT {
  private static final String P95 = "histogram_quantile(0.95, sum by (le, service_name)"
      + " (rate(duration_milliseconds_bucket[1m])))";

  private static final String FAILURES =
      "sum by (service_name) (rate(calls_total{status_code=\"STATUS_CODE_ERROR\"}[1m]))";

  @TempDir
  private Path folder;

  @Test
  void demo_showsEveryServiceSoon() {
    List<String> jvmArgs = List.of("-Djava.io.tmpdir=" + folder);
    try (RedstartProcess demo = RedstartProcess.start("demo-it", jvmArgs, "demo")) {
      PrometheusClient query = demo.query();

      await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
        Map<Labels, Double> p95 = query.query(P95).samples();
        assertThat(p95.keySet())
            .extracting(labels -> labels.get("service_name"))
            .containsExactlyInAnyOrder(
                "frontend", "catalog", "search", "checkout", "payment", "shipping");
        assertThat(p95.values()).allSatisfy(value -> assertThat(value).isPositive());
        assertThat(p95.get(Labels.of("service_name", "search"))).isGreaterThan(300);
      });
      // One charge in eight fails, so the first failure may come only after a few windows.
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(query.query(FAILURES).samples())
              .containsKey(Labels.of("service_name", "payment")));
      assertThat(demoStores()).hasSize(1);
      assertThat(demo.stop()).isZero();
      assertThat(demoStores()).isEmpty();
    }
  }

  private List<Path> demoStores() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("redstart-demo"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
