// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Members;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A thread that asks every query service for the newest window all the time. */
public final class Watcher implements AutoCloseable {
  private static final int PAUSE_MILLIS = 100;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private Watcher(Members members, Shown shown, LongSupplier clockMillis) {
    this.thread = new Thread(() -> watch(members, shown, clockMillis), "crash-watcher");
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  public static Watcher start(Members members, Shown shown, LongSupplier clockMillis) {
    Watcher watcher = new Watcher(members, shown, clockMillis);
    watcher.thread.start();
    return watcher;
  }

  private void watch(Members members, Shown shown, LongSupplier clockMillis) {
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        for (Member query : members.queries()) {
          look(query, shown, clockMillis.getAsLong());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void look(Member query, Shown shown, long nowMillis) throws InterruptedException {
    if (!query.isRunning()) {
      return;
    }
    try {
      shown.look(Members.api(query), nowMillis);
    } catch (IOException e) {
      // A process is being killed or started: nothing is shown.
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
