// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.push.StampReader.Message;
import io.redstart.query.push.StampReader.Place;
import io.redstart.query.push.otlp.OtlpExportConfig;
import io.redstart.query.push.otlp.OtlpPush;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.redstart.query.source.latest.LatestSamples;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StampReaderTest {
  private static final long NOW = 1_700_000_010_000L;
  private static final int SERVICES = 20;

  private record Root(OtlpExportConfig otlp, SpanMetricsConfig spanmetrics) {}

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Root settings() throws SettingsException {
    String yaml = """
        otlp: {endpoint: 'http://localhost', protocol: http, compression: none, temporality: delta}
        spanmetrics: {histogram: {disable: true}}
        """;
    return SettingsReader.read(Root.class, SettingsSource.yaml("test", yaml)).value();
  }

  private static Labels service(String name) {
    return Labels.of("job", name, "service_name", name);
  }

  /** Half of the label sets last counted just now, half two windows before. */
  private RedStores stores(Root settings) {
    FakeStore store = new FakeStore(vertx, "a", 2, settings.spanmetrics.layout()).seal(NOW);
    for (int i = 0; i < SERVICES; i++) {
      store.count(service("new-" + i), NOW, 1_000);
      store.count(service("old-" + i), NOW - 2 * FakeStore.WINDOW_MILLIS, 1_000);
    }
    store.start();
    SourceConfig plain = TestConfig.source();
    return new OpenedStores(vertx, NOW)
        .open(
            new SourceConfig(
                settings.spanmetrics,
                SourceConfig.Views.of(settings.spanmetrics),
                plain.retention(),
                false,
                Set.of()),
            1);
  }

  private static List<Message> read(RedStores stores, Root settings, long fromMillis, Place place) {
    Duration window = Duration.ofMillis(FakeStore.WINDOW_MILLIS);
    OtlpPush push = new OtlpPush(settings.otlp, settings.spanmetrics, window, () -> Instant.EPOCH);
    QueryLimits limits = QueryLimits.unlimited();
    return stores.read(limits, red -> {
      LatestSamples samples = red.open(NOW, limits).latest();
      Step step = new Step(fromMillis, NOW, window.toMillis());
      StampReader reader =
          new StampReader(samples, stores.latestMetrics(), Map.of(), step, place, push, 1, limits);
      List<Message> messages = new ArrayList<>();
      for (Message message = reader.next(); message != null; message = reader.next()) {
        messages.add(message);
      }
      return messages;
    });
  }

  /** During a long outage, windows leave the store. What counted only in them is no longer read. */
  @Test
  void placeIsKept_whenFewerLabelSetsAreRead() throws SettingsException {
    Root settings = settings();
    RedStores stores = stores(settings);
    List<Message> all = read(stores, settings, NOW - 15_000, Place.START);
    assertThat(all).hasSize(2 * SERVICES);
    for (int delivered = 1; delivered <= all.size(); delivered++) {
      SentDeltas sent = new SentDeltas();
      all.subList(0, delivered).forEach(message -> sent.add(message.body().getBytes()));
      Place place = all.get(delivered - 1).after();
      read(stores, settings, NOW - FakeStore.WINDOW_MILLIS, place)
          .forEach(message -> sent.add(message.body().getBytes()));
      for (int i = 0; i < SERVICES; i++) {
        assertThat(sent.sums()).containsEntry("new-" + i + " calls", 1.0);
      }
    }
  }
}
