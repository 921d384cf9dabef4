// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

/**
 * Divides the windows of one length into families, the unit in which time is dropped, and into
 * blocks, the unit in which rows leave memory. A stamp is the end of its window, so each family and
 * block begins after its start and includes its end:
 *
 * <pre>
 *   windows of 5 s, families of 1 h:
 *     family 3   (03:00:00, 04:00:00]   stamps 03:00:05 … 04:00:00, positions 0 … 719
 *     blocks     (03:00:00, 03:10:00], (03:10:00, 03:20:00] …
 * </pre>
 *
 * @param windowMillis the length of a window
 * @param familyMillis the length of a family, a multiple of the length of a window
 */
public record TierGrid(long windowMillis, long familyMillis) {
  /** The number of windows in a block: ten minutes of 5 s. */
  public static final int WINDOWS_PER_BLOCK = 120;

  /** Checks that windows fill families. */
  public TierGrid {
    if (windowMillis < 1 || familyMillis < windowMillis || familyMillis % windowMillis != 0) {
      throw new IllegalArgumentException(
          "families of " + familyMillis + " ms cannot hold windows of " + windowMillis + " ms");
    }
  }

  /** Returns the family that holds a stamp. */
  public long familyOf(long stampMillis) {
    return Math.floorDiv(stampMillis - 1, familyMillis);
  }

  /** Returns the time after which a family begins. */
  public long startMillis(long family) {
    return family * familyMillis;
  }

  /** Returns the last stamp of a family. */
  public long endMillis(long family) {
    return startMillis(family + 1);
  }

  /** Returns the position of a stamp in its family, from 0. */
  public int positionOf(long stampMillis) {
    return (int) (Math.floorMod(stampMillis - 1, familyMillis) / windowMillis);
  }

  /** Returns the stamp at a position of a family. */
  public long stampMillis(long family, int position) {
    return startMillis(family) + (position + 1) * windowMillis;
  }

  /** Returns the last stamp of the block that holds a stamp. */
  public long blockEndMillis(long stampMillis) {
    long blockMillis = WINDOWS_PER_BLOCK * windowMillis;
    long end = (Math.floorDiv(stampMillis - 1, blockMillis) + 1) * blockMillis;
    return Math.min(end, endMillis(familyOf(stampMillis)));
  }

  /** Returns the stamp of the window that holds a finer window's stamp. */
  public long stampOf(long finerMillis) {
    return (Math.floorDiv(finerMillis - 1, windowMillis) + 1) * windowMillis;
  }
}
