// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.store.StoreException;
import io.redstart.config.SettingsReader;
import io.redstart.config.StoreConfig;
import io.redstart.memory.MemoryPlan;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a process says of itself while its store opens, and when it cannot be opened. */
@ExtendWith(VertxExtension.class)
class AggregatorServiceOpeningTest {
  private final FakeClock time = FakeClock.at(1_000_000);
  private final Health health = new Health();

  @Test
  void opening_isAReasonNotToBeReady(Vertx vertx, @TempDir Path folder) throws Exception {
    CountDownLatch mayOpen = new CountDownLatch(1);
    InstantSource waiting = () -> {
      try {
        mayOpen.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return time.instant();
    };
    Future<AggregatorService> starting = start(vertx, folder, true, waiting);
    time.advance(12_000);
    assertThat(health.problems())
        .containsExactly("aggregator: opening the store in " + folder + ", for 12 s now");
    mayOpen.countDown();
    AggregatorService started = Await.result(starting);
    assertThat(health.problems()).noneMatch(problem -> problem.contains("opening"));
    Await.result(started.stop());
  }

  @Test
  void storeThatCannotBeOpened_failsTheStart(Vertx vertx, @TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("journal"));
    Future<AggregatorService> starting = start(vertx, folder, false, time);
    assertThatThrownBy(() -> Await.result(starting))
        .cause()
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has a journal but no rows");
    assertThat(health.problems()).isEmpty();
  }

  private Future<AggregatorService> start(
      Vertx vertx, Path folder, boolean inMemory, InstantSource wall) {
    StoreConfig defaults = SettingsReader.defaults(StoreConfig.class);
    return AggregatorService.start(
        vertx,
        new AggregatorConfig("", 64, 2, 1),
        new StoreConfig(folder.toString(), defaults.retention(), inMemory, 0),
        SettingsReader.defaults(SpanMetricsConfig.class),
        MemoryPlan.ofAll(1L << 30),
        new Telemetry(new SimpleMeterRegistry(), health),
        new AggregatorService.Environment(wall, time::nanos, 1, failure -> {}));
  }
}
