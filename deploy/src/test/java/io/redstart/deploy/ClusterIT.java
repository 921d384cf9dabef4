// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static io.redstart.deploy.TestCluster.Member.aggregator;
import static io.redstart.deploy.TestCluster.Member.ingest;
import static io.redstart.deploy.TestCluster.Member.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.model.Labels;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runs the services as four separate processes on loopback. */
class ClusterIT {
  private static final int SPANS = 20_000;
  private static final KnownSpans KNOWN = KnownSpans.random(SPANS, 20, 50, 7);

  @Test
  void fourProcesses_answerAsOneAndOutliveAnAggregator() throws Exception {
    String store = "store.path=" + RedstartProcess.newStore("cluster-it-b");
    try (TestCluster cluster = new TestCluster("cluster-it")) {
      cluster.start(aggregator("a"), aggregator("b", store), ingest(), query());
      RedstartProcess b = cluster.member("b");
      RedstartProcess ingest = cluster.member("ingest");
      RedstartProcess query = cluster.member("query");
      awaitAggregators(query, 2);
      assertNobodyWarned();
      SdkSender.send(KNOWN.spans(), SdkSender.grpc(ingest.grpc()));
      awaitTotal(query, SPANS);
      assertSameAsAllInOne(query);
      assertHalfEach(cluster.member("a"), b);

      b.kill();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() ->
              SdkSender.sendOnce(KNOWN.spans().subList(0, 100), SdkSender.grpc(ingest.grpc())));
      assertThat(query.query().query("sum(calls_total)").warnings())
          .singleElement()
          .asString()
          .contains("\"b\" does not answer");

      RedstartProcess again = cluster.start("b-again", "aggregator", "aggregator.name=b", store);
      // The ones just sent are a partial success if some were on their way to b.
      awaitTotal(query, SPANS, SPANS + 100);

      again.kill();
      RedstartProcess anew = cluster.start("b-anew", "aggregator", "aggregator.name=b");
      awaitWarning(query, "sum(calls_total)", "\"b\" lost its counts and knows only those since");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(query.query().query("rate(calls_total[5s])").warnings())
                  .isEmpty());
      assertThat(anew.stop()).isZero();
      assertThat(cluster.member("a").stop()).isZero();
    }
  }

  @Test
  void newAggregator_countsItsShareWithinSecondsOfItsReadiness() throws Exception {
    List<KnownSpans.Known> eachLabelSet =
        KNOWN.spans().subList(0, KNOWN.durationsNanos().size());
    try (TestCluster cluster = new TestCluster("grow-it")) {
      cluster.start(aggregator("a"), ingest(), query());
      SdkSender.send(KNOWN.spans(), SdkSender.grpc(cluster.member("ingest").grpc()));
      RedstartProcess b = cluster.start("b", "aggregator", "aggregator.name=b");
      AtomicInteger accepted = new AtomicInteger();

      await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
        if (SdkSender.sendOnce(
            eachLabelSet, SdkSender.grpc(cluster.member("ingest").grpc()))) {
          accepted.incrementAndGet();
        }
        assertThat(TelemetryPage.of(b).sum("redstart_store_label_sets"))
            .isBetween(0.4 * eachLabelSet.size(), 0.6 * eachLabelSet.size());
      });

      awaitTotal(cluster.member("query"), SPANS + (double) accepted.get() * eachLabelSet.size());
    }
  }

  @Test
  void frozenAggregator_isMissedAgainAfterItHasThawed() {
    try (TestCluster cluster = new TestCluster("thaw-it")) {
      cluster.start(aggregator("a"), aggregator("b"), query());
      RedstartProcess b = cluster.member("b");
      RedstartProcess query = cluster.member("query");
      awaitAggregators(query, 2);
      b.freeze();
      awaitAggregators(query, 1);
      // In memory, so that it is gone for good when it stops, and nobody misses it then.
      RedstartProcess other =
          cluster.start("b-other", "aggregator", "aggregator.name=b", "store.in_memory=true");
      awaitWarning(query, "calls_total", "\"b\" lost its counts");
      b.resume();
      awaitAggregators(query, 3);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(query.query().query("calls_total").warnings()).isEmpty());
      assertThat(other.stop()).isZero();
      awaitAggregators(query, 2);
      b.kill();
      awaitWarning(query, "calls_total", "\"b\" does not answer");
      assertThat(cluster.member("a").stop()).isZero();
    }
  }

  /** Hazelcast would warn about members that join at the same time. */
  private static void assertNobodyWarned() throws IOException {
    for (String member : List.of("a", "b", "ingest", "query")) {
      assertThat(StartLogIT.complaints("cluster-it-" + member)).as(member).isEmpty();
    }
  }

  private static void awaitWarning(RedstartProcess query, String promql, String warning) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(query.query().query(promql).warnings())
            .singleElement()
            .asString()
            .contains(warning));
  }

  private static void awaitTotal(RedstartProcess query, double total) {
    awaitTotal(query, total, total);
  }

  private static void awaitTotal(RedstartProcess query, double least, double most) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      PrometheusClient.QueryAnswer answer = query.query().query("sum(calls_total)");
      assertThat(answer.samples().get(Labels.empty())).isBetween(least, most);
      assertThat(answer.warnings()).isEmpty();
    });
  }

  private static void awaitAggregators(RedstartProcess query, int count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(TelemetryPage.of(query).sum("redstart_query_aggregators"))
            .isEqualTo(count));
  }

  private static void assertSameAsAllInOne(RedstartProcess query) {
    try (RedstartProcess one = RedstartProcess.start("cluster-it-one", List.of())) {
      SdkSender.send(KNOWN.spans(), SdkSender.grpc(one.grpc()));
      awaitTotal(one, SPANS);
      for (String promql : List.of(
          "calls_total",
          "duration_milliseconds_bucket",
          "duration_milliseconds_sum",
          "histogram_quantile(0.95, sum by (le, span_name) (duration_milliseconds_bucket))")) {
        assertThat(query.query().query(promql).samples())
            .as(promql)
            .isEqualTo(one.query().query(promql).samples());
      }
    }
  }

  private static void assertHalfEach(RedstartProcess a, RedstartProcess b) {
    double inA = TelemetryPage.of(a).sum("redstart_store_label_sets");
    double inB = TelemetryPage.of(b).sum("redstart_store_label_sets");
    assertThat(inA + inB).isEqualTo(KNOWN.durationsNanos().size());
    assertThat(inA).isBetween(0.4 * (inA + inB), 0.6 * (inA + inB));
  }
}
