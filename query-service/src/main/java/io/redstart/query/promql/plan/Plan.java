// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.Selection;
import io.redstart.query.promql.syntax.AggregateOp;
import io.redstart.query.promql.syntax.BinaryOp;
import io.redstart.query.promql.syntax.Grouping;
import io.redstart.query.promql.syntax.Matching;
import io.redstart.query.promql.syntax.SetOp;
import io.redstart.query.promql.syntax.TextRange;

/**
 * A plan node that computes a vector or a scalar. A scalar is a vector of one series without labels
 * that has a value at every step.
 */
public sealed interface Plan {
  /** Calls the method of the visitor for this kind of node. */
  <R> R accept(Visitor<R> visitor);

  /** The same number at every step. */
  record Constant(double value) implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The newest sample of each series at each step.
   *
   * @param selection the samples read for all steps
   * @param offsetMillis how far before the step to look
   * @param lookbackMillis how old a sample may be then, exclusive
   */
  record InstantSelector(Selection selection, long offsetMillis, long lookbackMillis)
      implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A function of the samples of each series in a range before each step.
   *
   * @param selection the samples read for all steps
   * @param offsetMillis how far before the step the range ends
   * @param argumentAt where the range selector stands, for annotations
   */
  record OverRange(
      RangeFunction function,
      Selection selection,
      long offsetMillis,
      long rangeMillis,
      TextRange argumentAt)
      implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The samples of a vector with their signs changed. */
  record Negation(Plan vector) implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An operator between each sample of a vector and a scalar.
   *
   * @param scalarLeft whether the scalar is the left operand
   * @param returnBool whether a comparison gives 0 or 1 instead of filtering
   */
  record VectorScalar(BinaryOp op, Plan vector, Plan scalar, boolean scalarLeft, boolean returnBool)
      implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An operator between the samples of two vectors that match.
   *
   * @param returnBool whether a comparison gives 0 or 1 instead of filtering
   */
  record VectorVector(BinaryOp op, Plan left, Plan right, Matching matching, boolean returnBool)
      implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The samples of two vectors that a set operator chooses. */
  record SetOperation(SetOp op, Plan left, Plan right, Matching matching) implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** One sample for each group of a vector's samples. */
  record Aggregation(AggregateOp op, Grouping grouping, Plan vector) implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * {@code histogram_quantile} over {@code _bucket} series.
   *
   * @param phi the scalar φ
   * @param buckets the vector with labels {@code le}
   */
  record ClassicQuantile(Plan phi, Plan buckets, TextRange phiAt, TextRange bucketsAt)
      implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * {@code histogram_quantile} over fine bins, where the source has them.
   *
   * @param classic the plan for a source without them
   * @param histograms the plan for a source with them
   */
  record FineQuantile(ClassicQuantile classic, FinePlan histograms) implements Plan {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** One method for each kind of node. */
  interface Visitor<R> {
    R visit(Constant constant);

    R visit(InstantSelector selector);

    R visit(OverRange overRange);

    R visit(Negation negation);

    R visit(VectorScalar vectorScalar);

    R visit(VectorVector vectorVector);

    R visit(SetOperation setOperation);

    R visit(Aggregation aggregation);

    R visit(ClassicQuantile quantile);

    R visit(FineQuantile quantile);
  }
}
