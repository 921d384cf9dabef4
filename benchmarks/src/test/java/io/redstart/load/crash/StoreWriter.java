// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that writes files, some of them synced, into a folder as a store does. */
final class StoreWriter {
  static final int SYNCED_BYTES = 100;
  static final int UNSYNCED_BYTES = 50;

  private StoreWriter() {}

  public static void main(String[] args) throws IOException {
    Path store = Path.of(args[0]);
    write(store.resolve("deleted"), SYNCED_BYTES, 0);
    write(store.resolve("synced"), SYNCED_BYTES, UNSYNCED_BYTES);
    write(store.resolve("temporary"), SYNCED_BYTES, 0);
    Files.move(store.resolve("temporary"), store.resolve("renamed"));
    Files.delete(store.resolve("deleted"));
    write(store.resolve("never-synced"), 0, UNSYNCED_BYTES);
    try (FileChannel folder = FileChannel.open(store)) {
      folder.force(true);
    }
    write(store.resolve("not-in-the-folder"), SYNCED_BYTES, 0);
  }

  private static void write(Path file, int synced, int unsynced) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (synced > 0) {
        channel.write(ByteBuffer.allocate(synced));
        channel.force(false);
      }
      channel.write(ByteBuffer.allocate(unsynced));
    }
  }
}
