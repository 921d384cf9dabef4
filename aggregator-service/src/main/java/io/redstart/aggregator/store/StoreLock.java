// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other processes out of a store's folder: a lock on its file {@code lock}, which says who
 * holds it. The operating system releases it when the process ends, however it ends.
 */
public final class StoreLock implements AutoCloseable {
  private static final String NAME = "lock";
  private static final int TEXT_MAX_BYTES = 1024;

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder, which must exist.
   *
   * @throws StoreException if another process holds the lock
   */
  public static StoreLock take(Path folder) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve(NAME), CREATE, READ, WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new StoreException("the store in " + folder + " is in use by " + holder(channel)
            + ": stop it, or choose another store.path");
      }
      write(channel);
      return new StoreLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Locks the backups of a store: one command at a time may have a copy made.
   *
   * @throws StoreException if another process holds the lock
   */
  public static StoreLock takeForBackup(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(new StoreFiles(folder).backupLock(), CREATE, READ, WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new StoreException("another backup of the store in " + folder + " is under way");
      }
      return new StoreLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns whether somebody holds a lock of this kind on a file, which may be missing. */
  static boolean isHeld(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, READ, WRITE);
        FileLock lock = tryLock(channel)) {
      return lock == null;
    }
  }

  /** Returns whether a process uses the store in a folder now. */
  public static boolean isInUse(Path folder) throws IOException {
    return isHeld(folder.resolve(NAME));
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(TEXT_MAX_BYTES);
    channel.read(text, 0);
    String holder = StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
    return holder.isEmpty() ? "another process" : holder;
  }

  private static void write(FileChannel channel) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    String text = "process " + self.pid()
        + self.info().startInstant().map(start -> ", started " + start).orElse("") + '\n';
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
