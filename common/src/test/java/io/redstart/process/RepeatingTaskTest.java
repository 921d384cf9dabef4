// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatingTaskTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void every_goesOnAfterFailures() throws Exception {
    CountDownLatch thrice = new CountDownLatch(3);
    RepeatingTask.every(vertx, 1, "a test", () -> fail(thrice));
    assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void afterEach_goesOnAfterFailures() throws Exception {
    CountDownLatch thrice = new CountDownLatch(3);
    RepeatingTask.afterEach(vertx, 1, "a test", () -> fail(thrice));
    assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cancel_letsNoneBegin() throws Exception {
    CountDownLatch later = new CountDownLatch(20);
    vertx.runOnContext(now -> {
      RepeatingTask.every(vertx, 1, "a test", runs::incrementAndGet).cancel();
      RepeatingTask.afterEach(vertx, 1, "a test", runs::incrementAndGet).cancel();
      RepeatingTask.every(vertx, 1, "a clock", later::countDown);
    });
    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(0);
  }

  @Test
  void run_neverThrows_sothatAnySchedulerGoesOn() {
    RepeatingTask task = new RepeatingTask("a test", 1, () -> {
      runs.incrementAndGet();
      throw new AssertionError("an error, but none of the virtual machine");
    });
    assertThatCode(task::run).doesNotThrowAnyException();
    assertThatCode(task::run).doesNotThrowAnyException();
    assertThat(runs).hasValue(2);
  }

  private static void fail(CountDownLatch runs) {
    runs.countDown();
    throw new IllegalStateException("every run fails");
  }
}
