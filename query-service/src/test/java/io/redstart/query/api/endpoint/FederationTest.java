// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.model.Labels;
import io.redstart.query.api.answer.PartedAnswer;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.Form;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FederationTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Duration LOOKBACK = Duration.ofMinutes(5);
  private static final Labels CART = Labels.of("service_name", "cart");
  private static final Labels PAY = Labels.of("service_name", "pay");

  private final Vertx vertx = Vertx.vertx();
  private final QueryLimits limits = QueryLimits.unlimited();

  @BeforeEach
  void count() {
    FakeStore store = new FakeStore(vertx, "a", 2, TestConfig.spanMetrics().layout()).seal(NOW);
    store.count(CART, NOW - 120_000, 3_000_000).count(CART, NOW, 3_000_000);
    store.count(PAY, NOW - 200_000, 1_000_000);
    store.start();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private String federate(long expirationMillis, String match) throws IOException {
    SourceConfig plain = TestConfig.source();
    SourceConfig source = new SourceConfig(
        plain.spanMetrics(),
        new SourceConfig.Views(true, false, false, expirationMillis),
        plain.retention(),
        false,
        Set.of());
    Federation federation = new Federation(
        new MeteredStores(
            new OpenedStores(vertx, NOW).openJointly(source, 1),
            new ApiMeters(new SimpleMeterRegistry())),
        LOOKBACK,
        () -> Instant.ofEpochMilli(NOW + 1_000));
    PartedAnswer.Parts parts = federation
        .samples(Parameters.of("match[]=" + match, Form.NONE), limits, "")
        .parts();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (parts.writeNext(out)) {
      // All parts are collected.
    }
    return out.toString(UTF_8);
  }

  @Test
  void samples_areTheNewestOnes_readWithoutTheLookback() throws IOException {
    assertThat(federate(0, "calls_total")).isEqualTo("""
        # TYPE calls_total untyped
        calls_total{service_name="cart",instance=""} 2 1700000000000
        calls_total{service_name="pay",instance=""} 1 1700000000000
        """);
    assertThat(limits.samples()).isEqualTo(2);
  }

  @Test
  void samples_ofAnExpiredLabelSet_areMissing() throws IOException {
    assertThat(federate(60_000, "calls_total")).isEqualTo("""
        # TYPE calls_total untyped
        calls_total{service_name="cart",instance=""} 2 1700000000000
        """);
  }
}
