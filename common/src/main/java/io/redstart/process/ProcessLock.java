// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.process;

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
 * Keeps other processes out: a lock on a file, which says who holds it. The operating system
 * releases it when the process ends, however it ends.
 *
 * <p>It also releases all locks that a process has on a file once the process closes any channel of
 * that file. So a file that this process has locked is never opened a second time.
 */
public final class ProcessLock implements AutoCloseable {
  /** The files that this process has locked. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Locks a file, whose folder must exist; returns null if this or another process holds it. */
  public static @Nullable ProcessLock tryTake(Path file) throws IOException {
    Path real = real(file);
    if (!OWN.add(real)) {
      return null;
    }
    ProcessLock lock = null;
    try {
      lock = lock(real);
      return lock;
    } finally {
      if (lock == null) {
        OWN.remove(real);
      }
    }
  }

  /** One file has one name here, however its folder is called. */
  private static Path real(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    return folder == null || name == null ? absolute : folder.toRealPath().resolve(name);
  }

  private static @Nullable ProcessLock lock(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
      if (isLocked) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((self() + '\n').getBytes(StandardCharsets.UTF_8)), 0);
        return new ProcessLock(file, channel);
      }
      return null;
    } catch (IOException | RuntimeException e) {
      isLocked = false;
      throw e;
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
  }

  /** Returns whether a process holds the lock on a file, which may be missing. */
  public static boolean isHeld(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (ProcessLock lock = tryTake(file)) {
      return lock == null;
    }
  }

  /** Returns who holds the lock on a file: {@code process 4711, started 2026-01-02T03:04:05Z}. */
  public static String holder(Path file) throws IOException {
    if (OWN.contains(real(file))) {
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
