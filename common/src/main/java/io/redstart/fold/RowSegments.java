// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import java.util.Arrays;

/**
 * Finds the segments of the rows of one label set. A row of several windows can be cut: it counts
 * evenly in all windows that it covers since the birth of the label set, as {@link EvenShares} does.
 * Rows of the same such window are one row.
 */
final class RowSegments {
  /** The segment of a row that is in several segments. */
  static final int CUT = -1;

  private final FoldGrid grid;
  private long birthMillis;
  private int size;
  private long[] stamps = new long[64];
  private int[] segments = new int[64];
  private int[] windows = new int[64];
  private boolean hasCuts;

  RowSegments(FoldGrid grid) {
    this.grid = grid;
  }

  /** Begins another label set. */
  void begin(long birth) {
    birthMillis = birth;
    size = 0;
    hasCuts = false;
  }

  /**
   * Adds a row.
   *
   * @param rowMillis the length of its window
   * @return its number, from 0; that of the row before if it has the same stamp
   */
  int add(long stampMillis, long rowMillis) {
    if (size > 0 && stamps[size - 1] == stampMillis) {
      return size - 1;
    }
    if (size == stamps.length) {
      stamps = Arrays.copyOf(stamps, 2 * size);
      segments = Arrays.copyOf(segments, 2 * size);
      windows = Arrays.copyOf(windows, 2 * size);
    }
    int hint = size == 0 ? 0 : Math.max(0, segments[size - 1]);
    stamps[size] = stampMillis;
    windows[size] = windowsOf(stampMillis, rowMillis);
    int last = grid.segmentOf(stampMillis, hint);
    int first = windows[size] == 1 ? last : grid.segmentOf(beginMillis(size), hint);
    segments[size] = first == last ? last : CUT;
    hasCuts |= first != last;
    return size++;
  }

  private int windowsOf(long stampMillis, long rowMillis) {
    long window = grid.windowMillis();
    if (rowMillis <= window) {
      return 1;
    }
    long coveredMillis = Math.min(rowMillis, stampMillis - birthMillis + window);
    return Math.max(1, (int) (coveredMillis / window));
  }

  /** Returns the stamp of the first window of a row. */
  private long beginMillis(int row) {
    return stamps[row] - (windows[row] - 1) * grid.windowMillis();
  }

  int size() {
    return size;
  }

  boolean hasCuts() {
    return hasCuts;
  }

  /** Returns the segment of a row, {@link #CUT}, or the number of segments if it is after all. */
  int segment(int row) {
    return segments[row];
  }

  /** Returns the first segment of a row. */
  int first(int row) {
    return grid.segmentOf(beginMillis(row), 0);
  }

  /** Returns how many windows a row covers. */
  int windows(int row) {
    return windows[row];
  }

  /** Returns how many of the windows of a row are in a segment or before it. */
  int windowsThrough(int row, int segment) {
    long passed = (grid.cutMillis(segment) - beginMillis(row)) / grid.windowMillis() + 1;
    return (int) Math.min(windows[row], passed);
  }
}
