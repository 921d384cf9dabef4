// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a checked syntax tree. For all steps at once, a selector reads the samples in
 * {@code (first − width − offset, last − offset]}, where the width is its range or the lookback
 * delta: windows are open on the left. What is the same at every step is planned for one step, as
 * far up the tree as possible.
 */
public final class Planner {
  private final EngineConfig config;
  private final Steps querySteps;
  private final long queryEndMillis;
  private final long queryStepMillis;
  private final DurationCalculator durations;
  private final StepInvariance invariance = new StepInvariance();

  /**
   * Makes a planner for one query.
   *
   * @param endMillis the end of the query, at or after its last step
   * @param stepMillis the distance of its steps; 0 for an instant query
   */
  public Planner(Steps steps, long endMillis, long stepMillis, EngineConfig config) {
    this.config = config;
    this.querySteps = steps;
    this.queryEndMillis = endMillis;
    this.queryStepMillis = stepMillis;
    this.durations = new DurationCalculator(stepMillis, endMillis - steps.startMillis());
  }

  /** Returns the plan of a checked expression. */
  public Plan plan(Expr expr) {
    return plan(expr, querySteps);
  }

  private Plan plan(Expr expr, Steps steps) {
    if (steps.count() > 1 && invariance.isWorthwhile(expr)) {
      Plan once = expr.accept(new Visitor(steps.first()));
      return new Plan.StepInvariant(once, steps);
    }
    return expr.accept(new Visitor(steps));
  }

  private TimeShift shift(Expr.TimeShift shift) {
    long offsetMillis = shift.offset() == null ? 0 : durations.offsetMillis(shift.offset());
    return new TimeShift(atMillis(shift.at()), offsetMillis);
  }

  private @Nullable Long atMillis(Expr.@Nullable AtTime at) {
    if (at instanceof Expr.AtTime.Fixed fixed) {
      return fixed.millis();
    }
    if (at instanceof Expr.AtTime.Start) {
      return querySteps.startMillis();
    }
    return at == null ? null : queryEndMillis;
  }

  /** Plans the nodes of a tree at the same steps. */
  private final class Visitor implements Expr.Visitor<Plan> {
    private final Steps steps;

    Visitor(Steps steps) {
      this.steps = steps;
    }

    private Plan child(Expr expr) {
      return plan(expr.withoutParentheses(), steps);
    }

    @Override
    public Plan visit(Expr.NumberLiteral literal) {
      return new Plan.Constant(literal.value(), steps);
    }

    @Override
    public Plan visit(Expr.StringLiteral literal) {
      return new Plan.Text(literal.value(), steps);
    }

    @Override
    public Plan visit(Expr.VectorSelector selector) {
      return select(selector, shift(selector.shift()));
    }

    private Plan select(Expr.VectorSelector selector, TimeShift shift) {
      long lookbackMillis = config.lookbackDelta().toMillis();
      boolean smoothed = selector.edges() == Expr.Edges.SMOOTHED;
      Selection selection = selection(
          selector.matchers(),
          shift,
          lookbackMillis,
          smoothed ? lookbackMillis : 0,
          steps.count() == 1 && !smoothed);
      return new Plan.InstantSelector(
          selection, shift, lookbackMillis, selector.edges(), selector.at(), steps);
    }

    @Override
    public Plan visit(Expr.RangeSelector range) {
      Expr.VectorSelector selector = range.selector();
      long rangeMillis = durations.lengthMillis(range.range());
      long lookbackMillis = config.lookbackDelta().toMillis();
      TimeShift shift = shift(selector.shift());
      boolean plain = selector.edges() == Expr.Edges.PLAIN;
      boolean smoothed = selector.edges() == Expr.Edges.SMOOTHED;
      Selection selection = selection(
          selector.matchers(),
          shift,
          rangeMillis + (plain ? 0 : lookbackMillis),
          smoothed ? lookbackMillis : 0,
          false);
      return new Plan.RangeSelector(
          selection, shift, rangeMillis, lookbackMillis, selector.edges(), range.at(), steps);
    }

