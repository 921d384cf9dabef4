// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.process.ProcessLock;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
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

  private final SimulatedProcess process;
  private final SimulatedDisk disk;
  private final SimulatedFileSystem files;
  private final SplittableRandom random;
  private boolean isUpkeepRunning;
  private boolean isUpkeepClosed;
  /** The longest time between an append and its sync. */
  private final SyncPace pace;

  /** How slow the disk is at the moment. */
  interface SyncPace {
    /** Returns how long the next sync takes. */
    long millis();
  }

  SimulatedHost(
      SimulatedProcess process, SimulatedDisk disk, SplittableRandom random, SyncPace pace) {
    this.process = process;
    this.disk = disk;
    this.files = new SimulatedFileSystem(disk);
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
  public KeyValues keyValues(Path folder, long cacheBytes) {
    return disk.chunks(folder).open(process, this::writeMillis);
  }

  private long writeMillis() {
    // Work that takes long pauses now and then, which must not take any time here.
    LockSupport.unpark(Thread.currentThread());
    return isUpkeepRunning && random.nextInt(4) == 0 ? random.nextLong(CHUNK_WRITE_MAX_MILLIS) : 0;
  }

  @Override
  public void start(String name, Runnable task) {
    process.after(random.nextLong(20), () -> {
      if (isUpkeepRunning) {
        start(name, task);
      } else {
        task.run();
      }
    });
  }

  @Override
  public CommitLoop commits(CommitSteps steps) {
    return new Commits(steps);
  }

  @Override
  public UpkeepLoop upkeep(Runnable step, Consumer<Throwable> fatal) {
    process.after(UPKEEP_EVERY_MILLIS, () -> upkeepStep(step, fatal));
    return new UpkeepLoop() {
      @Override
      public void wake() {}

      @Override
      public void close(long afterMillis, Runnable cancel) {
        isUpkeepClosed = true;
      }
    };
  }

  private void upkeepStep(Runnable step, Consumer<Throwable> fatal) {
    if (isUpkeepClosed) {
      return;
    }
    isUpkeepRunning = true;
    try {
      step.run();
    } catch (SimulatedProcess.ProcessEndedException e) {
      return;
    } catch (RuntimeException e) {
      if (!process.isDead()) {
        fatal.accept(e);
      }
      return;
    } finally {
      isUpkeepRunning = false;
    }
    process.after(UPKEEP_EVERY_MILLIS, () -> upkeepStep(step, fatal));
  }

  /** Appends, waits for the disk, syncs, and begins again. */
  private final class Commits implements CommitLoop {
    private final CommitSteps steps;
    private boolean isSyncing;
    private boolean isDue;

    Commits(CommitSteps steps) {
      this.steps = steps;
      look();
    }

    private void look() {
      process.after(IDLE_LOOK_MILLIS, () -> {
        queued();
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
      if (isSyncing || steps.isDone()) {
        return;
      }
      isDue = false;
      isSyncing = true;
      steps.append();
      process.after(pace.millis(), this::sync);
    }

    private void sync() {
      if (isSyncing) {
        isSyncing = false;
        steps.sync();
        if (isDue) {
          process.after(0, this::append);
        }
      }
    }

    @Override
    public <T> T await(CompletableFuture<T> result) {
      while (!result.isDone()) {
        turn();
      }
      return result.join();
    }

    private void turn() {
      isDue = false;
      if (isSyncing) {
        isSyncing = false;
      } else {
        steps.append();
      }
      steps.sync();
      if (process.isDead()) {
        throw new SimulatedProcess.ProcessEndedException(process.name());
      }
    }

    @Override
    public void end() {
      while (!steps.isDone()) {
        turn();
      }
    }
  }
}
