// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.function.DoubleBinaryOperator;

/**
 * Multiplies a histogram by a factor of its own at each upper bound, as if each bound had a classic
 * counter of all observations up to it. The counts of buckets are what is between two bounds; none
 * is negative.
 */
final class BoundFactors {
  private BoundFactors() {}

  /**
   * Returns the product.
   *
   * @param increase the histogram to multiply, without zero bucket and negative buckets
   * @param first of the same kind, with bounds that are also in {@code increase}
   * @param factor computes the factor at a bound from the counts up to it, of {@code increase} and
   *     of {@code first}
   */
  static Histogram multiply(Histogram increase, Histogram first, DoubleBinaryOperator factor) {
    int[] indexes = increase.positiveIndexes();
    double[] counts = increase.positiveCounts();
    double[] products = new double[counts.length];
    int[] firstIndexes = first.positiveIndexes();
    double[] firstCounts = first.positiveCounts();
    int next = 0;
    double increaseUpTo = 0;
    double firstUpTo = 0;
    double below = 0;
    for (int i = 0; i < counts.length; i++) {
      increaseUpTo += counts[i];
      double bound = increase.layout().upper(indexes[i]);
      while (next < firstIndexes.length && first.layout().upper(firstIndexes[next]) <= bound) {
        firstUpTo += firstCounts[next++];
      }
      double upTo = increaseUpTo * factor.applyAsDouble(increaseUpTo, firstUpTo);
      products[i] = Math.max(0, upTo - below);
      below = Math.max(below, upTo);
    }
    return Histogram.with(increase.layout())
        .hint(ResetHint.GAUGE)
        .count(below)
        .sum(increase.sum() * factor.applyAsDouble(increase.count(), first.count()))
        .positive(indexes, products)
        .build();
  }
}
