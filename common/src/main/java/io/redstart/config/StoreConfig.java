// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.time.Duration;
import java.util.List;

/**
 * The block {@code store:}.
 *
 * @param path the folder of the data
 * @param retention how long windows of each length are kept, the finest first
 * @param inMemory whether counts are kept in memory only
 * @param minFreeBytes spans are refused while the disk has less free
 */
public record StoreConfig(
    @Setting(doc = "Folder of the data; one process at a time uses it", byDefault = "redstart-data")
    String path,

    @Setting(
        doc = "How long windows of each length are kept, the finest first; spans are counted into"
            + " windows of the first length",
        byDefault = "[{window: 5s, for: 6h}, {window: 1m, for: 15d}]")
    List<Tier> retention,

    @Setting(
        doc = "Keep counts in memory only, windows of the first length alone: a restart loses them",
        byDefault = "false")
    boolean inMemory,

    @Setting(
        doc = "Refuse spans while the disk of the store has less than this many bytes free",
        byDefault = "268435456")
    long minFreeBytes) {
  /** Copies the list; windows must nest, and coarser ones must be kept longer. */
  public StoreConfig {
    retention = List.copyOf(retention);
    if (path.isBlank()) {
      throw new IllegalArgumentException("path is empty: it needs a folder");
    }
    if (retention.isEmpty()) {
      throw new IllegalArgumentException("retention is empty: it needs a window to count into");
    }
    if (minFreeBytes < 0) {
      throw new IllegalArgumentException("min_free_bytes must be 0 or more, not " + minFreeBytes);
    }
    Complaints complaints = new Complaints();
    for (int i = 1; i < retention.size(); i++) {
      Tier fine = retention.get(i - 1);
      Tier coarse = retention.get(i);
      complaints.collect(() -> requireCoarser(fine, coarse));
    }
    complaints.throwIfAny();
  }

  private static void requireCoarser(Tier fine, Tier coarse) {
    long fineMillis = fine.window.toMillis();
    long coarseMillis = coarse.window.toMillis();
    if (coarseMillis == fineMillis || coarseMillis % fineMillis != 0) {
      throw new IllegalArgumentException("retention: window %s is not a multiple of %s before it"
          .formatted(GoDuration.format(coarse.window), GoDuration.format(fine.window)));
    }
    if (coarse.duration.compareTo(fine.duration) <= 0) {
      throw new IllegalArgumentException(
          "retention: window %s is kept for %s, no longer than the finer one before it"
              .formatted(GoDuration.format(coarse.window), GoDuration.format(coarse.duration)));
    }
  }

  /**
   * Windows of one length.
   *
   * @param window their length
   * @param duration how long they are kept
   */
  public record Tier(
      @Setting(doc = "Length of a window") Duration window,

      @Setting(doc = "How long such windows are kept", key = "for")
      Duration duration) {
    /** Checks the window: whole milliseconds, kept at least as long as it is. */
    public Tier {
      if (window.toNanos() % 1_000_000 != 0 || window.toMillis() < 1) {
        throw new IllegalArgumentException("window must be whole milliseconds, at least 1ms");
      }
      if (duration.compareTo(window) < 0) {
        throw new IllegalArgumentException("for %s is shorter than window %s"
            .formatted(GoDuration.format(duration), GoDuration.format(window)));
      }
    }
  }

  /** Returns the same settings with another folder. */
  public StoreConfig withPath(String folder) {
    return new StoreConfig(folder, retention, inMemory, minFreeBytes);
  }

  /** Returns what is really kept: in memory, windows of the first length alone. */
  public List<Tier> kept() {
    return inMemory ? retention.subList(0, 1) : retention;
  }

  /** Returns the longest time that a window is kept. */
  public long longestMillis() {
    return kept().get(kept().size() - 1).duration.toMillis();
  }

  /** Returns the length of the windows that spans are counted into. */
  public Duration window() {
    return retention.get(0).window;
  }
}
