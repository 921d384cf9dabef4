// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.page;

import io.redstart.limit.CancelledException;
import io.redstart.process.FatalErrors;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Lets a worker thread wait for the result of an event loop. */
public final class Blocking {
  private Blocking() {}

  /**
   * Runs an action on a context and waits for its result.
   *
   * @throws PromqlException if it fails or takes too long
   * @throws CancelledException if the query is cancelled meanwhile
   */
  public static <T> T await(
      Context context, QueryLimits limits, long timeoutMillis, Supplier<Future<T>> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    limits.cancellation().onCancel(() -> result.cancel(false));
    context.runOnContext(now -> action
        .get()
        .onComplete(
            value -> result.complete(value), failure -> result.completeExceptionally(failure)));
    limits.stopComputingUntil(result::isDone);
    try {
      return result.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      FatalErrors.check(e);
      PromqlException failure =
          new PromqlException(PromqlException.Kind.INTERNAL, "cannot ask the aggregators: " + e);
      failure.initCause(e);
      throw failure;
    } catch (CancellationException e) {
      limits.cancellation().check();
      throw e;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      limits.startComputing();
    }
  }

  /**
   * Waits for what another query computes.
   *
   * @return nothing if that query failed
   * @throws CancelledException if the waiting query is cancelled meanwhile
   */
  public static <T> Optional<T> awaitOther(CompletableFuture<T> result, QueryLimits limits) {
    if (!result.isDone()) {
      CompletableFuture<T> own = result.copy();
      limits.cancellation().onCancel(() -> own.cancel(false));
      limits.stopComputingUntil(own::isDone);
      try {
        own.get();
      } catch (ExecutionException | CancellationException e) {
        limits.cancellation().check();
        return Optional.empty();
      } catch (InterruptedException e) {
        throw interrupted(e);
      } finally {
        limits.startComputing();
      }
    }
    return result.isCompletedExceptionally() ? Optional.empty() : Optional.of(result.join());
  }

  /** Returns the failure for an interrupt, which must not happen: queries are cancelled instead. */
  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("a query thread was interrupted", e);
  }
}
