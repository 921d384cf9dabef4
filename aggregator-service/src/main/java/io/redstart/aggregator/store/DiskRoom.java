// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room on a store's disk. The committer looks after each commit, several times a second, so
 * that what arrives between two looks fits into what is kept free (docs/rules.md, D8).
 *
 * <pre>
 *   free ≥ least        spans are accepted
 *        ≥ FULL_BYTES   spans are refused; windows are sealed, chunks are written
 *        below          nothing is appended; what was sealed can be read
 * </pre>
 *
 * <p>Used by one thread, except for the results, which any thread may read.
 */
final class DiskRoom {
  /** With less room than this, even a few bytes may fail, which would end the process. */
  static final long FULL_BYTES = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(DiskRoom.class);

  private final Path folder;
  private final long minFreeBytes;
  private final long chunkBytes;
  private final Disk disk;
  private volatile long freeBytes;
  private volatile @Nullable String problem;

  /** Measures a disk. */
  interface Disk {
    /** Returns how many bytes this process can still write. */
    long usableBytes() throws IOException;
  }

  /**
   * Takes a first look.
   *
   * @param minFreeBytes spans are refused below this, as configured
   * @param chunkBytes spans are refused below this too, because chunks need as much
   */
  DiskRoom(Path folder, long minFreeBytes, long chunkBytes, Disk disk) {
    this.folder = folder;
    this.minFreeBytes = minFreeBytes;
    this.chunkBytes = chunkBytes;
    this.disk = disk;
    look();
  }

  static DiskRoom of(Path folder, long minFreeBytes, long chunkBytes) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return new DiskRoom(folder, minFreeBytes, chunkBytes, store::getUsableSpace);
  }

  /** Measures the disk, and logs if spans are refused from now on, or no longer. */
  void look() {
    String before = problem;
    String found = find();
    problem = found;
    if (before == null && found != null) {
      log.warn("spans are refused: {}", found);
    } else if (before != null && found == null) {
      log.info("spans are accepted again: the disk of {} has {} bytes free", folder, freeBytes);
    }
  }

  private @Nullable String find() {
    try {
      freeBytes = disk.usableBytes();
    } catch (IOException e) {
      return "cannot look at the disk of " + folder + ": " + e.getMessage();
    }
    if (freeBytes >= Math.max(minFreeBytes, chunkBytes)) {
      return null;
    }
    String least = minFreeBytes >= chunkBytes
        ? minFreeBytes + " of store.min_free_bytes"
        : chunkBytes + " that writing chunks needs";
    return "the disk of " + folder + " has " + freeBytes + " bytes free, less than the " + least;
  }

  /** Returns how much was free at the last look. */
  long freeBytes() {
    return freeBytes;
  }

  /** Returns whether nothing should be appended that nobody waits for. */
  boolean isFull() {
    return freeBytes < FULL_BYTES;
  }

  /** Returns why spans are refused, if they are. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
