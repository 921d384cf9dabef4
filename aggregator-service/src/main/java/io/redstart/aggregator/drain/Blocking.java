// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.process.FatalErrors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a worker, where a drain is written as a sequence of steps. */
final class Blocking {
  private static final long WAIT_MAX_SECONDS = 60;

  private Blocking() {}

  /**
   * Waits for a result.
   *
   * @throws StoreException if it fails, or takes more than a minute
   */
  static <T> T await(StoreHost host, Future<T> future) {
    try {
      return host.await(future, TimeUnit.SECONDS.toMillis(WAIT_MAX_SECONDS));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      FatalErrors.check(cause);
      throw new StoreException(String.valueOf(cause.getMessage()), cause);
    } catch (TimeoutException e) {
      throw new StoreException("no answer for " + WAIT_MAX_SECONDS + " s", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static void pause(StoreHost host, Vertx vertx, long millis) {
    await(host, vertx.timer(millis));
  }

  private static StoreException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StoreException("interrupted: this process is stopping", e);
  }
}
