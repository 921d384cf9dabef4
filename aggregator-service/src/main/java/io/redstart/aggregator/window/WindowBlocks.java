// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

/**
 * Groups windows into blocks of time, the unit in which they are forgotten.
 *
 * <pre>
 *   windows of 5 s, 120 a block:
 *     block 0 holds the stamps 0 s … 595 s, block 1 those of 600 s … 1195 s
 * </pre>
 *
 * @param windowMillis the length of a window
 * @param windowsPerBlock the number of windows in a block
 */
public record WindowBlocks(long windowMillis, int windowsPerBlock) {
  /** Ten minutes with the default window. */
  public static final int WINDOWS_PER_BLOCK = 120;

  /** Checks that both are positive. */
  public WindowBlocks {
    if (windowMillis < 1 || windowsPerBlock < 1) {
      throw new IllegalArgumentException(
          windowsPerBlock + " windows of " + windowMillis + " ms make no block");
    }
  }

  /** Returns the block that holds a stamp. */
  public long blockOf(long stampMillis) {
    return Math.floorDiv(stampMillis, windowMillis * windowsPerBlock);
  }

  /** Returns the first stamp of a block in epoch milliseconds. */
  public long firstStampMillis(long block) {
    return block * windowMillis * windowsPerBlock;
  }

  /** Returns the last stamp of a block in epoch milliseconds. */
  public long lastStampMillis(long block) {
    return firstStampMillis(block + 1) - windowMillis;
  }

  /** Returns a stamp's position in its block: 0 … windowsPerBlock − 1. */
  public int indexInBlock(long stampMillis) {
    return (int) (Math.floorMod(stampMillis, windowMillis * windowsPerBlock) / windowMillis);
  }
}
