// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs computations that recurse as deep as an expression nests or repeats. They run on a thread
 * whose stack is large enough for every accepted expression. RE2/J's compiler needs 460 bytes per
 * level: {@code x{0,1000}} has 2,000 levels, and a thousand nested choices up to 4,000.
 */
final class DeepStack {
  private static final long STACK_BYTES = 16 << 20;

  private DeepStack() {}

  /** Computes a result on another thread and waits for it. */
  static <T> T call(Supplier<T> computation) {
    FutureTask<T> task = new FutureTask<>(computation::get);
    Thread thread = new Thread(null, task, "regex-compiler", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw (Error) e.getCause();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
