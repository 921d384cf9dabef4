// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a vector at one step: a number or a histogram for each of its series that has one.
 * NaN is a number; a missing sample is not.
 */
public final class StepVector {
  private final QueryLimits limits;
  private double[] values = {};
  /** Null until there is a histogram; by series, null for a number. */
  private @Nullable Histogram @Nullable [] histograms;
  /** One bit by series. */
  private long[] present = {};

  private int size;
  private int @Nullable [] order;

  /** Makes an empty vector, whose memory a query holds. */
  public StepVector(QueryLimits limits) {
    this.limits = limits;
  }

  /**
   * Removes all samples.
   *
   * @param series how many series there are now; more may be set
   */
  public void clear(int series) {
    ensure(series);
    Arrays.fill(present, 0);
    if (histograms != null) {
      Arrays.fill(histograms, null);
    }
    size = series;
    order = null;
  }

  private void ensure(int series) {
    if (series > values.length) {
      int capacity = Math.max(series, values.length + (values.length >> 1));
      int words = (capacity + 63) >>> 6;
      limits.hold(Footprint.longs(capacity - values.length) + Footprint.longs(words));
      values = Arrays.copyOf(values, capacity);
      present = Arrays.copyOf(present, words);
      if (histograms != null) {
        histograms = Arrays.copyOf(histograms, capacity);
      }
    }
    size = Math.max(size, series);
  }

  /** Returns a number above the index of every sample. */
  public int size() {
    return size;
  }

  /** Returns whether no series has a sample. */
  public boolean isEmpty() {
    for (long bits : present) {
      if (bits != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many series have a sample. */
  public int count() {
    int count = 0;
    for (long bits : present) {
      count += Long.bitCount(bits);
    }
    return count;
  }

  /** Returns whether a series has a sample. */
  public boolean has(int series) {
    return series < size && (present[series >>> 6] & (1L << series)) != 0;
  }

  /** Returns the number of a series; anything if it has none. */
  public double get(int series) {
    return values[series];
  }

  /** Returns the histogram of a series, or null if its sample is a number. */
  public @Nullable Histogram histogram(int series) {
    return histograms == null ? null : histograms[series];
  }

  /** Sets the number of a series. */
  public void set(int series, double value) {
    ensure(series + 1);
    values[series] = value;
    present[series >>> 6] |= 1L << series;
    if (histograms != null) {
      histograms[series] = null;
    }
  }

  /** Sets the histogram of a series. */
  public void set(int series, Histogram histogram) {
    set(series, 0);
    if (histograms == null) {
      limits.hold(Footprint.longs(values.length));
      histograms = new Histogram[values.length];
    }
    histograms[series] = histogram;
  }

  /** Sets the sample of a series to that of another vector's series. */
  public void copy(int series, StepVector from, int fromSeries) {
    Histogram histogram = from.histogram(fromSeries);
    if (histogram == null) {
      set(series, from.get(fromSeries));
    } else {
      set(series, histogram);
    }
  }

  /** Removes the sample of a series. */
  public void remove(int series) {
    present[series >>> 6] &= ~(1L << series);
  }

  /** Sets the order in which an instant query lists the samples; the array is kept. */
  public void order(int[] series) {
    order = series;
  }

  /** Returns the order of the samples, or null if there is none. */
  public int @Nullable [] order() {
    return order;
  }
}
