// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static io.redstart.model.Labels.METRIC_NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.model.Labels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Collector's own span metrics connector and Redstart get the same 1,000 random requests under
 * the same block of settings, and hold the same series with the same values, but for each {@link
 * Improvement}. Skipped where neither the variable {@code REDSTART_TEST_JAEGER} nor {@code PATH}
 * names a Jaeger v2, which is a Collector with that connector.
 */
class ConnectorPeerIT {
  private static final long SEED = 20_261_122;
  private static final List<ExportTraceServiceRequest> SENT = RandomRequests.make(1_000, SEED);
  private static final String LAST_SERVICE = "last";
  private static final Set<String> UNKNOWN_JOBS = Set.of("unknown_service", "shop/unknown_service");

  @TempDir
  private static Path folder;

  private static final Map<PeerBlock, ExportMetricsServiceRequest> EXPORTED = new HashMap<>();
  private static final Map<PeerBlock, String> PAGES = new HashMap<>();

  @BeforeAll
  static void feedCollector() throws Exception {
    Path program = PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    try (CollectorPeer collector = CollectorPeer.start(program, folder)) {
      SENT.forEach(collector::send);
      collector.send(RandomRequests.oneSpanOf(LAST_SERVICE));
      for (PeerBlock block : PeerBlock.values()) {
        await().atMost(Duration.ofSeconds(60)).until(() -> hasAll(collector.exported(block)));
        EXPORTED.put(block, collector.exported(block));
        PAGES.put(block, collector.scrape(block));
      }
    }
  }

  /** The connector exports a new series as 0 first, so the last one's 1 comes when all is told. */
  private static boolean hasAll(ExportMetricsServiceRequest exported) {
    RedSeries last = CollectorSeries.of(exported).series().remove(Set.of(LAST_SERVICE));
    return last.calls().containsValue(1.0);
  }

  @ParameterizedTest
  @EnumSource
  void series_equalTheConnectors(PeerBlock block) throws Exception {
    skipIfItWaits(block);
    Map<Labels, Double> samples = countHere(block);
    RedSeries here = RedstartSeries.of(samples);
    CollectorSeries there = CollectorSeries.of(EXPORTED.get(block));
    assertThat(there.met()).isEqualTo(block.improvementsOfLabels());

    assertUnknownService(here.remove(UNKNOWN_JOBS), block.nanosPerUnit());
    new PeerComparison(block.nanosPerUnit(), RandomRequests.sampledCallsDeviation(SENT))
        .assertSame(here, there.series());
    assertSameTexts(samples.keySet(), PrometheusPage.series(PAGES.get(block)));
  }

  private static void skipIfItWaits(PeerBlock block) {
    if (!block.waitsFor().isEmpty()) {
      assertThatThrownBy(() -> LocalRedstart.settings(folder, block.yaml()))
          .as("waits no longer")
          .hasMessageContaining(block.waitsFor());
      abort("waits for " + block.waitsFor());
    }
  }

  private static Map<Labels, Double> countHere(PeerBlock block) throws Exception {
    try (LocalRedstart redstart = LocalRedstart.start(folder.resolve(block.id()), block.yaml())) {
      SENT.forEach(redstart::send);
      redstart.send(RandomRequests.oneSpanOf(LAST_SERVICE));
      String last = "calls_total{job=\"" + LAST_SERVICE + "\"}";
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> redstart.query().query(last).samples().containsValue(1.0));
      return RedstartSeries.read(redstart.query());
    }
  }

  /** What the connector skips is counted here, every span of it. */
  private static void assertUnknownService(RedSeries unknown, double nanosPerUnit) {
    RedSeries.Durations here = new RedSeries.Durations();
    unknown.durations().values().forEach(here::add);
    RedSeries.Durations sent =
        RandomRequests.ofUnknownService(SENT, here.cumulative().keySet(), nanosPerUnit);
    assertThat(calls(unknown)).isPositive().isEqualTo(sent.count());
    assertThat(here.count()).isEqualTo(sent.count());
    assertThat(here.cumulative()).isEqualTo(sent.cumulative());
    assertThat(here.sum()).isCloseTo(sent.sum(), within(sent.sum() * 1e-12));
  }

  private static double calls(RedSeries series) {
    return series.calls().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Names of metrics and labels, values of labels and bounds are spelled alike. */
  private static void assertSameTexts(Collection<Labels> here, List<Labels> page) {
    Set<List<String>> texts = texts(here.stream()
        .filter(labels -> !UNKNOWN_JOBS.contains(labels.get("job")))
        .toList());
    texts.removeIf(text -> text.get(1).equals("service_name") && text.get(2).equals("42"));
    Set<List<String>> textsThere = texts(page.stream()
        .filter(labels -> !labels.get(METRIC_NAME).equals("target_info"))
        .toList());
    textsThere.removeIf(
        text -> text.get(1).equals("collector_instance_id") || text.get(1).startsWith("otel_"));
    assertThat(texts).containsExactlyInAnyOrderElementsOf(textsThere);
  }

  /**
   * Returns each metric with each of its labels and its values. A bound is a number: here it is
   * written as Prometheus does when it receives OTLP, in that page as Go writes exponents.
   */
  private static Set<List<String>> texts(Collection<Labels> series) {
    Set<List<String>> texts = new HashSet<>();
    for (Labels labels : series) {
      String metric = labels.get(METRIC_NAME);
      labels.forEach((name, value) -> texts.add(List.of(
          metric,
          name,
          name.equals("le") ? Double.toString(RedstartSeries.upperBound(value)) : value)));
    }
    return texts;
  }
}
