// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.Cancellation.Reason;
import io.redstart.limit.CancelledException;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.pool.QueryPool.Query;
import io.redstart.query.promql.limit.PromqlException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueryPoolTest {
  private static final long LONG_MILLIS = 10_000;
  private static final long BUDGET_BYTES = 1 << 20;
  private static final int PROCESSORS = 1;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MemoryBudget budget = new MemoryBudget("queries", BUDGET_BYTES);
  private final QueryMemory memory =
      new QueryMemory(budget, 1_000, new ApiMeters(registry), System::nanoTime);
  private final QueryPool pool =
      new QueryPool(vertx, 1, memory, new Processors(PROCESSORS, System::nanoTime));

  @AfterEach
  void close() {
    pool.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private <T> T onContext(Callable<T> action) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(now -> {
      try {
        done.complete(action.call());
      } catch (Exception e) {
        done.completeExceptionally(e);
      }
    });
    return done.join();
  }

  private Query open(long millis) {
    return onContext(() -> pool.open(millis, null));
  }

  private <T> Future<T> run(Query query, Callable<T> task) {
    return onContext(() -> query.run(task));
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static void await(BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadlineNanos);
      Thread.onSpinWait();
    }
  }

  private static void assertCancelled(Future<?> result, Reason reason) {
    assertThatThrownBy(() -> join(result))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            CancelledException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** Computes until it is cancelled. */
  private static Callable<Object> endless(Query query) {
    return () -> {
      while (true) {
        query.limits().check();
        Thread.onSpinWait();
      }
    };
  }

  private static Callable<Object> holding(Query query, long bytes) {
    return () -> {
      query.limits().hold(bytes);
      return "held";
    };
  }

  @Test
  void run_isOnItsOwnThreadsAndAnswersOnTheContext() {
    Future<String> result = run(open(LONG_MILLIS), () -> Thread.currentThread().getName());
    CompletableFuture<Context> answered = new CompletableFuture<>();
    context.runOnContext(
        now -> result.onComplete(done -> answered.complete(Vertx.currentContext())));

    assertThat(join(result)).startsWith("redstart-query-");
    assertThat(answered.join()).isSameAs(context);
  }

  @Test
  void run_passesFailuresOn() {
    Future<Object> result = run(open(LONG_MILLIS), () -> {
      throw new IllegalStateException("no");
    });
    assertThatThrownBy(() -> join(result)).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void run_leavesErrorsOfTheJvmToTheThread() {
    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    Query query = open(LONG_MILLIS);
    Future<Object> result = run(query, () -> {
      Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.complete(e));
      throw new OutOfMemoryError("of a test");
    });

    assertThat(uncaught.join()).hasMessage("of a test");
    await(() -> pool.running() == 0);
    assertThat(result.isComplete()).isFalse();
  }

  @Test
  void run_endsWhenItsTimeIsOver() {
    Query query = open(50);
    Future<Object> result = run(query, endless(query));

    assertCancelled(result, Reason.TIMEOUT);
    await(() -> pool.running() == 0);
  }

  @Test
  void run_endsWhenItsClientLeaves() {
    Query query = open(LONG_MILLIS);
    Future<Object> result = run(query, endless(query));

    query.cancel(Reason.CANCELED);

    assertCancelled(result, Reason.CANCELED);
    await(() -> pool.running() == 0);
  }

  @Test
  void run_countsWaitingAsTimeAndLeavesItsPlaceAtOnce() {
    Query first = open(LONG_MILLIS);
    run(first, endless(first));
    Query second = open(50);
    Future<String> late = run(second, () -> "late");

    assertCancelled(late, Reason.TIMEOUT);
    assertThat(pool.waiting()).isZero();

    Query third = open(LONG_MILLIS);
    Future<String> left = run(third, () -> "left");
    third.cancel(Reason.CANCELED);
    assertThat(pool.waiting()).isZero();
    assertCancelled(left, Reason.CANCELED);
  }

  @Test
  void run_afterItWasCancelledFails() {
    Query query = open(LONG_MILLIS);
    query.cancel(Reason.TIMEOUT);

    assertCancelled(run(query, () -> "ran"), Reason.TIMEOUT);
    assertThat(pool.waiting()).isZero();
  }

  @Test
  void run_refusesWhatFindsNoRoom() {
    Query first = open(LONG_MILLIS);
    run(first, endless(first));
    for (int i = 0; i < QueryPool.WAITING_MAX; i++) {
      run(open(LONG_MILLIS), () -> "waiting");
    }

    assertThatThrownBy(() -> join(run(open(LONG_MILLIS), () -> "refused")))
        .cause()
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.UNAVAILABLE));
    assertThat(pool.waiting()).isEqualTo(QueryPool.WAITING_MAX);
  }

  @Test
  void run_ofWhatHasBegunGoesBeforeWhatWaits() {
    Query answering = open(LONG_MILLIS);
    join(run(answering, () -> "first chunk"));
    Query busy = open(LONG_MILLIS);
    run(busy, endless(busy));
    Future<String> waiting = run(open(LONG_MILLIS), () -> "waits");

    assertThat(join(run(answering, () -> "second chunk"))).isEqualTo("second chunk");
    assertThat(waiting.isComplete()).isFalse();
  }

  @Test
  void run_waitsWhileMemoryIsNearlyUsed() {
    Query other = open(LONG_MILLIS);
    join(run(other, holding(other, BUDGET_BYTES / 4)));
    Query large = open(LONG_MILLIS);
    join(run(large, holding(large, BUDGET_BYTES * 5 / 8)));
    Query next = open(LONG_MILLIS);
    Future<Object> result = run(next, holding(next, BUDGET_BYTES / 4));
    Query impatient = open(50);

    assertCancelled(run(impatient, () -> "begun"), Reason.TIMEOUT);
    assertThat(pool.waiting()).isEqualTo(1);
    await(() -> pool.running() == 0);
    join(run(large, () -> "goes on"));

    large.close();

    assertThat(join(result)).isEqualTo("held");
    next.close();
    other.close();
    await(() -> budget.usedBytes() == 0);
  }

  @Test
  void hold_beyondTheBudgetFailsAndIsCounted() {
    Query query = open(LONG_MILLIS);
    Future<Object> result = run(query, () -> {
      query.limits().hold(BUDGET_BYTES / 2);
      query.limits().hold(BUDGET_BYTES);
      return "held";
    });

    assertThatThrownBy(() -> join(result))
        .hasCauseInstanceOf(PromqlException.class)
        .hasMessageContaining("query needs 1.0 MiB of memory beyond the 0.5 MiB that it holds, but"
            + " it may hold 0.7 MiB, and all queries together may hold 1.0 MiB and hold 0.5 MiB")
        .hasMessageContaining("more heap (-Xmx)");
    await(() -> pool.running() == 0);
    query.close();
    assertThat(budget.usedBytes()).isZero();
    assertThat(registry.get("redstart.query.memory.refused").counter().count()).isEqualTo(1);
  }

  @Test
  void close_whileItRunsGivesMemoryBackOnceItHasEnded() {
    CountDownLatch goOn = new CountDownLatch(1);
    Query query = open(LONG_MILLIS);
    Future<Object> result = run(query, () -> {
      query.limits().hold(BUDGET_BYTES / 2);
      goOn.await();
      return "ended";
    });
    await(() -> budget.usedBytes() > 0);

    query.cancel(Reason.CANCELED);
    assertCancelled(result, Reason.CANCELED);
    query.close();
    assertThat(budget.usedBytes()).isPositive();

    goOn.countDown();
    await(() -> budget.usedBytes() == 0);
  }

  @Test
  void close_ofThePoolCancelsAll() {
    Query running = open(LONG_MILLIS);
    Future<Object> first = run(running, endless(running));
    Future<String> second = run(open(LONG_MILLIS), () -> "waiting");

    pool.close();

    assertCancelled(first, Reason.CANCELED);
    assertCancelled(second, Reason.CANCELED);
    await(() -> pool.running() == 0);
    assertCancelled(run(open(LONG_MILLIS), () -> "late"), Reason.CANCELED);
  }
}
