// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static io.redstart.deploy.TestCluster.Member.aggregator;
import static io.redstart.deploy.TestCluster.Member.ingest;
import static io.redstart.deploy.TestCluster.Member.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.deploy.cli.CommandRun;
import io.redstart.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Three aggregators become two and three again, on volumes that are kept. */
class DrainIT {
  private static final int SPANS = 5_000;
  private static final KnownSpans KNOWN = KnownSpans.random(SPANS, 20, 50, 7);

  @Test
  void threeTwoThreeAggregators_countTheSame() throws Exception {
    String storeC = "store.path=" + RedstartProcess.newStore("drain-it-c");
    try (TestCluster cluster = new TestCluster("drain-it")) {
      cluster.start(
          aggregator("a", "store.path=" + RedstartProcess.newStore("drain-it-a")),
          aggregator("b", "store.path=" + RedstartProcess.newStore("drain-it-b")),
          aggregator("c", storeC),
          ingest(),
          query());
      RedstartProcess query = cluster.member("query");
      RedstartProcess ingest = cluster.member("ingest");
      String url = "http://" + query.queryEndpoint();
      await().atMost(Duration.ofSeconds(60)).until(() -> status(url).contains("33."));
      SdkSender.send(KNOWN.spans(), SdkSender.grpc(ingest.grpc()));
      awaitTotal(query, SPANS);

      AtomicBoolean watching = new AtomicBoolean(true);
      CompletableFuture<List<String>> seen =
          CompletableFuture.supplyAsync(() -> oddAnswers(query, watching));
      CommandRun drained = CommandRun.of("cluster", "drain", "c", "--url", url);
      assertThat(drained.code()).as(drained.err()).isZero();
      assertThat(drained.out()).contains("aggregator c is drained");
      assertThat(cluster.member("c").stop()).isZero();
      watching.set(false);
      assertThat(seen.join()).as("answers during the drain").isEmpty();
      awaitTotal(query, SPANS);
      assertThat(CommandRun.of("cluster", "drain", "c", "--url", url).code()).isZero();

      SdkSender.send(KNOWN.spans(), SdkSender.grpc(ingest.grpc()));
      awaitTotal(query, 2 * SPANS);
      cluster.start("c-again", "aggregator", "aggregator.name=c", storeC);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> status(url).lines().filter(line -> line.contains("ready")).count() >= 6
                  && !status(url).contains("50."));
      SdkSender.send(KNOWN.spans(), SdkSender.grpc(ingest.grpc()));
      awaitTotal(query, 3 * SPANS);
      assertNoFalseReset(query);
      assertThat(TelemetryPage.of(cluster.member("c-again")).sum("redstart_store_label_sets"))
          .isPositive();
    }
  }

  @Test
  void wrongNames_areRefusedWithTheReason() throws Exception {
    try (TestCluster cluster = new TestCluster("drain-wrong-it")) {
      cluster.start(
          aggregator("a", "store.path=" + RedstartProcess.newStore("drain-wrong-it")), query());
      String url = "http://" + cluster.member("query").queryEndpoint();
      await().atMost(Duration.ofSeconds(60)).until(() -> status(url).contains("100.0"));
      assertRefused(
          CommandRun.of("cluster", "drain", "nobody", "--url", url),
          "no aggregator nobody answers; known are [a]");
      assertRefused(
          CommandRun.of("cluster", "drain", "a", "--url", url),
          "aggregator a is the last one that accepts spans: start another one first");
      assertRefused(CommandRun.of("cluster", "forget", "a", "--url", url), "aggregator a is alive");
    }
  }

  /** Asks again and again. Returns the answers that lack something. */
  private static List<String> oddAnswers(RedstartProcess query, AtomicBoolean watching) {
    List<String> odd = new ArrayList<>();
    while (watching.get()) {
      PrometheusClient.QueryAnswer answer = query.query().query("sum(calls_total)");
      if (!answer.warnings().isEmpty()
          || !Double.valueOf(SPANS).equals(answer.samples().get(Labels.empty()))) {
        odd.add(answer.toString());
      }
    }
    return odd;
  }

  private static void assertRefused(CommandRun run, String reason) {
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(reason);
  }

  private static String status(String url) {
    return CommandRun.of("cluster", "status", "--url", url).out();
  }

  private static void awaitTotal(RedstartProcess query, double total) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      PrometheusClient.QueryAnswer answer = query.query().query("sum(calls_total)");
      assertThat(answer.samples().get(Labels.empty())).isEqualTo(total);
      assertThat(answer.warnings()).isEmpty();
    });
  }

  /** No series ever falls, and the rises are those of the three sendings: no spike, no dip. */
  private static void assertNoFalseReset(RedstartProcess query) throws Exception {
    PrometheusClient.QueryAnswer resets = query.query().query("max(resets(calls_total[10m]))");
    assertThat(resets.warnings()).isEmpty();
    assertThat(resets.samples().values()).containsExactly(0.0);
    double increase =
        query.query().query("sum(increase(calls_total[10m]))").samples().get(Labels.empty());
    assertThat(increase).isBetween(2.9 * SPANS, 3.4 * SPANS);
  }
}
