// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.zip.CRC32C;

/**
 * The side file: the number of the last commit that is durable, and so may be acknowledged.
 *
 * <pre>
 *   commit    8 bytes, 0 before the first
 *   checksum  4 bytes, CRC-32C of the 8
 * </pre>
 *
 * <p>It is synced when the journal is opened and when a file is complete, but not after each
 * commit: a sync of its own would double the time of a commit. A killed process leaves the last
 * number, a power cut perhaps an older one. The number only proves that commits existed; if it is
 * old, or the file cannot be read (which counts as 0), the journal is checked less strictly, and
 * never refused for it.
 */
final class AcknowledgedFile implements AutoCloseable {
  private static final int BYTES = Long.BYTES + Integer.BYTES;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

  private AcknowledgedFile(FileChannel channel) {
    this.channel = channel;
  }

  static boolean exists(JournalFolder folder) {
    return Files.exists(folder.acknowledged());
  }

  /** Returns the number in the side file, or 0 if there is none. */
  static long read(JournalFolder folder) throws IOException {
    if (!exists(folder)) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES + 1);
    try (FileChannel channel = folder.open(folder.acknowledged(), READ)) {
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // A file that goes on after its 12 bytes fills the buffer, and is no side file.
      }
    }
    if (bytes.flip().remaining() != BYTES) {
      return 0;
    }
    long commit = bytes.getLong();
    return commit > 0 && bytes.getInt() == checksum(commit) ? commit : 0;
  }

  /** Creates the side file or replaces its content, durably but for its name. */
  static AcknowledgedFile create(JournalFolder folder, long commit) throws IOException {
    FileChannel channel = folder.open(folder.acknowledged(), CREATE, WRITE);
    AcknowledgedFile file = new AcknowledgedFile(channel);
    try {
      file.write(commit);
      channel.truncate(BYTES);
      file.sync();
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  void write(long commit) throws IOException {
    buffer.clear();
    buffer.putLong(commit).putInt(checksum(commit)).flip();
    if (channel.write(buffer, 0) != BYTES) {
      throw new IOException("short write of the side file");
    }
  }

  void sync() throws IOException {
    channel.force(true);
  }

  private static int checksum(long commit) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, commit));
    return (int) checksum.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
