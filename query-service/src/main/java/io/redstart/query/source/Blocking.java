// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.query.promql.PromqlException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Where a worker thread waits for what an event loop does. */
final class Blocking {
  private Blocking() {}

  /**
   * Runs something on a context and waits for its result.
   *
   * @throws PromqlException if it fails, takes too long, or the thread is interrupted
   */
  static <T> T await(Context context, long timeoutMillis, Supplier<Future<T>> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    context.runOnContext(now -> action
        .get()
        .onComplete(
            value -> result.complete(value), failure -> result.completeExceptionally(failure)));
    try {
      return result.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      PromqlException failure = new PromqlException(
          PromqlException.Kind.INTERNAL, "the aggregators could not be asked: " + e);
      failure.initCause(e);
      throw failure;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Returns what a query that was interrupted while it waited ends with. */
  static PromqlException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    PromqlException timeout =
        new PromqlException(PromqlException.Kind.TIMEOUT, "query timed out in query execution");
    timeout.initCause(e);
    return timeout;
  }
}
