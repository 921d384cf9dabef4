// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueryPoolTest {
  private static final long LONG_MILLIS = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final QueryPool pool = new QueryPool(vertx, 1);

  @AfterEach
  void close() {
    pool.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private <T> CompletableFuture<QueryPool.Running<T>> submit(Callable<T> task, long millis) {
    CompletableFuture<QueryPool.Running<T>> submitted = new CompletableFuture<>();
    context.runOnContext(now -> submitted.complete(pool.submit(task, millis)));
    return submitted;
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static <T> void assertFails(Future<T> result, ErrorType type) {
    assertThatThrownBy(() -> join(result))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void submit_runsOnItsOwnThreadsAndAnswersOnTheContext() {
    Future<String> result =
        submit(() -> Thread.currentThread().getName(), LONG_MILLIS).join().result();
    CompletableFuture<Context> answered = new CompletableFuture<>();
    context.runOnContext(
        now -> result.onComplete(done -> answered.complete(Vertx.currentContext())));

    assertThat(join(result)).startsWith("redstart-query-");
    assertThat(answered.join()).isSameAs(context);
  }

  @Test
  void submit_passesFailuresOn() {
    Future<Object> result = submit(
            () -> {
              throw new IllegalStateException("no");
            },
            LONG_MILLIS)
        .join()
        .result();
    assertThatThrownBy(() -> join(result)).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void submit_interruptsWhatTakesTooLong() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Future<Object> result = submit(waitForever(interrupted), 50).join().result();

    assertFails(result, ErrorType.TIMEOUT);
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void submit_countsWaitingAsTime() {
    CountDownLatch interrupted = new CountDownLatch(1);
    QueryPool.Running<Object> first =
        submit(waitForever(interrupted), LONG_MILLIS).join();
    Future<String> second = submit(() -> "late", 50).join().result();

    assertFails(second, ErrorType.TIMEOUT);
    assertThat(pool.waiting()).isZero();
    context.runOnContext(now -> first.cancel());
    assertFails(first.result(), ErrorType.CANCELED);
  }

  @Test
  void submit_refusesWhatFindsNoRoom() {
    CountDownLatch interrupted = new CountDownLatch(1);
    submit(waitForever(interrupted), LONG_MILLIS).join();
    for (int i = 0; i < QueryPool.WAITING_MAX; i++) {
      submit(() -> "waiting", LONG_MILLIS).join();
    }

    assertFails(submit(() -> "refused", LONG_MILLIS).join().result(), ErrorType.UNAVAILABLE);
    assertThat(pool.waiting()).isEqualTo(QueryPool.WAITING_MAX);
  }

  private static Callable<Object> waitForever(CountDownLatch interrupted) {
    return () -> {
      try {
        return new CountDownLatch(1).await(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    };
  }
}
