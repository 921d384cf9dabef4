// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.query.promql.syntax.AggregateOp;
import io.redstart.query.promql.syntax.Grouping;

/**
 * An aggregation that a source may compute itself, from what it has counted, without making a sample:
 * {@code sum by (service_name) (rate(calls_total[5m]))} or {@code sum(calls_total)}.
 *
 * @param op {@code SUM}, {@code AVG}, {@code COUNT} or {@code GROUP}
 * @param grouping the labels of the groups; it keeps {@code le} if the selection is of histograms,
 *     which have none
 * @param function what is computed from each series
 * @param selection the samples that it would read
 * @param firstMillis the first time at which the function looks: epoch milliseconds
 * @param stepMillis the distance of these times, more than 0
 * @param count how many there are, at least one
 * @param rangeMillis how far back the function looks, exclusive: a range, or the lookback delta
 */
public record Fold(
    AggregateOp op,
    Grouping grouping,
    Function function,
    Selection selection,
    long firstMillis,
    long stepMillis,
    int count,
    long rangeMillis) {
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

  /** Returns the time at which the function looks at a step. */
  public long timeMillis(int step) {
    return firstMillis + step * stepMillis;
  }
}
