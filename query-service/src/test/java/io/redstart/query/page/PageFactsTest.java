// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.redstart.config.StoreConfig.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageFactsTest {
  private static final Endpoint GRPC = new Endpoint("localhost", 14317);
  private static final Endpoint HTTP = new Endpoint("0.0.0.0", 14318);

  private static PageFacts facts(OtlpReceivers receivers) {
    return new PageFacts(
        new UiConfig("http://jaeger/{trace_id}"),
        List.of(
            new Tier(Duration.ofSeconds(5), Duration.ofHours(6)),
            new Tier(Duration.ofMinutes(1), Duration.ofDays(15))),
        () -> Optional.ofNullable(receivers),
        () -> "query: {}\n");
  }

  @Test
  void tree_hasWhatThePrometheusApiLacks() {
    OtlpReceivers receivers = new OtlpReceivers(GRPC, HTTP, "http", "/v1/traces");
    assertThat(facts(receivers).tree("1.2.3", "red.example"))
        .containsEntry("version", "1.2.3")
        .containsEntry("traceUrl", "http://jaeger/{trace_id}")
        .containsEntry(
            "retention",
            List.of(Map.of("window", "5s", "for", "6h"), Map.of("window", "1m", "for", "15d")))
        .containsEntry(
            "receivers",
            Map.of("grpc", "localhost:14317", "http", "http://red.example:14318/v1/traces"))
        .containsEntry("settings", "query: {}\n");
  }

  @Test
  void receivers_areOnlyThoseThatListen() {
    assertThat(facts(new OtlpReceivers(GRPC, null, "http", "/")).tree("1", "a"))
        .containsEntry("receivers", Map.of("grpc", "localhost:14317"));
    assertThat(facts(null).tree("1", "a")).containsEntry("receivers", Map.of());
  }
}
