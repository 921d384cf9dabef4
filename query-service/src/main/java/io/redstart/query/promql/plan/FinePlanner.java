// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.syntax.AggregateOp;
import java.util.Optional;

/**
 * Decides whether the buckets under a {@code histogram_quantile} may be read in fine bins: only if
 * everything down to the selector treats each {@code le} by itself and keeps it, so that finer
 * bounds only refine the result, and if the selector names one metric and does not match on {@code
 * le}. {@code topk}, {@code or} or a comparison, for instance, would give another result.
 */
final class FinePlanner implements Plan.Visitor<Optional<FinePlan>> {
  private static final String LE = "le";

  @Override
  public Optional<FinePlan> visit(Plan.InstantSelector selector) {
    return isEligible(selector.selection())
        ? Optional.of(new FinePlan.Instant(selector))
        : Optional.empty();
  }

  @Override
  public Optional<FinePlan> visit(Plan.OverRange overRange) {
    return isEligible(overRange.selection())
        ? Optional.of(new FinePlan.OverRange(overRange))
        : Optional.empty();
  }

  private static boolean isEligible(Selection selection) {
    boolean named = false;
    for (LabelMatcher matcher : selection.matchers()) {
      if (matcher.name().equals(LE)) {
        return false;
      }
      named |= matcher.name().equals(Labels.METRIC_NAME) && matcher.op() == LabelMatcher.Op.EQUAL;
    }
    return named;
  }

  @Override
  public Optional<FinePlan> visit(Plan.Aggregation aggregation) {
    if (aggregation.op() == AggregateOp.COUNT || !aggregation.grouping().keeps(LE)) {
      return Optional.empty();
    }
    return aggregation
        .vector()
        .accept(this)
        .map(histograms ->
            new FinePlan.Aggregation(aggregation.op(), aggregation.grouping(), histograms));
  }

  @Override
  public Optional<FinePlan> visit(Plan.VectorScalar vectorScalar) {
    if (!(vectorScalar.scalar() instanceof Plan.Constant scalar)) {
      return Optional.empty();
    }
    double factor = switch (vectorScalar.op()) {
      case MULTIPLY -> scalar.value();
      case DIVIDE -> vectorScalar.scalarLeft() ? Double.NaN : 1 / scalar.value();
      default -> Double.NaN;
    };
    // Any other number makes counts that no histogram has.
    if (!(factor > 0) || Double.isInfinite(factor)) {
      return Optional.empty();
    }
    return vectorScalar
        .vector()
        .accept(this)
        .map(histograms -> new FinePlan.Scaling(factor, histograms));
  }

  @Override
  public Optional<FinePlan> visit(Plan.Constant constant) {
    return Optional.empty();
  }

  @Override
  public Optional<FinePlan> visit(Plan.Negation negation) {
    return Optional.empty();
  }

  @Override
  public Optional<FinePlan> visit(Plan.VectorVector vectorVector) {
    return Optional.empty();
  }

  @Override
  public Optional<FinePlan> visit(Plan.SetOperation operation) {
    return Optional.empty();
  }

  @Override
  public Optional<FinePlan> visit(Plan.ClassicQuantile quantile) {
    return Optional.empty();
  }

  @Override
  public Optional<FinePlan> visit(Plan.FineQuantile quantile) {
    return Optional.empty();
  }
}
