// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.pool;

import io.redstart.limit.Cancellation;
import io.redstart.limit.Cancellation.Reason;
import io.redstart.limit.CancelledException;
import io.redstart.limit.Processors;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.promql.limit.QueryLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
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
 * Runs queries on its threads and decides which is next. A {@link Query} starts its first task when
 * a thread is free and memory is left. Its further tasks, the chunks of its answer, run before
 * queries that have not begun. Clients take turns: one with many queries delays the others by one
 * at most. Between tasks a query has no thread:
 *
 * <pre>
 *   open ─▶ run: waits ─▶ runs ─▶ (nothing: its client reads a chunk) ─▶ run: runs ─▶ … ─▶ close
 *            at most 512   at most concurrencyMax, and SENDING for further tasks
 * </pre>
 *
 * <p>Of the queries that run, as many compute at once as {@link Processors} allows; the others wait
 * for pages of rows or for their turn.
 *
 * <p>A query that has begun never waits for memory, so used memory always becomes free again. A
 * cancelled query leaves the queue at once, or its thread at its next check. Thread-safe; results
 * arrive on the context that submitted the task.
 */
public final class QueryPool {
  /** How many queries may wait; Prometheus stops at 512 connections. */
  static final int WAITING_MAX = 512;

  /** Extra threads for answers that have begun, so that they need not wait for running queries. */
  private static final int SENDING = 2;

  private static final long IDLE_THREAD_SECONDS = 60;

  /** The deepest query that the engine accepts needs less than half of it. */
  private static final long STACK_SIZE_BYTES = 2 << 20;

  private final Vertx vertx;
  private final int concurrencyMax;
  private final QueryMemory memory;
  private final Processors processors;
  private final ThreadPoolExecutor threads;
  /** First tasks of queries. Guarded by this, like all fields below. */
  private final FairQueue<Job<?>> waiting = new FairQueue<>();
  /** Further tasks of queries that have begun. */
  private final Deque<Job<?>> resumed = new ArrayDeque<>();

  private final Set<Query> open = new HashSet<>();
  private int running;
  private long opened;
  private boolean isClosed;

  /**
   * Makes a pool without threads; they begin with the first queries.
   *
   * @param concurrencyMax how many queries run at once
   */
  public QueryPool(Vertx vertx, int concurrencyMax, QueryMemory memory, Processors processors) {
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
  public synchronized int running() {
    return running;
  }

  /** Returns how many queries were opened in all. */
  public synchronized long opened() {
    return opened;
  }

  /** Returns how many queries wait to begin. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /**
   * Opens a query and starts its timeout. The caller must close it.
   *
   * @param client who asks: clients take turns when queries wait; null if unknown
   */
  public Query open(long timeoutMillis, @Nullable SocketAddress client) {
    // Not the port: a client may have many connections.
    Query query =
        new Query(timeoutMillis, client == null ? "" : String.valueOf(client.hostAddress()));
    boolean isLate;
    synchronized (this) {
      isLate = isClosed;
      open.add(query);
      opened++;
    }
    if (isLate) {
      query.cancel(Reason.CANCELED);
    }
    return query;
  }

  /** Starts all tasks that can start; each one finds a free thread. */
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

  /** Cancels all queries; queries opened later are cancelled at once. */
  public void close() {
    List<Query> all;
    synchronized (this) {
      isClosed = true;
      all = List.copyOf(open);
      threads.shutdown();
    }
    all.forEach(query -> query.cancel(Reason.CANCELED));
  }

  /** A query from its arrival to the last byte of its answer. */
  public final class Query {
    private final Cancellation cancellation = new Cancellation();
    private final QueryLimits limits = memory.limits(cancellation, processors.place());
    private final long deadline;
    private final String client;
    /** The task that waits or runs. Guarded by the pool, like all fields below. */
    private @Nullable Job<?> job;

    private boolean hasBegun;
    private boolean isEnded;

    private Query(long timeoutMillis, String client) {
      this.client = client;
      deadline = vertx.setTimer(Math.max(1, timeoutMillis), late -> cancel(Reason.TIMEOUT));
    }

    /** Returns the limits of the query; only its tasks may use them. */
    public QueryLimits limits() {
      return limits;
    }

    /**
     * Runs a task; the tasks of a query run one after the other. The result fails with a {@link
     * CancelledException} if the query is cancelled, and with an {@link ApiException} if the queue
     * is full.
     */
    public <T> Future<T> run(Callable<T> task) {
      Job<T> given = new Job<>(this, task, vertx.getOrCreateContext());
      synchronized (QueryPool.this) {
        if (hasBegun) {
          resumed.add(given);
        } else if (waiting.size() < WAITING_MAX) {
          waiting.add(client, given);
        } else {
          return Future.failedFuture(new ApiException(
              ErrorType.UNAVAILABLE,
              running
                  + " queries run (query.max_concurrency) and "
                  + WAITING_MAX
                  + " wait, try again later"));
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

    /** Stops the timeout: the answer has begun, and from now on the client sets the pace. */
    public void answered() {
      vertx.cancelTimer(deadline);
    }

    /**
     * Cancels the query, on any thread. It leaves the queue at once, or its thread at its next
     * check.
     */
    public void cancel(Reason reason) {
      if (cancellation.cancel(reason)) {
        leave(new CancelledException(reason));
      }
    }

    private void leave(CancelledException reason) {
      Job<?> left;
      synchronized (QueryPool.this) {
        left = job;
        if (left != null && !left.isStarted) {
          waiting.remove(client, left);
          resumed.remove(left);
          job = null;
        }
      }
      if (left != null) {
        left.fail(reason);
      }
    }

    /** Ends the query; its memory is released as soon as no thread works for it. */
    public void close() {
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

    /** Runs the task. An error of the JVM goes to the thread's handler, not to the client. */
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
