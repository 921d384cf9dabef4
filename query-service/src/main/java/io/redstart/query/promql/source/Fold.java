// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.Grouping;
import java.util.List;
import java.util.stream.Stream;

/**
 * An aggregation that a source may compute itself, from what it has counted, without making a sample:
 * {@code sum by (service_name) (rate(calls_total[5m]))} or {@code sum(calls_total)}. The metric's
 * name is in no group.
 *
 * @param op {@code SUM}, {@code AVG}, {@code COUNT} or {@code GROUP}
 * @param grouping the labels of the groups; it keeps {@code le} if the selection is of histograms,
 *     which have none
 * @param function what is computed from each series
 * @param selection the samples that it would read, with an equality on {@code __name__}
 * @param firstMillis the first time at which the function looks: epoch milliseconds
 * @param stepMillis the distance of these times, more than 0
 * @param count how many there are, at least one
 * @param rangeMillis how far back the function looks, exclusive: a range, or the lookback delta
 * @param phis the only quantiles that are wanted of histograms, ascending; empty if the aggregation
 *     itself is wanted
 */
public record Fold(
    AggregateOp op,
    Grouping grouping,
    Function function,
    Selection selection,
    long firstMillis,
    long stepMillis,
    int count,
    long rangeMillis,
    List<Double> phis) {
  /** Copies the list. */
  public Fold {
    phis = List.copyOf(phis);
  }

  /** Returns the same fold for other quantiles, or for none. */
  public Fold withPhis(List<Double> others) {
    return new Fold(
        op, grouping, function, selection, firstMillis, stepMillis, count, rangeMillis, others);
  }

  /** Returns the same fold for its own quantiles and those of another. */
  public Fold withPhisOf(Fold other) {
    boolean isWhole = phis.isEmpty() || other.phis.isEmpty();
    return withPhis(
        isWhole
            ? List.of()
            : Stream.concat(phis.stream(), other.phis.stream())
                .sorted()
                .distinct()
                .toList());
  }

  /** What is computed from each series. */
  public enum Function {
    /** The newest sample. */
    NEWEST,
    /** {@code rate}. */
    RATE,
    /** {@code increase}. */
    INCREASE,
    /** {@code irate}. */
    IRATE
  }

  /** Returns the name of the metric. */
  public String metric() {
    for (LabelMatcher matcher : selection.matchers()) {
      if (matcher.name().equals(Labels.METRIC_NAME) && matcher.op() == LabelMatcher.Op.EQUAL) {
        return matcher.value();
      }
    }
    throw new IllegalStateException("no metric: " + selection);
  }

  /** Returns the time at which the function looks at a step. */
  public long timeMillis(int step) {
    return firstMillis + step * stepMillis;
  }
}
