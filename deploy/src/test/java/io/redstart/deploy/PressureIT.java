// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static io.redstart.deploy.TestCluster.Member.aggregator;
import static io.redstart.deploy.TestCluster.Member.ingest;
import static io.redstart.deploy.TestCluster.Member.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.model.Labels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Freezes both aggregators for 20 s, longer than the cluster waits for them, and compares the senders' answers with the later counts. */
class PressureIT {
  private static final int SPANS_PER_REQUEST = 100;
  private static final int SENDERS = 8;
  /** A refused sender does not come back at once: the test's processes need the processor. */
  private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long FROZEN_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();

  @Test
  void frozenAggregators_pressSendersAndLoseNothing() throws Exception {
    try (TestCluster cluster = new TestCluster("pressure-it")) {
      cluster.start(aggregator("a"), aggregator("b"), ingest(), query());
      RedstartProcess a = cluster.member("a");
      RedstartProcess b = cluster.member("b");
      RedstartProcess ingest = cluster.member("ingest");
      RedstartProcess query = cluster.member("query");
      await().atMost(Duration.ofSeconds(20)).until(() -> send(ingest) == 200);
      a.freeze();
      b.freeze();
      sendFor(FROZEN_NANOS, ingest);
      a.resume();
      b.resume();

      assertThat(refused.get()).as("spans refused").isPositive();
      assertThat(slowestNanos.get()).isLessThan(TimeUnit.MILLISECONDS.toNanos(4_500));
      await().atMost(Duration.ofSeconds(60)).until(() -> send(ingest) == 200);
      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
        PrometheusClient.QueryAnswer answer = query.query().query("sum(calls_total)");
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.samples().get(Labels.empty()))
            .isBetween((double) acknowledged.get(), (double) acknowledged.get() + unknown.get());
      });
    }
  }

  private void sendFor(long nanos, RedstartProcess ingest) throws Exception {
    long endNanos = System.nanoTime() + nanos;
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<?>> running = java.util.stream.IntStream.range(0, SENDERS)
          .<Future<?>>mapToObj(i -> senders.submit(() -> sendUntil(endNanos, ingest)))
          .toList();
      for (Future<?> one : running) {
        one.get(2 * nanos, TimeUnit.NANOSECONDS);
      }
    } finally {
      senders.shutdownNow();
    }
  }

  private void sendUntil(long endNanos, RedstartProcess ingest) {
    while (System.nanoTime() < endNanos) {
      if (send(ingest) == 503) {
        LockSupport.parkNanos(REFUSED_NANOS);
      }
    }
  }

  /** Sends a request, records its outcome, and returns the status; −1 without an answer. */
  private int send(RedstartProcess ingest) {
    long startNanos = System.nanoTime();
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://" + ingest.http() + "/v1/traces"))
        .header("content-type", "application/x-protobuf")
        .timeout(Duration.ofSeconds(20))
        .POST(HttpRequest.BodyPublishers.ofByteArray(REQUEST))
        .build();
    int status = -1;
    AtomicLong book = unknown;
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      status = response.statusCode();
      if (status == 200 && response.body().length == 0) {
        book = acknowledged;
      } else if (status == 503 && response.headers().firstValue("retry-after").isPresent()) {
        book = refused;
      }
    } catch (Exception e) {
      // No answer is an unknown outcome; the slowest answer shows how long it took.
      book = unknown;
    }
    book.addAndGet(SPANS_PER_REQUEST);
    slowestNanos.accumulateAndGet(System.nanoTime() - startNanos, Math::max);
    return status;
  }

  private static final byte[] REQUEST = request();

  private static byte[] request() {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int i = 0; i < SPANS_PER_REQUEST; i++) {
      spans.addSpans(
          Span.newBuilder().setName("operation-" + i).setEndTimeUnixNano(i * 1_000_000L));
    }
    KeyValue service = KeyValue.newBuilder()
        .setKey("service.name")
        .setValue(AnyValue.newBuilder().setStringValue("pressed"))
        .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder()
            .setResource(Resource.newBuilder().addAttributes(service))
            .addScopeSpans(spans))
        .build()
        .toByteArray();
  }
}
