// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.Cancellation.Reason;
import io.redstart.limit.CancelledException;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.query.WatchedLimits;
import io.redstart.query.api.answer.Encoding;
import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.StreamedAnswer;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.Form;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.joint.JointStores;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cancels queries of all kinds at one check after the other, from the parsing of the text to the
 * last byte of the answer. Each query must end there, without an answer, and release its memory.
 */
@Timeout(300)
class CancelledQueryTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Vertx VERTX = Vertx.vertx();

  private static QueryEndpoints queries;
  private static QueryEndpoints classic;
  private static MetadataEndpoints metadata;
  private static ExemplarsEndpoint exemplars;
  private static MeteredStores expiring;

  private final MemoryBudget memory = new MemoryBudget("queries", 1 << 30);

  /** A request to an endpoint. */
  private record Request(String name, ApiEndpoint endpoint, String parameters) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    FakeStore store = new FakeStore(VERTX, "a", 2, TestConfig.spanMetrics().layout()).seal(NOW);
    for (int i = 0; i < 40; i++) {
      Labels labels = Labels.of("job", "shop", "service_name", "s" + i % 4, "span_name", "op" + i);
      for (int window = 0; window < 30; window++) {
        long stamp = NOW - window * FakeStore.WINDOW_MILLIS;
        store.count(labels, stamp, 1_000_000L * (1 + (i * window) % 3_000));
        store.exemplar(Metric.SPANS, labels, stamp, 1_000_000L * i, i, window);
      }
      store.count(Metric.RESOURCES, Labels.of("job", "shop" + i, "pod", "p" + i), NOW - 60_000, 0);
    }
    store.start();
    SourceConfig config = TestConfig.source();
    SourceConfig withExpiration = new SourceConfig(
        config.spanMetrics(),
        new SourceConfig.Views(true, false, false, 60_000),
        config.retention(),
        false,
        Set.of());
    ApiMeters meters = new ApiMeters(new SimpleMeterRegistry());
    JointStores opened = new OpenedStores(VERTX, NOW).openJointly(config, 1);
    MeteredStores stores = new MeteredStores(opened, meters);
    expiring =
        new MeteredStores(new OpenedStores(VERTX, NOW).openJointly(withExpiration, 1), meters);
    queries = queries(stores, true);
    classic = queries(stores, false);
    metadata = new MetadataEndpoints(stores);
    exemplars = new ExemplarsEndpoint(
        stores, new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true)));
  }

  private static QueryEndpoints queries(MeteredStores stores, boolean fineQuantiles) {
    EngineConfig config = EngineConfig.of(Duration.ofMinutes(5), fineQuantiles);
    return new QueryEndpoints(config, stores, () -> Instant.ofEpochMilli(NOW));
  }

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  static List<Request> requests() {
    List<Request> requests = new ArrayList<>();
    for (String query : List.of(
        "calls_total",
        "calls_total[2m]",
        "-calls_total * 2 > 1",
        "count(calls_total)",
        "sum by (service_name) (rate(calls_total[1m])) / sum by (service_name) (calls_total)",
        "histogram_quantile(0.9, sum by (service_name, le) (rate(duration_bucket[1m])))",
        "histogram_quantile(0.9, 2 * duration_milliseconds_bucket)",
        "max(increase(duration_milliseconds_sum[1m]))",
        "duration_milliseconds_bucket{le=\"100\"}",
        "target_info",
        "{__name__=~\".+\"}")) {
      requests.add(new Request("instant " + query, queries::instant, "query=" + encode(query)));
      requests.add(new Request(
          "expiring " + query, queries(expiring, true)::instant, "query=" + encode(query)));
      if (!query.endsWith("]")) {
        requests.add(new Request("range " + query, queries::range, range(query)));
        requests.add(new Request("classic " + query, classic::range, range(query)));
      }
    }
    String all = "match[]=" + encode("{__name__=~\".+\"}");
    requests.add(new Request("series", metadata::series, all));
    requests.add(new Request("labels", metadata::labelNames, ""));
    ApiEndpoint names =
        (parameters, limits) -> metadata.labelValues("span_name", parameters, limits);
    requests.add(new Request("label values", names, ""));
    requests.add(new Request("exemplars", exemplars::query, "query=duration_bucket"));
    return requests;
  }

  private static String range(String query) {
    return "start=1699999900&end=1700000000&step=10&query=" + encode(query);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static int answer(Request request, QueryLimits limits) throws IOException {
    Reply reply = request.endpoint.answer(Parameters.of(request.parameters, Form.NONE), limits);
    StreamedAnswer answer = reply.begin(Encoding.GZIP, limits);
    int size = 0;
    StreamedAnswer.Chunk chunk;
    do {
      chunk = answer.next();
      size += chunk.bytes().length();
    } while (!chunk.isLast());
    return size;
  }

  @ParameterizedTest
  @MethodSource("requests")
  void query_endsAtWhateverCheck(Request request) throws IOException {
    WatchedLimits whole = new WatchedLimits(0, memory);
    assertThat(answer(request, whole)).isPositive();
    assertThat(whole.heldBytes()).isPositive();
    whole.close();
    assertThat(memory.usedBytes()).isZero();

    // The number of a sort's comparisons depends on the order in which pages arrive.
    for (long at = 1; at < whole.checks() * 4 / 5; at += 1 + at / 4) {
      WatchedLimits limits = new WatchedLimits(at, memory);
      assertThatThrownBy(() -> answer(request, limits))
          .as("cancelled at check %d", at)
          .isInstanceOfSatisfying(
              CancelledException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
      assertThat(limits.checks()).isEqualTo(at);
      limits.close();
      assertThat(memory.usedBytes()).isZero();
    }
  }
}