    /** Returns what a selector reads from so long before its times to so long after. */
    private Selection selection(
        List<LabelMatcher> matchers,
        TimeShift shift,
        long beforeMillis,
        long afterMillis,
        boolean newestOnly) {
      return new Selection(
          matchers,
          shift.apply(steps.startMillis()) - beforeMillis,
          shift.apply(steps.endMillis()) + afterMillis,
          newestOnly,
          false);
    }

    @Override
    public Plan visit(Expr.Subquery subquery) {
      long rangeMillis = durations.lengthMillis(subquery.range());
      long stepMillis = subquery.step() == null
          ? config.subqueryStep().toMillis()
          : durations.lengthMillis(subquery.step());
      TimeShift shift = shift(subquery.shift());
      Steps inner = Steps.aligned(
          shift.apply(steps.startMillis()) - rangeMillis,
          shift.apply(steps.endMillis()),
          Math.max(1, stepMillis));
      Plan plan = plan(subquery.inner().withoutParentheses(), inner);
      return new Plan.Subquery(plan, shift, rangeMillis, subquery.at(), steps);
    }

    @Override
    public Plan visit(Expr.Parenthesized parenthesized) {
      return child(parenthesized.inner());
    }

    @Override
    public Plan visit(Expr.Unary unary) {
      Plan operand = child(unary.operand());
      return unary.minus() ? new Plan.Negation(operand, steps) : operand;
    }

    @Override
    public Plan visit(Expr.Binary binary) {
      Plan left = child(binary.left());
      Plan right = child(binary.right());
      boolean scalarLeft = binary.left().type() == ValueType.SCALAR;
      boolean scalarRight = binary.right().type() == ValueType.SCALAR;
      if (!scalarLeft && !scalarRight) {
        return new Plan.VectorVector(
            binary.op(), left, right, binary.matching(), binary.returnBool(), binary.at(), steps);
      }
      boolean swapped = scalarLeft && !scalarRight;
      return new Plan.VectorScalar(
          binary.op(),
          swapped ? right : left,
          swapped ? left : right,
          swapped,
          binary.returnBool(),
          binary.at(),
          steps);
    }

    @Override
    public Plan visit(Expr.SetOperation operation) {
      return new Plan.SetOperation(
          operation.op(),
          child(operation.left()),
          child(operation.right()),
          operation.matching(),
          steps);
    }

    @Override
    public Plan visit(Expr.Aggregation aggregation) {
      Expr parameter = aggregation.parameter();
      TextRange parameterAt =
          parameter == null ? null : parameter.withoutParentheses().at();
      return new Plan.Aggregation(
          aggregation.op(),
          aggregation.grouping(),
          parameter == null ? null : child(parameter),
          child(aggregation.operand()),
          parameterAt,
          aggregation.operand().withoutParentheses().at(),
          aggregation.at(),
          steps);
    }

    @Override
    public Plan visit(Expr.Call call) {
      return switch (call.function().name()) {
        case "start" -> constant(querySteps.startMillis() / 1000.0);
        case "end" -> constant(queryEndMillis / 1000.0);
        case "range" -> constant((queryEndMillis - querySteps.startMillis()) / 1000.0);
        case "step" ->
          constant(queryEndMillis == querySteps.startMillis() ? 0 : queryStepMillis / 1000.0);
        case "info" -> info(call);
        default -> new Plan.Call(call.function(), children(call.arguments()), call, steps);
      };
    }

    private Plan constant(double value) {
      return new Plan.Constant(value, steps);
    }

    private List<Plan> children(List<Expr> exprs) {
      List<Plan> children = new ArrayList<>();
      for (Expr expr : exprs) {
        children.add(child(expr));
      }
      return children;
    }

    /** Plans {@code info}, whose second child selects info series. */
    private Plan info(Expr.Call call) {
      Plan vector = child(call.arguments().get(0));
      Expr.VectorSelector selector = new Expr.VectorSelector(
          InfoSelection.matchers(call), Expr.TimeShift.NONE, Expr.Edges.PLAIN, call.at());
      List<Plan> children = List.of(vector, select(selector, InfoSelection.shift(vector)));
      return new Plan.Call(call.function(), children, call, steps);
    }
  }
}
