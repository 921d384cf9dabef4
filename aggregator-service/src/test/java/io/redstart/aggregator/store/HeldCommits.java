// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.util.concurrent.CountDownLatch;

/** A process whose syncs can be held back. */
final class HeldCommits implements StoreHost {
  private volatile CountDownLatch released = new CountDownLatch(0);

  /** Lets no sync begin from now on. */
  void hold() {
    released = new CountDownLatch(1);
  }

  void release() {
    released.countDown();
  }

  @Override
  public CommitLoop commits(CommitSteps steps) {
    return StoreHost.super.commits(new CommitSteps() {
      @Override
      public boolean append() {
        return steps.append();
      }

      @Override
      public void sync() {
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        steps.sync();
      }

      @Override
      public void await() throws InterruptedException {
        steps.await();
      }

      @Override
      public boolean isDone() {
        return steps.isDone();
      }
    });
  }
}
