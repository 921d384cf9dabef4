// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other processes out of a store's folder: a lock on its file {@code lock}, which says who
 * holds it. The operating system releases it when the process ends, however it ends.
 *
 * <p>It also releases all locks that a process has on a file once the process closes any channel of
 * that file. So a file that this process has locked is never opened a second time.
 */
public final class StoreLock implements AutoCloseable {
  private static final String NAME = "lock";

  /** The files that this process has locked. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private StoreLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a folder, which must exist.
   *
   * @throws StoreException if another process holds the lock
   */
  public static StoreLock take(Path folder) throws IOException {
    Path file = folder.toRealPath().resolve(NAME);
    StoreLock lock = tryTake(file);
    if (lock == null) {
      throw new StoreException("the store in " + folder + " is in use by " + holder(file)
          + ": stop it, or choose another store.path");
    }
    try {
      write(lock.channel);
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Locks the backups of a store: one command at a time may have a copy made.
   *
   * @throws StoreException if another process holds the lock
   */
  public static StoreLock takeForBackup(Path folder) throws IOException {
    StoreLock lock = tryTake(new StoreFiles(folder.toRealPath()).backupLock());
    if (lock == null) {
      throw new StoreException("another backup of the store in " + folder + " is under way");
    }
    return lock;
  }

  /** Returns whether somebody holds a lock of this kind on a file, which may be missing. */
  static boolean isHeld(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    StoreLock lock = tryTake(file.toRealPath());
    if (lock == null) {
      return true;
    }
    lock.close();
    return false;
  }

  /** Returns whether a process uses the store in a folder now. */
  public static boolean isInUse(Path folder) throws IOException {
    return isHeld(folder.resolve(NAME));
  }

  /** Locks a file; returns null if this or another process has locked it. */
  private static @Nullable StoreLock tryTake(Path file) throws IOException {
    if (!OWN.add(file)) {
      return null;
    }
    StoreLock lock = null;
    try {
      lock = lock(file);
      return lock;
    } finally {
      if (lock == null) {
        OWN.remove(file);
      }
    }
  }

  private static @Nullable StoreLock lock(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
      return isLocked ? new StoreLock(file, channel) : null;
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
  }

  private static String holder(Path file) throws IOException {
    if (OWN.contains(file)) {
      return self();
    }
    String holder = Files.readString(file).strip();
    return holder.isEmpty() ? "another process" : holder;
  }

  private static String self() {
    ProcessHandle self = ProcessHandle.current();
    return "process " + self.pid()
        + self.info().startInstant().map(start -> ", started " + start).orElse("");
  }

  private static void write(FileChannel channel) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((self() + '\n').getBytes(StandardCharsets.UTF_8)), 0);
  }

  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      // By now somebody else may have the lock.
      return;
    }
    try {
      channel.close();
    } finally {
      OWN.remove(file);
    }
  }
}
