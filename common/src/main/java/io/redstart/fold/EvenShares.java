// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.model.Increment;

/**
 * Splits an increment into even shares, for windows finer than the one that was counted. Counts are
 * integers: share {@code i} of {@code n} is the rounded-down total of the first {@code i + 1} shares
 * minus that of the first {@code i}. So the shares add up to the increment exactly, and their
 * running total is never more than one unit (2⁻¹⁶ of a call, 1 ns) below the straight line.
 *
 * <pre>
 *   14 units in 4 shares: ⌊14·1/4⌋ = 3, ⌊14·2/4⌋ − 3 = 4, ⌊14·3/4⌋ − 7 = 3, 14 − 10 = 4
 * </pre>
 */
public final class EvenShares {
  private final Increment share = new Increment();

  /**
   * Returns one share. Cells without a unit in it are left out.
   *
   * @param index 0 … {@code shares} − 1
   * @return the share; the next call overwrites it
   */
  public Increment share(Increment whole, int index, int shares) {
    share.clear();
    share.addCalls(share(whole.calls(), index, shares));
    addSum(whole, index, shares);
    for (int i = 0; i < whole.cellCount(); i++) {
      long count = share(whole.count(i), index, shares);
      if (count > 0) {
        share.addCell(whole.cell(i), count);
      }
    }
    return share;
  }

  private static long share(long count, int index, int shares) {
    return count / shares + extra(count % shares, index, shares);
  }

  /** Returns 1 if the remainder of a division has a unit for this share, else 0. */
  private static long extra(long remainder, int index, int shares) {
    return remainder * (index + 1) / shares - remainder * index / shares;
  }

  /** Divides the 128-bit sum by hand, in digits of 64, 32 and 32 bits. */
  private void addSum(Increment whole, int index, int shares) {
    long low = whole.sumLow();
    long high = Long.divideUnsigned(whole.sumHigh(), shares);
    long upper = Long.remainderUnsigned(whole.sumHigh(), shares) << 32 | low >>> 32;
    long lower = ((upper % shares) << 32) | (low & 0xffff_ffffL);
    share.addSum(high, ((upper / shares) << 32) | (lower / shares));
    share.addSum(0, extra(lower % shares, index, shares));
  }
}
