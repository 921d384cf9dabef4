// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.syntax.AggregateOp;
import io.redstart.query.promql.syntax.Grouping;

/**
 * A plan node under a {@code histogram_quantile} that reads fine bins: each sample of its vectors
 * is a whole histogram.
 */
public sealed interface FinePlan {
  /** Calls the method of the visitor for this kind of node. */
  <R> R accept(Visitor<R> visitor);

  /** The newest sample of each histogram at each step. */
  record Instant(Plan.InstantSelector selector) implements FinePlan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code rate} or {@code increase} of each histogram. */
  record OverRange(Plan.OverRange overRange) implements FinePlan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * One histogram for each group.
   *
   * @param op one of sum, avg, min, max
   */
  record Aggregation(AggregateOp op, Grouping grouping, FinePlan histograms) implements FinePlan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** All counts multiplied by a number that is more than 0. */
  record Scaling(double factor, FinePlan histograms) implements FinePlan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** One method for each kind of node. */
  interface Visitor<R> {
    R visit(Instant instant);

    R visit(OverRange overRange);

    R visit(Aggregation aggregation);

    R visit(Scaling scaling);
  }
}
