// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  }

  SimulatedDisk(SplittableRandom random) {
    this.random = random;
  }

  /** Returns what keeps the chunks of a folder, instead of RocksDB's files. */
  SimulatedChunks chunks(Path folder) {
    return chunks.computeIfAbsent(folder.toString(), none -> new SimulatedChunks());
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

  void delete(Path path) throws NoSuchFileException {
    if (files.remove(path.toString()) == null && !folders.remove(path.toString())) {
      throw new NoSuchFileException(path.toString());
    }
  }

  /** Renames a file, all at once: a power cut leaves the new name, whatever the file contains. */
  void move(Path from, Path to) throws NoSuchFileException {
    SimulatedFile file = files.remove(from.toString());
    if (file == null) {
      throw new NoSuchFileException(from.toString());
    }
    files.put(to.toString(), file);
    durableFiles.remove(from.toString());
    durableFiles.put(to.toString(), file);
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
    if (lie == null || !path.toString().endsWith(JOURNAL_SUFFIX)) {
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
      if (file != null) {
        left.put(name, file);
      }
    }
    left.values().forEach(file -> file.losePower(random));
    files.clear();
    files.putAll(left);
    durableFiles = new TreeMap<>(left);
  }
}
