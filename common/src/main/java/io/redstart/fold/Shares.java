// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

/**
 * Even shares of a count, in integers: what the first of {@code shares} windows hold together. The
 * same as adding up the shares of {@link EvenShares}.
 */
final class Shares {
  private Shares() {}

  /** Returns {@code ⌊count · first / shares⌋}. */
  static long of(long count, long first, long shares) {
    return count / shares * first + count % shares * first / shares;
  }

  /** Returns the upper 64 bits of the same of a 128-bit number. */
  static long high(long high, long low, long first, long shares) {
    return product(high, low, first, shares, true);
  }

  /** Returns the lower 64 bits. */
  static long low(long high, long low, long first, long shares) {
    return product(high, low, first, shares, false);
  }

  /** Divides by hand, in digits of 64, 32 and 32 bits, then multiplies. */
  private static long product(long high, long low, long first, long shares, boolean wantsHigh) {
    long quotientHigh = Long.divideUnsigned(high, shares);
    long upper = Long.remainderUnsigned(high, shares) << 32 | low >>> 32;
    long lower = ((upper % shares) << 32) | (low & 0xffff_ffffL);
    long quotientLow = ((upper / shares) << 32) | (lower / shares);
    long rest = lower % shares * first / shares;
    long productLow = quotientLow * first;
    long sumLow = productLow + rest;
    if (!wantsHigh) {
      return sumLow;
    }
    long carry = unsignedHigh(quotientLow, first);
    return quotientHigh * first + carry + (Long.compareUnsigned(sumLow, rest) < 0 ? 1 : 0);
  }

  /** Returns the upper 64 bits of a product of an unsigned number and one that is not negative. */
  private static long unsignedHigh(long unsigned, long factor) {
    return Math.multiplyHigh(unsigned, factor) + (unsigned < 0 ? factor : 0);
  }
}
