// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.StoreFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies the files of a store that nobody writes, and makes the copy durable. */
public final class FolderCopy {
  /** Copies appear under this name first, so that a folder with the final name is whole. */
  private static final String INCOMPLETE = ".incomplete";

  private final Progress progress;
  private final boolean linkTables;
  private long doneBytes;
  private long totalBytes;

  /**
   * Prepares a copy.
   *
   * @param linkTables whether RocksDB's tables, which never change, may be links
   */
  FolderCopy(boolean linkTables, Progress progress) {
    this.linkTables = linkTables;
    this.progress = progress;
  }

  /** Copies a store to a folder that does not exist. The folder exists only once it is whole. */
  void copy(StoreFiles source, Path target) throws IOException {
    Path draft = target.resolveSibling(target.getFileName() + INCOMPLETE);
    deleteTree(draft);
    Files.createDirectory(draft);
    copyParts(source, new StoreFiles(draft));
    move(draft, target);
  }

  /** Copies rows and journal of a store into a folder that has neither. */
  void copyParts(StoreFiles source, StoreFiles target) throws IOException {
    totalBytes = sizeBytes(source.rows()) + sizeBytes(source.journal());
    copyFiles(source.journal(), target.journal());
    Path draft = target.rows().resolveSibling("rows" + INCOMPLETE);
    deleteTree(draft);
    copyFiles(source.rows(), draft);
    // A journal without rows is refused loudly, so a copy that was interrupted is never opened.
    move(draft, target.rows());
  }

  private void copyFiles(Path source, Path target) throws IOException {
    Files.createDirectories(target);
    for (Path file : filesIn(source)) {
      String name = file.getFileName().toString();
      if (!name.equals("LOCK") && !name.startsWith("LOG")) {
        Path copy = target.resolve(name);
        if (!linkTables || !isTable(file) || !link(file, copy)) {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        doneBytes += Files.size(copy);
        progress.at("copying", doneBytes, totalBytes);
      }
    }
  }

  private static boolean link(Path file, Path copy) {
    try {
      Files.createLink(copy, file);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      // Another file system, or one without links.
      return false;
    }
  }

  /** Makes a folder durable and then gives it its final name on the same file system. */
  public static void move(Path draft, Path target) throws IOException {
    syncTree(draft);
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    sync(parentOf(target), READ);
  }

  static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  private static void syncTree(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      sync(one, Files.isDirectory(one) ? READ : WRITE);
    }
  }

  private static void sync(Path path, OpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /** Returns the size of the files in a folder, which may be changing or missing. */
  public static long sizeBytes(Path folder) throws IOException {
    long sizeBytes = 0;
    for (Path file : filesIn(folder)) {
      sizeBytes += sizeOf(file);
    }
    return sizeBytes;
  }

  /** Returns the size of RocksDB's tables in a folder. */
  static long tablesBytes(Path folder) throws IOException {
    long sizeBytes = 0;
    for (Path file : filesIn(folder)) {
      sizeBytes += isTable(file) ? sizeOf(file) : 0;
    }
    return sizeBytes;
  }

  private static boolean isTable(Path file) {
    return file.toString().endsWith(".sst");
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException deletedMeanwhile) {
      return 0;
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Deletes a folder with everything in it, if it exists. */
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }
}
