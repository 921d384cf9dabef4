// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.Selection;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Finds the time of the latest sample that a plan can need; a view is opened for this time. */
public final class LatestSample implements Plan.Visitor<Stream<Selection>> {
  private LatestSample() {}

  /** Returns that time in epoch milliseconds, or nothing if the plan reads nothing. */
  public static OptionalLong ofPlan(Plan plan) {
    return plan.accept(new LatestSample()).mapToLong(Selection::throughMillis).max();
  }

  @Override
  public Stream<Selection> visit(Plan.Constant constant) {
    return Stream.empty();
  }

  @Override
  public Stream<Selection> visit(Plan.InstantSelector selector) {
    return Stream.of(selector.selection());
  }

  @Override
  public Stream<Selection> visit(Plan.OverRange overRange) {
    return Stream.of(overRange.selection());
  }

  @Override
  public Stream<Selection> visit(Plan.Negation negation) {
    return negation.vector().accept(this);
  }

  @Override
  public Stream<Selection> visit(Plan.VectorScalar vectorScalar) {
    return Stream.concat(
        vectorScalar.vector().accept(this), vectorScalar.scalar().accept(this));
  }

  @Override
  public Stream<Selection> visit(Plan.VectorVector vectorVector) {
    return Stream.concat(vectorVector.left().accept(this), vectorVector.right().accept(this));
  }

  @Override
  public Stream<Selection> visit(Plan.SetOperation operation) {
    return Stream.concat(operation.left().accept(this), operation.right().accept(this));
  }

  @Override
  public Stream<Selection> visit(Plan.Aggregation aggregation) {
    return aggregation.vector().accept(this);
  }

  @Override
  public Stream<Selection> visit(Plan.ClassicQuantile quantile) {
    return Stream.concat(quantile.phi().accept(this), quantile.buckets().accept(this));
  }

  @Override
  public Stream<Selection> visit(Plan.FineQuantile quantile) {
    return quantile.classic().accept(this);
  }
}
