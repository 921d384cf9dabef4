// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.redstart.process.ProcessLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The folder of a queue, which one process at a time may use:
 *
 * <pre>
 *   lock                       held while the folder is used
 *   position                   the first record that is not finished: segment and offset, 8 bytes
 *                              each, and their CRC-32C, 4 bytes
 *   0000000000000001.segment   …
 * </pre>
 *
 * <p>An unreadable position costs only repetitions: everything that is still there is sent.
 */
public final class QueueFolder implements AutoCloseable {
  private static final int POSITION_BYTES = 2 * Long.BYTES + Integer.BYTES;
  private static final Pattern SEGMENT = Pattern.compile("([0-9a-f]{16})\\.segment");

  /** A place in the queue. */
  record Position(long segment, long offset) {
    static final Position START = new Position(0, 0);
  }

  private final Path path;
  private final ProcessLock lock;
  private final FileChannel position;

  private QueueFolder(Path path, ProcessLock lock, FileChannel position) {
    this.path = path;
    this.lock = lock;
    this.position = position;
  }

  /**
   * Opens a folder, or creates it.
   *
   * @throws IOException if that is impossible, or another process uses it; the message says so
   */
  public static QueueFolder open(Path path) throws IOException {
    Files.createDirectories(path);
    Path file = path.resolve("lock");
    ProcessLock lock = ProcessLock.tryTake(file);
    if (lock == null) {
      throw new IOException(path.toAbsolutePath() + " is in use by " + ProcessLock.holder(file));
    }
    try {
      return new QueueFolder(
          path, lock, FileChannel.open(path.resolve("position"), CREATE, READ, WRITE));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** Returns the numbers of the segments, ascending. */
  List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> SEGMENT.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Long.parseUnsignedLong(name.group(1), 16))
          .sorted()
          .toList();
    }
  }

  Path segment(long number) {
    return path.resolve("%016x.segment".formatted(number));
  }

  /** Returns the free bytes of its disk. */
  public long freeBytes() {
    return path.toFile().getUsableSpace();
  }

  Position position() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES);
    int read = position.read(bytes, 0);
    boolean isSound = read == POSITION_BYTES && bytes.getInt(2 * Long.BYTES) == checksum(bytes);
    return isSound ? new Position(bytes.getLong(0), bytes.getLong(Long.BYTES)) : Position.START;
  }

  void position(Position first) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES);
    bytes.putLong(first.segment).putLong(first.offset).putInt(checksum(bytes)).flip();
    position.write(bytes, 0);
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(2 * Long.BYTES));
    return (int) crc.getValue();
  }

  /** Makes the names of its files and its position durable. Any thread. */
  void sync() throws IOException {
    position.force(false);
    try (FileChannel folder = FileChannel.open(path, READ)) {
      folder.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    position.close();
    lock.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
