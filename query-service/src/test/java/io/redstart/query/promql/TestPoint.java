// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.StaleMarker;
import org.jspecify.annotations.Nullable;

/**
 * A sample in a script: a number, a histogram, or none.
 *
 * @param isMissing whether there is none: {@code _}
 * @param value the number; 0 where there is a histogram
 * @param hasHint whether the histogram's reset hint is written down
 */
record TestPoint(boolean isMissing, double value, @Nullable Histogram histogram, boolean hasHint) {
  static final TestPoint MISSING = new TestPoint(true, 0, null, false);

  private static final double TOLERANCE = 1e-6;

  static TestPoint of(double value) {
    return new TestPoint(false, value, null, false);
  }

  static TestPoint of(Histogram histogram, boolean hasHint) {
    return new TestPoint(false, 0, histogram, hasHint);
  }

  /** Returns whether a result is this sample, give or take rounding. */
  boolean matches(double actual, @Nullable Histogram actualHistogram) {
    if (histogram == null || actualHistogram == null) {
      return histogram == null && actualHistogram == null && almostEqual(value, actual);
    }
    boolean sameHint = !hasHint || histogram.hint() == actualHistogram.hint();
    return sameHint && HistogramNotation.almostEqual(histogram, actualHistogram);
  }

  /** Compares two numbers as Prometheus does (util/almost). */
  static boolean almostEqual(double expected, double actual) {
    if (StaleMarker.is(expected) || StaleMarker.is(actual)) {
      return StaleMarker.is(expected) && StaleMarker.is(actual);
    }
    if (expected == actual || Double.isNaN(expected) && Double.isNaN(actual)) {
      return true;
    }
    double difference = Math.abs(expected - actual);
    double sum = Math.abs(expected) + Math.abs(actual);
    if (expected == 0 || actual == 0 || sum < Double.MIN_NORMAL) {
      return difference < TOLERANCE * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < TOLERANCE;
  }

  static String text(double value, @Nullable Histogram histogram) {
    return histogram == null
        ? String.valueOf(value)
        : histogram + " in " + histogram.layout() + ", hint " + histogram.hint();
  }

  @Override
  public String toString() {
    return isMissing ? "_" : text(value, histogram);
  }
}
