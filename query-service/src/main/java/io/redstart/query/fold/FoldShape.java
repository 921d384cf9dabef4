// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.FoldGrid;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.wire.FoldRequest.Measure;
import java.util.List;

/**
 * What a fold makes of integers.
 *
 * @param grid the first and last samples of steps
 * @param cellCount how many cells the measure has
 * @param unitNanos by what sums are divided
 * @param bins the layout of histograms, by cell
 * @param les the buckets whose series are selected
 * @param keepsLe whether each of them is a group of its own
 * @param likelyPhis quantiles that other queries may want too; they are computed together
 */
public record FoldShape(
    Fold fold,
    FoldGrid grid,
    Measure measure,
    int cellCount,
    double unitNanos,
    FineBins bins,
    List<Le> les,
    boolean keepsLe,
    List<Double> likelyPhis) {
  /**
   * A bucket whose series are selected.
   *
   * @param bucket its index; it counts itself and all below
   * @param text the value of {@code le}
   */
  public record Le(int bucket, String text) {}

  /** Copies the lists. */
  public FoldShape {
    les = List.copyOf(les);
    likelyPhis = List.copyOf(likelyPhis);
  }

  boolean isNewest() {
    return fold.function() == Fold.Function.NEWEST;
  }

  boolean isExtrapolated() {
    return fold.function() == Fold.Function.RATE || fold.function() == Fold.Function.INCREASE;
  }

  /** Returns by what an increase is divided. */
  double divisor() {
    return switch (fold.function()) {
      case NEWEST, INCREASE -> 1;
      case RATE -> fold.rangeMillis() / 1e3;
      case IRATE -> grid.windowMillis() / 1e3;
    };
  }

  /** Returns whether label sets with their first sample at a stamp have a value at a step. */
  boolean isPresent(int step, long zeroMillis) {
    if (!grid.isSampled(step)) {
      return false;
    }
    long first = grid.cutMillis(grid.first(step));
    return switch (fold.function()) {
      case NEWEST, IRATE -> zeroMillis <= first;
      case RATE, INCREASE -> zeroMillis < grid.cutMillis(grid.last(step));
    };
  }

  /**
   * Returns the value of a group.
   *
   * @param sum the sum of the values of its series
   * @param series how many series have one, at least one
   */
  double aggregate(double sum, long series) {
    AggregateOp op = fold.op();
    return switch (op) {
      case SUM -> sum;
      case AVG -> sum / series;
      case COUNT -> series;
      case GROUP -> 1;
      default -> throw new IllegalArgumentException(op + " does not fold");
    };
  }
}
