// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.limit.Cancellation;
import io.redstart.limit.Cancellation.Reason;
import io.redstart.limit.CancelledException;
import io.redstart.limit.Processors;
import io.redstart.query.promql.QueryLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that queries run on, and who is next. A {@link Query} runs its first task when a
 * thread is free and memory is left, and further ones, the chunks of its answer, before any query
 * that has not begun; between them it has no thread:
 *
 * <pre>
 *   open ─▶ run: waits ─▶ runs ─▶ (nothing: its client takes a chunk) ─▶ run: runs ─▶ … ─▶ close
 *            at most 512   at most concurrencyMax, and SENDING for further tasks
 * </pre>
 *
 * <p>Of the queries that run, as many compute at once as {@link Processors} allows; the others wait
 * for pages of rows or for their turn.
 *
 * <p>A query that has begun never waits for memory, so that what is used becomes free. Whoever is
 * cancelled leaves its place at once, and its thread at its next check. Thread-safe; results arrive
 * on the context that gave the task in.
 */
final class QueryPool {
  /** How many queries wait at most; Prometheus would stop at 512 connections. */
  static final int WAITING_MAX = 512;

  /** Answers that have begun do not wait for all queries that run. */
  private static final int SENDING = 2;

  private static final long IDLE_THREAD_SECONDS = 60;

  /** The deepest query that the engine takes needs less than half of it. */
  private static final long STACK_SIZE_BYTES = 2 << 20;

  private final Vertx vertx;
  private final int concurrencyMax;
  private final QueryMemory memory;
  private final Processors processors;
  private final ThreadPoolExecutor threads;
  /** Guarded by this, like all below: first tasks. */
  private final Deque<Job<?>> waiting = new ArrayDeque<>();
  /** Further tasks of queries that have begun. */
  private final Deque<Job<?>> resumed = new ArrayDeque<>();

  private final Set<Query> open = new HashSet<>();
  private int running;
  private boolean isClosed;

  QueryPool(Vertx vertx, int concurrencyMax, QueryMemory memory, Processors processors) {
    this.vertx = vertx;
    this.concurrencyMax = concurrencyMax;
    this.memory = memory;
    this.processors = processors;
    AtomicInteger number = new AtomicInteger();
    this.threads = new ThreadPoolExecutor(
        concurrencyMax + SENDING,
        concurrencyMax + SENDING,
        IDLE_THREAD_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread thread = new Thread(
              null, task, "redstart-query-" + number.getAndIncrement(), STACK_SIZE_BYTES);
          thread.setDaemon(true);
          return thread;
        });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Returns how many tasks run. */
  synchronized int running() {
    return running;
  }

  /** Returns how many queries wait to begin. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Opens a query, whose time begins. Whoever does so closes it. */
  Query open(long timeoutMillis) {
    Query query = new Query(timeoutMillis);
    boolean isLate;
    synchronized (this) {
      isLate = isClosed;
      open.add(query);
    }
    if (isLate) {
      query.cancel(Reason.CANCELED);
    }
    return query;
  }

  /** Starts what can start; each that is given to the threads finds a free one. */
  private synchronized void dispatch() {
    for (Job<?> job = next(); job != null && !isClosed; job = next()) {
      job.isStarted = true;
      running++;
      threads.execute(job);
    }
  }

  private @Nullable Job<?> next() {
    if (!resumed.isEmpty() && running < concurrencyMax + SENDING) {
      return resumed.remove();
    }
    boolean mayBegin = !waiting.isEmpty() && running < concurrencyMax && memory.hasRoom();
    return mayBegin ? waiting.remove() : null;
  }

  /** Cancels all queries, and opens none that is not. */
  void close() {
    List<Query> all;
    synchronized (this) {
      isClosed = true;
      all = List.copyOf(open);
      threads.shutdown();
    }
    all.forEach(query -> query.cancel(Reason.CANCELED));
  }

  /** A query from its arrival to the last byte of its answer. */
  final class Query {
    private final Cancellation cancellation = new Cancellation();
    private final QueryLimits limits = memory.limits(cancellation, processors.place());
    private final long deadline;
    /** Guarded by the pool, like all below: what waits or runs. */
    private @Nullable Job<?> job;

    private boolean hasBegun;
    private boolean isEnded;

    private Query(long timeoutMillis) {
      deadline = vertx.setTimer(Math.max(1, timeoutMillis), late -> cancel(Reason.TIMEOUT));
    }

    /** Returns what it may use; for its tasks alone. */
    QueryLimits limits() {
      return limits;
    }

    /**
     * Has a task run, one after the other. The result fails with a {@link CancelledException} once
     * the query is cancelled, and with an {@link ApiException} if there is no room for it to wait.
     */
    <T> Future<T> run(Callable<T> task) {
      Job<T> given = new Job<>(this, task, vertx.getOrCreateContext());
      synchronized (QueryPool.this) {
        if (hasBegun) {
          resumed.add(given);
        } else if (waiting.size() < WAITING_MAX) {
          waiting.add(given);
        } else {
          return Future.failedFuture(new ApiException(
              ErrorType.UNAVAILABLE,
              running + " queries run and " + WAITING_MAX + " wait, try again later"));
        }
        hasBegun = true;
        job = given;
      }
      try {
        cancellation.check();
        dispatch();
      } catch (CancelledException e) {
        leave(e);
      }
      return given.promise.future();
    }

    /** Says that its answer has begun: from now on its time is its client's. */
    void answered() {
      vertx.cancelTimer(deadline);
    }

    /** Gives it up, on any thread: its place is free at once, its thread at its next check. */
    void cancel(Reason reason) {
      if (cancellation.cancel(reason)) {
        leave(new CancelledException(reason));
      }
    }

    private void leave(CancelledException reason) {
      Job<?> left;
      synchronized (QueryPool.this) {
        left = job;
        if (left != null && !left.isStarted) {
          waiting.remove(left);
          resumed.remove(left);
          job = null;
        }
      }
      if (left != null) {
        left.fail(reason);
      }
    }

    /** Ends it: its memory is given back as soon as no thread works for it. */
    void close() {
      vertx.cancelTimer(deadline);
      boolean isIdle;
      synchronized (QueryPool.this) {
        if (isEnded) {
          return;
        }
        isEnded = true;
        isIdle = job == null;
        open.remove(this);
      }
      if (isIdle) {
        release();
      }
    }

    private void finished() {
      boolean isLast;
      synchronized (QueryPool.this) {
        job = null;
        running--;
        isLast = isEnded;
      }
      if (isLast) {
        release();
      } else {
        dispatch();
      }
    }

    private void release() {
      memory.end(limits);
      dispatch();
    }
  }

  /** A task with its result. */
  private static final class Job<T> implements Runnable {
    final Query query;
    final Promise<T> promise = Promise.promise();
    /** Guarded by the pool. */
    boolean isStarted;

    private final Callable<T> task;
    private final Context context;

    Job(Query query, Callable<T> task, Context context) {
      this.query = query;
      this.task = task;
      this.context = context;
    }

    /** An error of the JVM itself is nobody's answer: it goes to the thread's handler. */
    @Override
    public void run() {
      query.limits.startComputing();
      try {
        query.limits.check();
        T value = task.call();
        context.runOnContext(now -> promise.tryComplete(value));
      } catch (VirtualMachineError e) {
        throw e;
      } catch (Throwable failure) {
        fail(failure);
      } finally {
        query.limits.stopComputing();
        query.finished();
      }
    }

    void fail(Throwable failure) {
      context.runOnContext(now -> promise.tryFail(failure));
    }
  }
}
