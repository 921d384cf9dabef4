// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreLock;
import io.redstart.aggregator.tool.FolderCopy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mark in the folder of a store that another aggregator has taken over: a file with the keeper's
 * name. It is written once the keeper serves its copy, and durable before this process falls silent.
 * The next start in this folder deletes the store. Otherwise two aggregators would serve it.
 */
public final class HandoverMark {
  private static final String NAME = "handed-over";
  private static final Logger log = LoggerFactory.getLogger(HandoverMark.class);

  private HandoverMark() {}

  /** Returns the keeper of the store that was in a folder, if it was handed over. */
  public static Optional<String> in(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  /** Marks a store as handed over, durably. */
  public static void write(Path folder, String keeper) throws IOException {
    Path draft = folder.resolve(NAME + ".new");
    Files.writeString(draft, keeper + '\n');
    sync(draft, StandardOpenOption.WRITE);
    Files.move(draft, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    sync(folder, StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /**
   * Deletes the store in a folder if it was handed over. The mark goes last, so that an interruption
   * is repeated.
   *
   * @throws StoreException if another process still uses the folder
   */
  public static void deleteHandedOver(Path folder) throws IOException {
    Optional<String> keeper = in(folder);
    if (keeper.isEmpty()) {
      return;
    }
    StoreLock lock = StoreLock.take(folder);
    try (lock) {
      StoreFiles files = new StoreFiles(folder);
      log.info(
          "deletes the store in {}, which {} has taken over: a new one begins",
          folder,
          keeper.get());
      FolderCopy.deleteTree(files.journal());
      FolderCopy.deleteTree(files.rows());
      FolderCopy.deleteTree(new ReplicaFolders(folder).all());
      sync(folder, StandardOpenOption.READ);
      Files.delete(folder.resolve(NAME));
      sync(folder, StandardOpenOption.READ);
    }
  }
}
