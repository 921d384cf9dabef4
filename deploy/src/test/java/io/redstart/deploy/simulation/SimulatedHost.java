// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.process.ProcessLock;
import io.vertx.core.Future;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Runs what a store does beside its shards on the schedule. Between the append and the sync of a
 * record some time passes, in which everybody else goes on; so it does while upkeep writes chunks.
 */
final class SimulatedHost implements StoreHost {
  /** How often an idle committer looks whether a stamp must be recorded. */
  private static final long IDLE_LOOK_MILLIS = 200;

  private static final long UPKEEP_EVERY_MILLIS = 1_000;
  private static final long CHUNK_WRITE_MAX_MILLIS = 300;
  private static final long CLOSE_LOOK_MILLIS = 5;

  private final SimulatedProcess process;
  private final SimulatedDisk disk;
  private final SimulatedFileSystem files;
  private final SplittableRandom random;
  private final NewStore newStore;
  private final Path ownRows;
  /** Whether the store has had a follower. */
  private boolean isFed;
  /** The tasks that do upkeep just now. */
  private final Set<Runnable> upkeeping = new HashSet<>();

  /** The longest time between an append and its sync. */
  private final SyncPace pace;

  /** How slow the disk is at the moment. */
  interface SyncPace {
    /** Returns how long the next sync takes. */
    long millis();
  }

  /** Writes what a new store begins with, so that its id follows from the seed. */
  interface NewStore {
    /** Writes it. */
    void begin(KeyValues chunks);
  }

  SimulatedHost(
      SimulatedProcess process,
      SimulatedDisk disk,
      SplittableRandom random,
      SyncPace pace,
      NewStore newStore) {
    this.newStore = newStore;
    this.process = process;
    this.disk = disk;
    this.files = new SimulatedFileSystem(disk, process);
    this.ownRows = files.getPath(Cluster.FOLDER, "rows");
    this.random = random;
    this.pace = pace;
  }

  /** The process has ended: nothing that it opened works any more. */
  void unmount() {
    files.unmount();
    // What the system does: it releases the locks of the process.
    try {
      Field own = ProcessLock.class.getDeclaredField("OWN");
      own.setAccessible(true);
      ((Set<?>) own.get(null)).removeIf(this::isHere);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isHere(Object path) {
    return path instanceof Path locked && locked.getFileSystem() == files;
  }

  @Override
  public Path folder(String path) {
    return files.getPath(path);
  }

  @Override
  public long newId() {
    return random.nextLong();
  }

  @Override
  public KeyValues keyValues(Path folder, long cacheBytes) {
    SimulatedChunks chunks = disk.chunks(folder);
    if (chunks.isEmpty() && folder.equals(ownRows)) {
      newStore.begin(chunks.open(process, () -> 0));
    }
    return chunks.open(process, this::writeMillis);
  }

  @Override
  public KeyValues readOnlyKeyValues(Path folder) {
    return disk.chunks(folder).open(process, () -> 0);
  }

  /** The bus has its checksums. */
  @Override
  public void verify(Path folder) {}

  private long writeMillis() {
    // Work that takes long pauses now and then, which must not take any time here.
    LockSupport.unpark(Thread.currentThread());
    boolean isUpkeep = process.task() != null && upkeeping.contains(process.task());
    return isUpkeep && random.nextInt(4) == 0 ? random.nextLong(CHUNK_WRITE_MAX_MILLIS) : 0;
  }

  @Override
  public void start(String name, Runnable task) {
    process.after(random.nextLong(20), () -> process.begin(task));
  }

  @Override
  public void feed(Runnable task) {
    isFed = true;
    process.after(0, () -> process.begin(task));
  }

  @Override
  public Condition condition(ReentrantLock lock) {
    return new SimulatedCondition(process, lock);
  }

  @Override
  public <T> T await(Future<T> future, long maxMillis) throws ExecutionException, TimeoutException {
    boolean isDone = process.await(
        alarm -> future.onComplete(done -> alarm.run()), future::isComplete, maxMillis);
    if (!isDone) {
      throw new TimeoutException();
    }
    if (future.failed()) {
      throw new ExecutionException(future.cause());
    }
    return future.result();
  }

  @Override
  public CommitLoop commits(CommitSteps steps) {
    return new Commits(steps);
  }

  @Override
  public UpkeepLoop upkeep(Runnable step, Consumer<Throwable> fatal) {
    return new Upkeeping(step, fatal);
  }

  /** Runs upkeep every second. */
  private final class Upkeeping implements UpkeepLoop {
    private final Runnable step;
    private final Consumer<Throwable> fatal;
    private boolean isRunning;
    private boolean isClosed;

    Upkeeping(Runnable step, Consumer<Throwable> fatal) {
      this.step = step;
      this.fatal = fatal;
      process.after(UPKEEP_EVERY_MILLIS, this::begin);
    }

    private void begin() {
      if (!isClosed) {
        process.begin(this::run);
      }
    }

    private void run() {
      Runnable own = Objects.requireNonNull(process.task());
      isRunning = true;
      upkeeping.add(own);
      try {
        step.run();
      } catch (RuntimeException e) {
        if (!process.isDead()) {
          fatal.accept(e);
        }
      } finally {
        upkeeping.remove(own);
        isRunning = false;
      }
      process.after(UPKEEP_EVERY_MILLIS, this::begin);
    }

    @Override
    public void wake() {}

    @Override
    public void close(long afterMillis, Runnable cancel) {
      isClosed = true;
      while (isRunning) {
        process.pass(CLOSE_LOOK_MILLIS);
      }
    }
  }

  /** Appends, waits for the disk, syncs, and begins again. */
  private final class Commits implements CommitLoop {
    private final CommitSteps steps;
    private boolean isBusy;
    private boolean isDue;

    Commits(CommitSteps steps) {
      this.steps = steps;
      look();
    }

    private void look() {
      process.after(IDLE_LOOK_MILLIS, () -> {
        append();
        look();
      });
    }

    @Override
    public void queued() {
      if (!isDue) {
        isDue = true;
        process.after(0, this::append);
      }
    }

    private void append() {
      if (isBusy || steps.isDone()) {
        return;
      }
      isDue = false;
      isBusy = true;
      // Other shards do not move while the committer waits for them: it is not to wait.
      Thread.currentThread().interrupt();
      boolean isAppended = steps.append();
      boolean unused = Thread.interrupted();
      if (!isAppended) {
        sync();
      } else if (isFed) {
        // May wait for a follower.
        process.after(pace.millis(), () -> process.begin(this::sync));
      } else {
        process.after(pace.millis(), this::sync);
      }
    }

    private void sync() {
      steps.sync();
      isBusy = false;
      if (isDue) {
        process.after(0, this::append);
      }
    }

    @Override
    public <T> T await(CompletableFuture<T> result) {
      return process.await(result);
    }

    @Override
    public void end() {
      while (isBusy || !steps.isDone()) {
        process.pass(CLOSE_LOOK_MILLIS);
      }
    }
  }
}
