// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the started parts and stops them in reverse order. Thread-safe. */
final class StartedParts {
  private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();

  /** Registers how to stop a part that has just started. */
  synchronized void add(Supplier<Future<Void>> stop) {
    stops.push(stop);
  }

  /**
   * Stops one part after the other, whether the previous stop succeeded or not. Fails with the
   * first failure.
   */
  Future<Void> stop() {
    // Without a context, because one of the parts is Vert.x, which closes the event loops of every
    // context.
    Promise<Void> done = Promise.promise();
    stopNext(done, null);
    return done.future();
  }

  private void stopNext(Promise<Void> done, @Nullable Throwable firstFailure) {
    Supplier<Future<Void>> stop = next();
    if (stop != null) {
      Future.<Void>future(stopped -> stop.get().onComplete(stopped))
          .onComplete(
              stopped -> stopNext(done, firstFailure == null ? stopped.cause() : firstFailure));
    } else if (firstFailure == null) {
      done.complete();
    } else {
      done.fail(firstFailure);
    }
  }

  private synchronized @Nullable Supplier<Future<Void>> next() {
    return stops.poll();
  }
}
