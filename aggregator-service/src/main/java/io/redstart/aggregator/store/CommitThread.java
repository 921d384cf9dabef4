// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.util.concurrent.CompletableFuture;

/** The thread of a committer. Nobody may interrupt it: an interrupt would close the journal. */
final class CommitThread implements StoreHost.CommitLoop {
  private final Thread thread;

  private CommitThread(Thread thread) {
    this.thread = thread;
  }

  static CommitThread start(StoreHost.CommitSteps steps) {
    Thread thread = new Thread(() -> run(steps), "redstart-committer");
    thread.setDaemon(true);
    thread.start();
    return new CommitThread(thread);
  }

  private static void run(StoreHost.CommitSteps steps) {
    while (!steps.isDone()) {
      try {
        steps.await();
      } catch (InterruptedException e) {
        continue;
      }
      boolean unused = steps.append();
      steps.sync();
    }
  }

  /** Does nothing: the thread waits at the queue. */
  @Override
  public void queued() {}

  @Override
  public <T> T await(CompletableFuture<T> result) {
    return result.join();
  }

  @Override
  public void end() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
