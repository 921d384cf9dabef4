// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that queries run on: a fixed number, and a queue of bounded length before them. Tasks
 * are given in on a Vert.x context, which also gets the result; a task that takes too long, or that
 * nobody waits for any more, is interrupted.
 */
final class QueryPool {
  /** How many queries wait at most; Prometheus would stop at 512 connections. */
  static final int WAITING_MAX = 512;

  private static final long IDLE_THREAD_SECONDS = 60;

  /** The deepest query that the engine takes needs less than half of it. */
  private static final long STACK_SIZE_BYTES = 2 << 20;

  /** A task that was given in. */
  interface Running<T> {
    /** Returns the result, on the context that gave the task in. */
    Future<T> result();

    /** Gives the task up; to be called on the same context. */
    void cancel();
  }

  private final Vertx vertx;
  private final ThreadPoolExecutor threads;

  QueryPool(Vertx vertx, int concurrencyMax) {
    this.vertx = vertx;
    AtomicInteger number = new AtomicInteger();
    this.threads = new ThreadPoolExecutor(
        concurrencyMax,
        concurrencyMax,
        IDLE_THREAD_SECONDS,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING_MAX),
        task -> {
          Thread thread = new Thread(
              null, task, "redstart-query-" + number.getAndIncrement(), STACK_SIZE_BYTES);
          thread.setDaemon(true);
          return thread;
        });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Returns how many tasks run, about. */
  int running() {
    return threads.getActiveCount();
  }

  /** Returns how many tasks wait for a thread. */
  int waiting() {
    return threads.getQueue().size();
  }

  /**
   * Gives a task in. The result fails with an {@link ApiException} if there is no room, or if it
   * takes too long, waiting included.
   */
  <T> Running<T> submit(Callable<T> task, long timeoutMillis) {
    Context context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    FutureTask<T> future =
        new FutureTask<>(() -> {
          T value = task.call();
          context.runOnContext(now -> promise.tryComplete(value));
          return value;
        }) {
          @Override
          protected void setException(Throwable failure) {
            super.setException(failure);
            context.runOnContext(now -> promise.tryFail(failure));
          }
        };
    try {
      threads.execute(future);
    } catch (RejectedExecutionException e) {
      promise.fail(new ApiException(
          ErrorType.UNAVAILABLE,
          threads.getActiveCount() + " queries run and " + WAITING_MAX + " wait, try again later"));
      return new Submitted<>(promise, future, threads);
    }
    Submitted<T> submitted = new Submitted<>(promise, future, threads);
    long timer = vertx.setTimer(
        Math.max(1, timeoutMillis),
        late -> submitted.giveUp(
            new ApiException(ErrorType.TIMEOUT, "query timed out in query execution")));
    promise.future().onComplete(done -> vertx.cancelTimer(timer));
    return submitted;
  }

  private record Submitted<T>(Promise<T> promise, FutureTask<T> task, ThreadPoolExecutor threads)
      implements Running<T> {
    @Override
    public Future<T> result() {
      return promise.future();
    }

    @Override
    public void cancel() {
      giveUp(new ApiException(ErrorType.CANCELED, "query was canceled"));
    }

    void giveUp(ApiException reason) {
      if (!promise.future().isComplete()) {
        task.cancel(true);
        threads.remove(task);
        promise.tryFail(reason);
      }
    }
  }

  /** Interrupts whatever runs and takes nothing more. */
  void close() {
    threads.shutdownNow();
  }
}
