// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * Computes the mean of histograms: their sum divided by their number. Once the sum would exceed the
 * range of {@code double}, it updates the mean with each histogram instead (Prometheus 3.14,
 * promql/engine.go, aggregation).
 */
public final class HistogramMean {
  /** Below this, no number of a sum can be infinite. */
  private static final double SAFE_MAX = Double.MAX_VALUE / 16;

  /** The sum so far, or the mean so far if {@link #isIncremental}. */
  private HistogramSum sum;

  private double count = 1;
  private double magnitude;
  private boolean isIncremental;

  /** Starts with one histogram. */
  public HistogramMean(Histogram first) {
    this.sum = new HistogramSum(first);
    this.magnitude = first.magnitude();
  }

  /**
   * Adds a histogram.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  public void add(Histogram histogram) {
    count++;
    magnitude += histogram.magnitude();
    if (!isIncremental && !addToSum(histogram)) {
      isIncremental = true;
      sum.divide(count - 1);
    }
    if (isIncremental) {
      sum.scale((count - 1) / count);
      sum.add(histogram.dividedBy(count));
    }
  }

  /** Returns whether the sum stayed finite; otherwise it is unchanged. */
  private boolean addToSum(Histogram histogram) {
    if (magnitude < SAFE_MAX) {
      sum.add(histogram);
      return true;
    }
    HistogramSum attempt = sum.copy();
    attempt.add(histogram);
    if (attempt.hasOverflow()) {
      return false;
    }
    sum = attempt;
    return true;
  }

  /** Returns whether some of the histograms claim a counter reset that others deny. */
  public boolean hasMixedHints() {
    return sum.hasMixedHints();
  }

  /** Returns whether histograms had different custom bounds, so that some of them were lost. */
  public boolean boundsReconciled() {
    return sum.boundsReconciled();
  }

  /** Returns the mean; its buckets may be empty. Nothing can be added afterwards. */
  public Histogram result() {
    if (!isIncremental) {
      sum.divide(count);
    }
    return sum.result();
  }
}
