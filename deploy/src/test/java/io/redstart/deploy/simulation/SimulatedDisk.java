// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A volume that survives its processes. A process that ends leaves everything it wrote. A power cut
 * leaves what was synced, and of the rest, names and bytes, any part. Files are known by their
 * absolute paths.
 */
final class SimulatedDisk {
  static final long FREE_BYTES = 1L << 40;

  private static final String JOURNAL_SUFFIX = ".log";

  private final SplittableRandom random;
  private final Map<String, SimulatedFile> files = new TreeMap<>();
  private Map<String, SimulatedFile> durableFiles = new TreeMap<>();
  private final Map<String, SimulatedChunks> chunks = new TreeMap<>();
  private final Set<String> folders = new TreeSet<>(Set.of("/", "/store"));

  /** How many bytes the volume has free; nothing ever fills it. */
  long freeBytes = FREE_BYTES;

  /** How many more syncs of the journal succeed; the next one fails. */
  int syncsUntilFailure = Integer.MAX_VALUE;

  /** Breaks the promise of a sync, to see that the simulation notices: it happens later. */
  @Nullable
  Deferral deferral;

  /** Does something later. */
  interface Deferral {
    void later(Runnable action);

    /** Returns whether a file's syncs are put off. */
    default boolean isFor(String path) {
      return path.endsWith(JOURNAL_SUFFIX);
    }
  }

  SimulatedDisk(SplittableRandom random) {
    this.random = random;
  }

  /** Returns what keeps the chunks of a folder, instead of RocksDB's files. */
  SimulatedChunks chunks(Path folder) {
    String name = folder.toString();
    String table = name + '/' + SimulatedChunks.TABLE;
    folders.add(name);
    SimulatedFile copied = files.get(table);
    if (copied != null) {
      chunks.put(name, SimulatedChunks.of(copied.bytes(), () -> forget(table)));
    }
    return chunks.computeIfAbsent(name, none -> new SimulatedChunks(() -> {}));
  }

  private void forget(String table) {
    files.remove(table);
    durableFiles.remove(table);
  }

  boolean isFolder(Path path) {
    return folders.contains(path.toString());
  }

  @Nullable
  SimulatedFile file(Path path) {
    return files.get(path.toString());
  }

  SimulatedFile create(Path path) {
    return files.computeIfAbsent(path.toString(), none -> new SimulatedFile());
  }

  void createFolder(Path path) {
    folders.add(path.toString());
  }

  /** Gives a file a second name. */
  void link(Path existing, Path name) throws IOException {
    SimulatedFile file = files.get(existing.toString());
    if (file == null) {
      throw new NoSuchFileException(existing.toString());
    }
    if (files.putIfAbsent(name.toString(), file) != null) {
      throw new FileAlreadyExistsException(name.toString());
    }
  }

  /** Deletes a file, which a power cut may bring back, or a folder. */
  void delete(Path path) throws IOException {
    String name = path.toString();
    if (folders.contains(name)) {
      if (!names(path).isEmpty()) {
        throw new DirectoryNotEmptyException(name);
      }
      folders.remove(name);
      chunks.remove(name);
    } else if (files.remove(name) == null) {
      throw new NoSuchFileException(name);
    }
  }

  /**
   * Renames a file, or a folder with all that is in it, all at once: a power cut leaves the new name,
   * whatever the files contain.
   */
  void move(Path from, Path to) throws IOException {
    if (folders.contains(from.toString())) {
      moveFolder(from.toString(), to.toString());
      return;
    }
    SimulatedFile file = files.remove(from.toString());
    if (file == null) {
      throw new NoSuchFileException(from.toString());
    }
    files.put(to.toString(), file);
    durableFiles.remove(from.toString());
    durableFiles.put(to.toString(), file);
  }

  private void moveFolder(String from, String to) throws IOException {
    if (folders.contains(to) || files.containsKey(to)) {
      throw new DirectoryNotEmptyException(to);
    }
    for (Map<String, ?> named : List.of(files, durableFiles, chunks)) {
      moveNames(named, from, to);
    }
    for (String folder : List.copyOf(folders)) {
      if (folder.equals(from) || folder.startsWith(from + '/')) {
        folders.remove(folder);
        folders.add(to + folder.substring(from.length()));
      }
    }
  }

  private static <V> void moveNames(Map<String, V> named, String from, String to) {
    for (String name : List.copyOf(named.keySet())) {
      if (name.startsWith(from + '/')) {
        V value = named.remove(name);
        named.put(to + name.substring(from.length()), value);
      }
    }
  }

  List<String> names(Path folder) {
    List<String> names = new ArrayList<>();
    files.keySet().stream().filter(file -> isIn(file, folder)).forEach(names::add);
    folders.stream().filter(file -> isIn(file, folder)).forEach(names::add);
    return names;
  }

  private static boolean isIn(String file, Path folder) {
    Path parent = Path.of(file).getParent();
    return parent != null && parent.toString().equals(folder.toString());
  }

  void sync(Path path) throws IOException {
    SimulatedFile file = file(path);
    if (file == null) {
      syncNames(path);
      return;
    }
    if (path.toString().endsWith(JOURNAL_SUFFIX) && syncsUntilFailure-- <= 0) {
      syncsUntilFailure = Integer.MAX_VALUE;
      file.failSync(random);
      throw new IOException("input/output error");
    }
    Deferral lie = deferral;
    if (lie == null || !lie.isFor(path.toString())) {
      file.sync();
    } else {
      lie.later(file::sync);
    }
  }

  private void syncNames(Path folder) {
    durableFiles.keySet().removeIf(file -> isIn(file, folder) && !files.containsKey(file));
    files.forEach((name, file) -> {
      if (isIn(name, folder)) {
        durableFiles.put(name, file);
      }
    });
  }

  /** The process ended. */
  void settle() {
    chunks.values().forEach(one -> one.settle(random));
  }

  /** The power failed. */
  void losePower() {
    settle();
    Map<String, SimulatedFile> before = durableFiles;
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(files.keySet());
    Map<String, SimulatedFile> left = new TreeMap<>();
    for (String name : names) {
      SimulatedFile file = (random.nextBoolean() ? before : files).get(name);
      // What was in a folder is gone with it.
      if (file != null && folders.contains(String.valueOf(Path.of(name).getParent()))) {
        left.put(name, file);
      }
    }
    Set<SimulatedFile> once = Collections.newSetFromMap(new IdentityHashMap<>());
    left.values().stream().filter(once::add).forEach(file -> file.losePower(random));
    files.clear();
    files.putAll(left);
    durableFiles = new TreeMap<>(left);
  }
}
