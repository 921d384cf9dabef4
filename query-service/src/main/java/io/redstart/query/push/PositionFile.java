// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Keeps the last delivered stamp on disk: epoch milliseconds as text, and a line feed. A crash leaves
 * the old file or the new one. Its methods block.
 */
final class PositionFile {
  private final Path folder;
  private final Path file;
  private final Path draft;

  /**
   * Names a file.
   *
   * @param folder its folder, made when it is first written
   * @param name the name of the export
   */
  PositionFile(Path folder, String name) {
    this.folder = folder.toAbsolutePath();
    this.file = folder.resolve(name + ".position");
    this.draft = folder.resolve(name + ".position.new");
  }

  /**
   * Makes the folder, and reads the stamp.
   *
   * @return nothing if there is no file
   * @throws IOException if the file cannot be read, or has other content
   */
  OptionalLong read() throws IOException {
    Files.createDirectories(folder);
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

  /** Replaces the stamp; it is on disk when this returns. */
  void write(long stampMillis) throws IOException {
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
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(folder)) {
      entries.force(true);
    }
  }
}
