// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopDelayTest {
  private static final int EVENT_LOOPS = 2;

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
  private final EventLoopDelay delay = new EventLoopDelay();

  @AfterEach
  void close() throws Exception {
    delay.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void everyEventLoop_tellsHowLateItIs() throws Exception {
    delay.bindTo(vertx, meters);
    until(() -> delays().size() == EVENT_LOOPS);
    assertThat(delays())
        .extracting(timer -> timer.getId().getTag("event_loop"))
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).startsWith("vert.x-eventloop-thread-"));
    assertThat(delays())
        .allSatisfy(timer -> assertThat(timer.max(TimeUnit.SECONDS)).isZero());

    clock.add(5, TimeUnit.SECONDS);
    until(() -> delays().stream().allMatch(timer -> timer.max(TimeUnit.SECONDS) > 4.5));
    assertThat(delays())
        .allSatisfy(timer -> assertThat(timer.max(TimeUnit.SECONDS)).isLessThanOrEqualTo(4.9));
  }

  private Collection<Timer> delays() {
    return meters.find("redstart.event.loop.delay").timers();
  }

  private void until(BooleanSupplier condition) throws Exception {
    Promise<Void> held = Promise.promise();
    vertx.setPeriodic(1, 10, timer -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(timer);
        held.tryComplete();
      }
    });
    held.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
