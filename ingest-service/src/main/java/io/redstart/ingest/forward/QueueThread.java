// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.forward.queue.DiskQueue;
import io.redstart.ingest.forward.queue.QueuedRequest;
import io.redstart.process.FatalErrors;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that uses the queue, so that no event loop waits for a disk. Its methods hand work
 * over and return at once; any thread may call them. The work that waits for it is bounded by the
 * memory of its requests.
 */
final class QueueThread {
  private static final Logger log = LoggerFactory.getLogger(QueueThread.class);
  private static final long CLOSE_SECONDS_MAX = 4;

  private final DiskQueue queue;
  private final ForwardMemory memory;
  private final Consumer<QueuedRequest> receiver;
  private final Consumer<String> troubles;
  private final ExecutorService thread;
  private final ExecutorService syncThread;
  private final AtomicBoolean isSyncing = new AtomicBoolean();
  /** Requests that the receiver wants; of the queue's thread. */
  private int wanted;

  /**
   * Makes the thread.
   *
   * @param receiver gets the requests that it {@linkplain #want wants}, on this thread, and must
   *     {@linkplain #finish finish} each
   * @param troubles gets failures of the disk that lose nothing, on any thread
   */
  QueueThread(
      DiskQueue queue,
      ForwardMemory memory,
      Consumer<QueuedRequest> receiver,
      Consumer<String> troubles) {
    this.queue = queue;
    this.memory = memory;
    this.receiver = receiver;
    this.troubles = troubles;
    this.thread = named("redstart-forward-queue");
    this.syncThread = named("redstart-forward-sync");
  }

  private static ExecutorService named(String name) {
    return Executors.newSingleThreadExecutor(task -> {
      Thread made = new Thread(task, name);
      made.setDaemon(true);
      return made;
    });
  }

  /** Appends a request, for which there is memory reserved. */
  void append(byte[] payload, int spans, long stampMillis) {
    execute(() -> {
      try {
        queue.append(payload, spans, stampMillis);
      } finally {
        memory.giveBackToQueue(payload.length);
      }
      handOut();
    });
  }

  /** Asks for another request, once there is one. */
  void want() {
    execute(() -> {
      wanted++;
      handOut();
    });
  }

  /** Asks for no more requests. */
  void stopWanting() {
    execute(() -> wanted = 0);
  }

  /** Ends a request that the receiver got, and gives its memory back. */
  void finish(QueuedRequest request) {
    execute(() -> {
      queue.finish(request);
      release(request);
    });
  }

  /** Gives the memory of a request back, which stays in the queue for the next start. */
  void leave(QueuedRequest request) {
    execute(() -> release(request));
  }

  private void release(QueuedRequest request) {
    memory.giveBackToReceiver(request.payload().length);
    handOut();
  }

  private void handOut() {
    int length = wanted > 0 ? queue.nextBytes() : -1;
    while (length >= 0 && memory.tryTakeToReceiver(length)) {
      QueuedRequest request = queue.take();
      if (request == null) {
        memory.giveBackToReceiver(length);
      } else {
        wanted--;
        receiver.accept(request);
      }
      length = wanted > 0 ? queue.nextBytes() : -1;
    }
  }

  /** Keeps the position, and makes durable what waits for longer than a second. */
  void everySecond() {
    execute(() -> {
      try {
        DiskQueue.SyncTask task = queue.everySecond();
        if (task != null && isSyncing.compareAndSet(false, true)) {
          syncThread.execute(() -> sync(task));
        }
      } catch (IOException e) {
        troubles.accept("cannot keep the position: " + e.getMessage());
      }
    });
  }

  private void sync(DiskQueue.SyncTask task) {
    try {
      task.run();
    } catch (IOException e) {
      troubles.accept("cannot sync: " + e.getMessage());
    } catch (Throwable e) {
      FatalErrors.report("making the queue of forwarding durable failed", e);
    } finally {
      isSyncing.set(false);
    }
  }

  private void execute(Runnable work) {
    try {
      thread.execute(() -> {
        try {
          work.run();
        } catch (Throwable e) {
          FatalErrors.report("work on the queue of forwarding failed", e);
        }
      });
    } catch (RejectedExecutionException e) {
      log.debug("after the end", e);
    }
  }

  /** Finishes the work that was handed over, closes the queue and ends. Blocks. */
  void close() {
    thread.execute(() -> {
      try {
        queue.close();
      } catch (IOException e) {
        log.warn("cannot close the queue of forwarding", e);
      }
    });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        log.warn("the queue of forwarding did not close within {} s", CLOSE_SECONDS_MAX);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    syncThread.shutdown();
  }
}
