// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Lets quantiles read histograms in fine bins instead of {@code _bucket} series, where more bounds
 * only refine the result: everything between the call and each selector treats each {@code le} by
 * itself and keeps it, and each selector names one metric and does not match on {@code le}. {@code
 * topk}, {@code or} or a comparison, for instance, would give another result. The nodes in between
 * stay as they are: they do to a histogram what they do to each of its buckets.
 */
public final class FineBuckets implements UnaryOperator<Plan> {
  private static final String LE = "le";

  private static final Set<String> OF_BUCKETS =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

  /** Functions that treat each bucket by itself, and that histograms have too. */
  private static final Set<String> POINTWISE = Set.of(
      "rate",
      "increase",
      "irate",
      "avg_over_time",
      "max_over_time",
      "min_over_time",
      "sum_over_time",
      "last_over_time");

  private static final Set<AggregateOp> POINTWISE_AGGREGATIONS =
      Set.of(AggregateOp.SUM, AggregateOp.AVG, AggregateOp.MIN, AggregateOp.MAX);

  private static final Set<String> RELABELLING = Set.of("label_replace", "label_join");

  private final SeriesSource source;

  /** Makes the rule for a source. */
  public FineBuckets(SeriesSource source) {
    this.source = source;
  }

  @Override
  public Plan apply(Plan plan) {
    if (!(plan instanceof Plan.Call call)
        || !OF_BUCKETS.contains(call.function().name())) {
      return plan;
    }
    List<Plan> arguments = new ArrayList<>();
    for (Plan argument : call.arguments()) {
      if (argument.type() != ValueType.VECTOR) {
        arguments.add(argument);
      } else if (isPointwise(argument)) {
        arguments.add(argument.rewrite(FineBuckets::toHistograms));
      } else {
        return plan;
      }
    }
    return call.withChildren(arguments);
  }

  private static Plan toHistograms(Plan plan) {
    if (plan instanceof Plan.InstantSelector one) {
      return new Plan.InstantSelector(
          one.selection().ofHistograms(),
          one.shift(),
          one.lookbackMillis(),
          one.edges(),
          one.at(),
          one.steps());
    }
    if (plan instanceof Plan.RangeSelector range) {
      return new Plan.RangeSelector(
          range.selection().ofHistograms(),
          range.shift(),
          range.rangeMillis(),
          range.lookbackMillis(),
          range.edges(),
          range.at(),
          range.steps());
    }
    return plan;
  }

  private boolean isPointwise(Plan plan) {
    if (plan instanceof Plan.InstantSelector selector) {
      return isEligible(selector.selection());
    }
    if (plan instanceof Plan.RangeSelector selector) {
      return isEligible(selector.selection());
    }
    if (plan instanceof Plan.Aggregation aggregation) {
      return POINTWISE_AGGREGATIONS.contains(aggregation.op())
          && aggregation.grouping().keeps(LE)
          && isPointwise(aggregation.vector());
    }
    if (plan instanceof Plan.VectorScalar scaled) {
      return isScaling(scaled) && isPointwise(scaled.vector());
    }
    if (plan instanceof Plan.Call call) {
      return isPointwise(call);
    }
    return (plan instanceof Plan.StepInvariant || plan instanceof Plan.Subquery)
        && isPointwise(plan.children().get(0));
  }

  private boolean isPointwise(Plan.Call call) {
    String name = call.function().name();
    boolean relabels = RELABELLING.contains(name)
        && call.arguments().stream()
            .noneMatch(
                argument -> argument instanceof Plan.Text text && text.value().equals(LE));
    return (relabels || POINTWISE.contains(name))
        && isPointwise(call.arguments().get(0));
  }

  /** Any factor that is not positive makes counts that no histogram has. */
  private static boolean isScaling(Plan.VectorScalar plan) {
    double factor = constant(plan.scalar());
    boolean isScaling =
        plan.op() == BinaryOp.MULTIPLY || (plan.op() == BinaryOp.DIVIDE && !plan.scalarLeft());
    return isScaling && factor > 0 && !Double.isInfinite(factor);
  }

  /** Returns the value of a number, or of a product of numbers such as 2 * 0.5; otherwise NaN. */
  private static double constant(Plan plan) {
    if (plan instanceof Plan.Constant constant) {
      return constant.value();
    }
    if (plan instanceof Plan.StepInvariant invariant) {
      return constant(invariant.inner());
    }
    if (!(plan instanceof Plan.VectorScalar pair)) {
      return Double.NaN;
    }
    double left = constant(pair.vector());
    double right = constant(pair.scalar());
    return switch (pair.op()) {
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      default -> Double.NaN;
    };
  }

  private boolean isEligible(Selection selection) {
    return isOfBuckets(selection) && source.offersHistograms(selection.matchers());
  }

  private static boolean isOfBuckets(Selection selection) {
    boolean named = false;
    for (LabelMatcher matcher : selection.matchers()) {
      if (matcher.name().equals(LE)) {
        return false;
      }
      named |= matcher.name().equals(Labels.METRIC_NAME) && matcher.op() == LabelMatcher.Op.EQUAL;
    }
    return named;
  }
}
