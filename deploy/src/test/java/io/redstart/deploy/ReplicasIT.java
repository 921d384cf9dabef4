// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static io.redstart.deploy.TestCluster.Member.aggregator;
import static io.redstart.deploy.TestCluster.Member.ingest;
import static io.redstart.deploy.TestCluster.Member.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.config.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Three aggregators with {@code aggregator.replicas: 2}, one of which loses its disk under load. */
class ReplicasIT {
  private static final int SPANS = 20;
  private static final String REPLICAS = "aggregator.replicas=2";

  /** What was sent: each request has an operation of its own. */
  private static final class Books implements AutoCloseable {
    private final URI uri;
    private final HttpClient client = HttpClient.newHttpClient();
    /** Whether the spans of an operation were acknowledged; otherwise their outcome is unknown. */
    final Map<String, Boolean> acknowledged = new ConcurrentHashMap<>();

    private final AtomicBoolean ending = new AtomicBoolean();
    private final Thread thread = new Thread(this::send);
    private volatile long slowestNanos;

    Books(Endpoint http) {
      uri = URI.create("http://" + http + "/v1/traces");
      thread.start();
    }

    private void send() {
      for (int i = 0; !ending.get(); i++) {
        String operation = "operation " + i;
        long startNanos = System.nanoTime();
        acknowledged.put(operation, isAcknowledged(operation));
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - startNanos);
      }
    }

    private boolean isAcknowledged(String operation) {
      try {
        HttpResponse<String> response = client.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(operation)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 200
            && !new ObjectMapper().readTree(response.body()).has("partialSuccess");
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String body(String operation) {
      String spans = IntStream.range(1, SPANS + 1)
          .mapToObj(i -> """
              {"traceId":"0123456789abcdef0123456789abcdef","spanId":"%016x","name":"%s","kind":2,\
              "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000005000000"}""".formatted(i, operation))
          .collect(Collectors.joining(","));
      return """
          {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
          "value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[%s]}]}]}""".formatted(spans);
    }

    @Override
    public void close() {
      ending.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void lostDisk_losesNoAcknowledgedSpan() throws Exception {
    Path lost = RedstartProcess.newStore("replicas-it-b");
    try (TestCluster cluster = new TestCluster("replicas-it")) {
      cluster.start(
          aggregator("a", REPLICAS),
          aggregator("b", REPLICAS, "store.path=" + lost),
          aggregator("c", REPLICAS),
          ingest(),
          query());
      RedstartProcess query = cluster.member("query");
      for (String member : new String[] {"a", "b", "c"}) {
        awaitCopies(cluster.member(member));
      }
      Books books = new Books(cluster.member("ingest").http());
      try (books) {
        await().until(() -> books.acknowledged.size() > 300);
        cluster.member("b").kill();
        FolderCopy.deleteTree(lost);
        int before = books.acknowledged.size();
        awaitNoWarning(query);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> books.acknowledged.size() > before + 300);
      }
      assertThat(Duration.ofNanos(books.slowestNanos)).isLessThan(Duration.ofSeconds(5));
      assertExact(query, books);
      assertNeverDecreases(query);

      RedstartProcess again = cluster.start(
          "b-again", "aggregator", "aggregator.name=b", REPLICAS, "store.path=" + lost);
      awaitCopies(again);
      awaitCopies(cluster.member("a"));
      awaitCopies(cluster.member("c"));
      awaitNoWarning(query);
      assertExact(query, books);
    }
  }

  private static void awaitCopies(RedstartProcess aggregator) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> assertThat(TelemetryPage.of(aggregator).sum("redstart_store_copies_missing"))
                .isZero());
  }

  private static void awaitNoWarning(RedstartProcess query) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(query.query().query("sum(calls_total)").warnings()).isEmpty());
  }

  private static void assertExact(RedstartProcess query, Books books) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      PrometheusClient.QueryAnswer answer = query.query().query("sum by (span_name) (calls_total)");
      assertThat(answer.warnings()).isEmpty();
      Map<String, Double> calls = answer.samples().entrySet().stream()
          .collect(Collectors.toMap(
              one -> String.valueOf(one.getKey().get("span_name")), Map.Entry::getValue));
      books.acknowledged.forEach((operation, isAcknowledged) -> {
        double counted = calls.getOrDefault(operation, 0.0);
        assertThat(counted).as(operation).isIn(isAcknowledged ? SPANS : 0.0, (double) SPANS);
      });
      assertThat(books.acknowledged).containsKeys(calls.keySet().toArray(String[]::new));
    });
  }

  private static void assertNeverDecreases(RedstartProcess query) {
    long end = System.currentTimeMillis() / 1_000;
    JsonNode answer = query
        .query()
        .post(
            "/api/v1/query_range",
            "query=" + PrometheusClient.encode("sum(calls_total)") + "&start=" + (end - 90)
                + "&end=" + (end - 5) + "&step=5");
    assertThat(answer.has("warnings")).isFalse();
    double before = 0;
    for (JsonNode sample : answer.at("/data/result/0/values")) {
      double now = sample.get(1).asDouble();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
    assertThat(before).isPositive();
  }
}
