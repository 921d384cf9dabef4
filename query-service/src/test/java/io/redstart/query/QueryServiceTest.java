// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.StoreConfig;
import io.redstart.connection.GuardedTransport;
import io.redstart.query.page.TestPageFacts;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.TestConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QueryServiceTest {
  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry(), new Health());
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private Future<QueryService> start(int port) {
    QueryConfig config = TestQueryConfig.of("{endpoint: '127.0.0.1:" + port + "'}");
    StoreConfig store = new StoreConfig(
        "unused",
        List.of(new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(6))),
        true,
        0);
    return QueryService.start(
        vertx, config, TestConfig.spanMetrics(), store, TestPageFacts.NONE, telemetry);
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void start_withoutAggregatorsAnswersWithAWarningAndIsNotReady() throws Exception {
    QueryService service = join(start(0));

    HttpResponse<String> answer = get(service.port(), "/api/v1/query?query=calls_total");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"result\":[]", "no aggregator has ever been seen");
    assertThat(get(service.port(), "/-/healthy").statusCode()).isEqualTo(200);
    assertThat(get(service.port(), "/-/ready").statusCode()).isEqualTo(503);
    assertThat(get(service.port(), "/").statusCode()).isEqualTo(200);
    assertThat(telemetry.health().problems()).containsExactly("query: no aggregator was found yet");
  }

  @Test
  void start_hearsOfAggregators() throws Exception {
    new FakeStore(vertx, "a", 1, TestConfig.spanMetrics().layout()).start();
    QueryService service = join(start(0));
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!telemetry.health().problems().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadlineNanos);
      Thread.onSpinWait();
    }

    assertThat(get(service.port(), "/-/ready").statusCode()).isEqualTo(200);
    assertThat(telemetry.meters().get("redstart.query.aggregators").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void start_onATakenPortNamesItAndItsSetting() {
    QueryService first = join(start(0));

    assertThatThrownBy(() -> join(start(first.port())))
        .hasMessageContaining(
            "cannot listen on 127.0.0.1:" + first.port() + " (setting query.endpoint)");
  }

  @Test
  void stop_freesThePort() {
    QueryService service = join(start(0));
    int port = service.port();
    join(service.stop());

    assertThatThrownBy(() -> get(port, "/-/healthy")).isInstanceOf(ConnectException.class);
    assertThat(telemetry.health().problems()).isEmpty();
    assertThat(telemetry.meters().find("redstart.query.aggregators").gauge()).isNull();
  }
}
