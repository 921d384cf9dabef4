// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * The fine, log-linear bins of durations, as HdrHistogram lays them out: 128 bins for each octave of
 * nanoseconds, so a bin is at most 1/128 = 0.78 % wide, and its index comes from the bits of the
 * value.
 *
 * <p>A bin is {@code (lower, upper]} in nanoseconds, like a Prometheus bucket. Bin 0 holds 0 ns
 * alone; bins 1 to 128 are 1 ns wide; from there the width doubles every 128 bins.
 *
 * <pre>
 *   bin    0    1    2  …  128        129         130   …        257
 *        {0}  {1}  {2}  …  {128}  (128, 129]  (129, 130]  …  (256, 258]
 * </pre>
 */
public final class FineBins {
  /** The number of bins for 0 … {@link Long#MAX_VALUE} ns. */
  public static final int COUNT = 7297;

  private static final int BITS = 7;
  private static final int PER_OCTAVE = 1 << BITS;

  private FineBins() {}

  /**
   * Returns the bin of a duration.
   *
   * @param nanos 0 or more
   */
  public static int binOf(long nanos) {
    if (nanos == 0) {
      return 0;
    }
    // (lower, upper] in whole nanoseconds is [lower, upper - 1] of the value minus one.
    long offset = nanos - 1;
    if (offset < PER_OCTAVE) {
      return (int) offset + 1;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(offset);
    int octave = exponent - BITS + 1;
    int within = (int) (offset >>> (exponent - BITS)) & (PER_OCTAVE - 1);
    return octave * PER_OCTAVE + within + 1;
  }

  /** Returns the exclusive lower bound of a bin in nanoseconds; −1 for bin 0, which holds 0. */
  public static long lowerNanos(int bin) {
    return bin == 0 ? -1 : upperNanos(bin - 1);
  }

  /** Returns the inclusive upper bound of a bin in nanoseconds. */
  public static long upperNanos(int bin) {
    if (bin < PER_OCTAVE) {
      return bin;
    }
    if (bin >= COUNT - 1) {
      return Long.MAX_VALUE;
    }
    int octave = bin / PER_OCTAVE;
    int within = bin % PER_OCTAVE;
    return (long) (PER_OCTAVE + within) << (octave - 1);
  }

  /** Returns a whole number of nanoseconds in the middle of a bin. */
  public static long middleNanos(int bin) {
    long lower = lowerNanos(bin);
    return lower + (upperNanos(bin) - lower + 1) / 2;
  }
}
