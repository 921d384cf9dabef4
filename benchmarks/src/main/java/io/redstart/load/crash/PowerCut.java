// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Preload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Removes from a store, after its process was killed, what a power cut could remove: bytes beyond
 * the last synced size, and files whose folder was not synced since they were created. Half of the
 * cuts are strict and remove all of that. In the others, a random part of it survives.
 *
 * <p>Not imitated: bytes overwritten in place, deleted and renamed files that return.
 */
final class PowerCut {
  /**
   * What a cut removed.
   *
   * @param strict whether everything that was not synced vanished
   * @param files files that vanished
   * @param bytes bytes that vanished from the remaining ones
   */
  record Result(boolean strict, int files, long bytes) {
    @Override
    public String toString() {
      return (strict ? "strict" : "lenient") + " power cut: " + files + " files and " + bytes
          + " bytes vanished";
    }
  }

  private final Preload preload;
  private final SplittableRandom random;
  private final boolean strict;
  private final Map<String, Long> syncedBytes = new HashMap<>();
  private final Set<String> linked = new HashSet<>();
  private final List<String> surviving = new ArrayList<>();
  private int files;
  private long bytes;

  private PowerCut(Preload preload, SplittableRandom random) {
    this.preload = preload;
    this.random = random;
    this.strict = random.nextBoolean();
  }

  /** Cuts a store whose process has ended. */
  static Result apply(Preload preload, SplittableRandom random)
      throws IOException, InterruptedException {
    PowerCut cut = new PowerCut(preload, random);
    cut.readLog();
    for (Path file : cut.files()) {
      cut.cut(file);
    }
    // What has survived is on the disk, so the next cut cannot remove it.
    Files.write(preload.log(), cut.surviving);
    return new Result(cut.strict, cut.files, cut.bytes);
  }

  private void readLog() throws IOException {
    if (Files.notExists(preload.log())) {
      return;
    }
    for (String line : Files.readAllLines(preload.log())) {
      String[] words = line.split(" ", -1);
      String identity = words[1] + " " + words[2];
      if (words[0].equals("L")) {
        linked.add(identity);
      } else {
        syncedBytes.put(identity, Long.parseLong(words[3]));
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(preload.store())) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void cut(Path file) throws IOException, InterruptedException {
    String identity = identity(file);
    if (!linked.contains(identity) && vanishes()) {
      Files.delete(file);
      files++;
      return;
    }
    long size = Files.size(file);
    long synced = Math.min(size, syncedBytes.getOrDefault(identity, 0L));
    long kept = strict ? synced : synced + random.nextLong(size - synced + 1);
    if (kept < size) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(kept);
      }
      bytes += size - kept;
    }
    surviving.add("L " + identity);
    surviving.add("S " + identity + " " + kept);
  }

  private boolean vanishes() {
    return strict || random.nextBoolean();
  }

  /** Returns inode and time of birth as the library writes them; Java 17 cannot read the birth. */
  private static String identity(Path file) throws IOException, InterruptedException {
    Process stat = new ProcessBuilder("stat", "--printf", "%i %.9W", file.toString()).start();
    String identity = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (stat.waitFor() != 0 || identity.split(" ", -1).length != 2) {
      throw new IOException("stat cannot read inode and birth of " + file + ": " + identity);
    }
    return identity;
  }
}
