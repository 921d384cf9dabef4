// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static io.redstart.model.Labels.METRIC_NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.model.Labels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * Sends the same 1,000 random requests to the Collector's own span metrics connector and to
 * Redstart, with the same block of settings, and checks that both have the same series with the
 * same values, except for each {@link Improvement}. Skipped if neither the variable {@code
 * REDSTART_TEST_JAEGER} nor {@code PATH} leads to a Jaeger v2, which is a Collector with that
 * connector.
 */
class ConnectorPeerIT {
  private static final long SEED = 20_261_122;
  private static final List<ExportTraceServiceRequest> RANDOM = RandomRequests.make(1_000, SEED);
  private static final String LAST_SERVICE = "last";
  private static final List<ExportTraceServiceRequest> SENT = withLast(RANDOM);
  private static final Map<PeerBlock, ExportMetricsServiceRequest> EXPORTED = new HashMap<>();
  private static final Map<PeerBlock, String> PAGES = new HashMap<>();

  @TempDir
  private static Path folder;

  @BeforeAll
  static void feedCollector() throws Exception {
    Path program = PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    try (CollectorPeer collector = CollectorPeer.start(program, folder)) {
      SENT.forEach(collector::send);
      for (PeerBlock block : PeerBlock.values()) {
        await().atMost(Duration.ofSeconds(60)).until(() -> hasAll(collector.exported(block)));
        EXPORTED.put(block, collector.exported(block));
        PAGES.put(block, collector.scrape(block));
      }
    }
  }

  private static List<ExportTraceServiceRequest> withLast(List<ExportTraceServiceRequest> others) {
    List<ExportTraceServiceRequest> all = new ArrayList<>(others);
    all.add(RandomRequests.oneSpanOf(LAST_SERVICE));
    return all;
  }

  /** The connector exports a new series as 0 first, so the last one's 1 follows all counts. */
  private static boolean hasAll(ExportMetricsServiceRequest exported) {
    RedSeries last = CollectorSeries.of(exported).series().remove(Set.of(LAST_SERVICE));
    return last.calls().containsValue(1.0);
  }

  @ParameterizedTest
  @EnumSource
  void folds_equalTheConnectors(PeerBlock block) throws Exception {
    RedstartConfig settings = LocalRedstart.settings(folder, block.yaml());
    Map<Labels, Double> samples = FoldedSeries.of(settings.spanmetrics(), SENT);
    assertSame(block, samples);
  }

  @ParameterizedTest
  @EnumSource
  void answers_equalTheConnectors(PeerBlock block) throws Exception {
    try (LocalRedstart redstart = LocalRedstart.start(folder.resolve(block.id()), block.yaml())) {
      SENT.forEach(redstart::send);
      String last = "calls_total{job=\"" + LAST_SERVICE + "\"}";
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> redstart.query().query(last).samples().containsValue(1.0));
      assertSame(block, RedstartSeries.read(redstart.query()));
    }
  }

  private static void assertSame(PeerBlock block, Map<Labels, Double> samples) {
    PeerImprovements improvements = new PeerImprovements(block, RANDOM);
    RedSeries here = improvements.without(RedstartSeries.of(samples));
    RedSeries there = improvements.without(CollectorSeries.of(EXPORTED.get(block)));
    improvements.assertSampledCalls(here, there);
    assertThat(improvements.met()).isEqualTo(block.improvements());
    new PeerComparison(block).assertSame(here, there);
    if (block != PeerBlock.EXPONENTIAL && block != PeerBlock.LIMIT) {
      assertSameTexts(samples.keySet(), PrometheusPage.samples(PAGES.get(block)).keySet());
    }
  }

  /** Checks that metric names, label names, label values and bounds are spelled the same. */
  private static void assertSameTexts(Collection<Labels> here, Collection<Labels> page) {
    Set<List<String>> texts = texts(here.stream()
        .filter(labels -> !PeerImprovements.UNKNOWN_JOBS.contains(labels.get("job")))
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
   * Returns each metric with each of its labels and their values. Bounds are compared as numbers:
   * Redstart writes them as Prometheus does when it receives OTLP, the page as Go writes exponents.
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
