// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.distribution;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.query.source.distribution.Distribution;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/**
 * A distribution as an HdrHistogram of nanoseconds. Each cell is recorded with its middle value, so a
 * value differs by at most 0.4 % from the durations that it stands for; three significant digits add
 * less than 0.1 %. With two digits, the buckets would be as wide as the fine bins, but begin 1 ns
 * lower.
 *
 * <p>HdrHistogram counts whole numbers. Fractions, which only sampled spans have, are rounded so that
 * the counts up to any value are off by at most one half.
 */
final class HdrDistribution {
  static final int SIGNIFICANT_DIGITS = 3;

  /** The largest histogram, its encoding before and after compression, and the cells. */
  static final long MEMORY_BYTES = 2 << 20;

  private final Distribution distribution;
  private final Histogram histogram;
  private final double count;

  HdrDistribution(Distribution distribution) {
    this.distribution = distribution;
    Increment counts = distribution.counts();
    int last = counts.cellCount() - 1;
    this.histogram =
        new Histogram(Math.max(2, last < 0 ? 0 : middleNanos(last)), SIGNIFICANT_DIGITS);
    histogram.setStartTimeStamp(distribution.fromMillis());
    histogram.setEndTimeStamp(distribution.throughMillis());
    long total = 0;
    for (int i = 0; i <= last; i++) {
      long before = whole(total);
      total = Weight.add(total, counts.count(i));
      histogram.recordValueWithCount(middleNanos(i), whole(total) - before);
    }
    this.count = Weight.toDouble(total);
  }

  private long middleNanos(int index) {
    CellLayout layout = distribution.layout();
    int cell = distribution.counts().cell(index);
    long lower = layout.lowerNanos(cell);
    return lower + (layout.upperNanos(cell) - lower + 1) / 2;
  }

  private static long whole(long weight) {
    return (weight + Weight.ONE / 2) / Weight.ONE;
  }

  /** Returns the histogram; callers must not change it. */
  Histogram histogram() {
    return histogram;
  }

  /** Returns how many durations there are, with a fraction if spans were sampled. */
  double count() {
    return count;
  }

  /** Returns whether there are no durations. */
  boolean isEmpty() {
    return count == 0;
  }

  /** Returns the mean of the durations, not of the histogram's values. */
  double meanNanos() {
    return distribution.counts().sumNanos() / count;
  }

  /** Returns the least duration that the lowest cell with a count can hold. */
  long minNanos() {
    return distribution.layout().lowerNanos(distribution.counts().cell(0)) + 1;
  }

  /** Returns the greatest duration that the highest cell with a count can hold. */
  long maxNanos() {
    Increment counts = distribution.counts();
    return distribution.layout().upperNanos(counts.cell(counts.cellCount() - 1));
  }

  /** Returns a percentile by the nearest rank. */
  long percentileNanos(double percentile) {
    return Math.min(histogram.getValueAtPercentile(percentile), maxNanos());
  }

  /** Returns HdrHistogram's V2 encoding, compressed, as base64. */
  String encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes, Deflater.DEFAULT_COMPRESSION);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }
}
