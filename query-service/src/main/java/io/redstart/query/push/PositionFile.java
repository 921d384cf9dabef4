// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.redstart.process.ProcessLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last delivered stamp of an export on disk, in a folder that several exports may share:
 *
 * <pre>
 *   otlp.lock       held while the export runs, so that two processes do not send the same
 *   otlp.position   epoch milliseconds as text, and a line feed
 *   otlp.begun      the same: the last stamp of which something was sent
 * </pre>
 *
 * <p>A stamp is begun before it is sent. So after a crash the same stamp is sent again, even if the
 * interval is another one by then, and it is known that the receiver may have parts of it. A crash
 * leaves the old content of a file or the new one. Its methods block.
 */
final class PositionFile implements AutoCloseable {
  private final Path folder;
  private final Path file;
  private final Path begunFile;
  private final Path lockFile;
  private @Nullable ProcessLock lock;
  private OptionalLong begun = OptionalLong.empty();

  /**
   * Names a file.
   *
   * @param folder its folder, made when it is first written
   * @param name the name of the export
   */
  PositionFile(Path folder, String name) {
    this.folder = folder.toAbsolutePath();
    this.file = this.folder.resolve(name + ".position");
    this.begunFile = this.folder.resolve(name + ".begun");
    this.lockFile = this.folder.resolve(name + ".lock");
  }

  /**
   * Makes the folder, locks the position and reads it.
   *
   * @return nothing if there is no position
   * @throws IOException if another process holds the lock; if the file cannot be read, or has other
   *     content
   */
  synchronized OptionalLong open() throws IOException {
    Files.createDirectories(folder);
    lock = ProcessLock.tryTake(lockFile);
    if (lock == null) {
      throw new IOException(folder + " is in use by " + ProcessLock.holder(lockFile)
          + ": configure this export in one process only, or choose another path");
    }
    try {
      begun = read(begunFile);
      return read(file);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static OptionalLong read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return OptionalLong.empty();
    }
    String text = Files.readString(file, US_ASCII).strip();
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IOException(
          file + " does not hold a time in epoch milliseconds; remove it to begin at now", e);
    }
  }

  /** Returns the stamp that was begun last. */
  synchronized OptionalLong begun() {
    return begun;
  }

  /** Notes that a stamp is about to be sent, unless that is known. */
  synchronized void begin(long stampMillis) throws IOException {
    OptionalLong now = OptionalLong.of(stampMillis);
    if (!now.equals(begun)) {
      write(begunFile, stampMillis);
      begun = now;
    }
  }

  /** Replaces the position; it is on disk when this returns. */
  synchronized void write(long stampMillis) throws IOException {
    write(file, stampMillis);
  }

  private void write(Path target, long stampMillis) throws IOException {
    if (lock == null) {
      throw new IOException(target + " is not open");
    }
    Path draft = folder.resolve(target.getFileName() + ".new");
    try (FileChannel channel = FileChannel.open(
        draft,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer text = ByteBuffer.wrap((stampMillis + "\n").getBytes(US_ASCII));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(folder)) {
      entries.force(true);
    }
  }

  /** Releases the lock, once what is being written is on disk. */
  @Override
  public synchronized void close() throws IOException {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }
}
