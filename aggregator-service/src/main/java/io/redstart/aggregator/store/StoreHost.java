// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.RocksKeyValues;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What a store needs from its process: folders, chunks on disk, and threads. The methods here are
 * those of a real process. A simulation overrides them all, so that a store runs without threads, on
 * a disk that forgets what was not synced.
 */
public interface StoreHost {
  /** A process with threads, and RocksDB for chunks. */
  StoreHost PROCESS = new StoreHost() {};

  /** Returns the folder of a store. */
  default Path folder(String path) {
    return Path.of(path);
  }

  /** Returns a new id of something that lives as long as this process at most. */
  default long newId() {
    return UUID.randomUUID().getMostSignificantBits();
  }

  /** Opens the chunks in a folder. */
  default KeyValues keyValues(Path folder, long cacheBytes) {
    return RocksKeyValues.open(folder, cacheBytes);
  }

  /** Opens chunks that nobody writes, for reading. */
  default KeyValues readOnlyKeyValues(Path folder) {
    return RocksKeyValues.openReadOnly(folder);
  }

  /** Verifies the checksums of chunks that nobody writes. */
  default void verify(Path folder) {
    try (RocksKeyValues rows = RocksKeyValues.openReadOnly(folder)) {
      rows.verify();
    }
  }

  /** Runs a task once, on a thread of its own. */
  default void start(String name, Runnable task) {
    new Thread(task, name).start();
  }

  /** Runs what feeds a follower, on a thread of its own, until it returns. */
  default void feed(Runnable task) {
    Thread feeding = new Thread(task, "redstart-feed");
    feeding.setDaemon(true);
    feeding.start();
  }

  /** Returns what the threads of a store and its feed wait for. */
  default Condition condition(ReentrantLock lock) {
    return lock.newCondition();
  }

  /** Waits on a worker. */
  default <T> T await(Future<T> future, long maxMillis)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get(maxMillis, TimeUnit.MILLISECONDS);
  }

  /** Runs the steps of a committer, again and again. */
  default CommitLoop commits(CommitSteps steps) {
    return CommitThread.start(steps);
  }

  /** Runs a step of upkeep, again and again. */
  default UpkeepLoop upkeep(Runnable step, Consumer<Throwable> fatal) {
    return new UpkeepThread(step, fatal);
  }

  /** What a committer does, again and again: it appends a record, then makes it durable. */
  interface CommitSteps {
    /**
     * Appends what is queued, or the stamp of a window that begins to be sealed. Does not wait.
     *
     * @return whether there is something to make durable
     */
    boolean append();

    /** Makes durable what {@link #append} appended, if anything, and completes the futures. */
    void sync();

    /** Waits until something is queued, or for a while. */
    void await() throws InterruptedException;

    /** Returns whether the committer is closed and nothing is queued. */
    boolean isDone();
  }

  /** Runs the steps of a committer. */
  interface CommitLoop {
    /** Says that something was queued. */
    void queued();

    /** Waits for what one of the steps completes. */
    <T> T await(CompletableFuture<T> result);

    /** Waits until the committer is done. */
    void end();
  }

  /** Runs upkeep. */
  interface UpkeepLoop {
    /** Runs the next step early. */
    void wake();

    /**
     * Ends the loop after the step under way.
     *
     * @param afterMillis how long to wait for the step before {@code cancel} is called
     * @param cancel ends the step
     */
    void close(long afterMillis, Runnable cancel);
  }
}
