// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.limit.CancelledException;
import io.redstart.query.promql.exec.Execution;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.plan.FineBuckets;
import io.redstart.query.promql.plan.Folding;
import io.redstart.query.promql.plan.LatestSample;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.Planner;
import io.redstart.query.promql.plan.QuantileFolding;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.source.EmptyView;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.QueryResult;
import java.util.OptionalLong;

/**
 * Evaluates PromQL over a {@link SeriesSource}. Thread-safe: a query keeps all its state on the
 * calling thread.
 */
public final class PromqlEngine {
  private final EngineConfig config;
  private final FunctionTable functions = new FunctionTable();

  /** Makes an engine. */
  public PromqlEngine(EngineConfig config) {
    this.config = config;
  }

  /**
   * Returns the checked tree of a query.
   *
   * @throws PromqlException if it is wrong
   */
  public Expr parse(QueryText query, QueryLimits limits) {
    return Parser.parse(query, config.syntax(), functions, limits);
  }

  /**
   * Evaluates a query at one time.
   *
   * @param timeMillis epoch milliseconds
   * @throws PromqlException if the query fails
   * @throws CancelledException if the query is cancelled before it ends
   */
  public QueryResult instant(
      String query, long timeMillis, SeriesSource source, QueryLimits limits) {
    QueryText text = new QueryText(query);
    Expr expr = parse(text, limits).withoutParentheses();
    Planner planner = new Planner(Steps.at(timeMillis), timeMillis, 0, config);
    return execution(text, planner.plan(expr), source, limits).instant();
  }

  /**
   * Evaluates a query at every step from start to end.
   *
   * @param startMillis the first step, epoch milliseconds
   * @param endMillis the end, at or after the last step, epoch milliseconds
   * @param stepMillis more than 0
   * @throws PromqlException if the query fails
   * @throws CancelledException if the query is cancelled before it ends
   */
  public QueryResult range(
      String query,
      long startMillis,
      long endMillis,
      long stepMillis,
      SeriesSource source,
      QueryLimits limits) {
    QueryText text = new QueryText(query);
    Steps steps = steps(startMillis, endMillis, stepMillis);
    Expr expr = parse(text, limits).withoutParentheses();
    if (expr.type() != ValueType.SCALAR && expr.type() != ValueType.VECTOR) {
      throw new PromqlException(
          PromqlException.Kind.BAD_DATA,
          "invalid expression type \""
              + expr.type().text()
              + "\" for range query, must be Scalar or instant Vector");
    }
    Planner planner = new Planner(steps, endMillis, stepMillis, config);
    return execution(text, planner.plan(expr), source, limits).range();
  }

  /** Opens a view only if the plan reads: {@code 1 + 1} needs no aggregator. */
  private Execution execution(
      QueryText text, Plan planned, SeriesSource source, QueryLimits limits) {
    Plan refined = config.fineQuantiles() ? planned.rewrite(new FineBuckets(source)) : planned;
    Plan plan = refined.rewrite(new Folding(source, config)).rewrite(new QuantileFolding());
    OptionalLong horizon = LatestSample.ofPlan(plan);
    SeriesView view =
        horizon.isPresent() ? source.open(horizon.getAsLong(), limits) : new EmptyView();
    return new Execution(text, plan, view, limits, config, functions);
  }

  private static Steps steps(long startMillis, long endMillis, long stepMillis) {
    try {
      return Steps.range(startMillis, endMillis, stepMillis);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new PromqlException(
          PromqlException.Kind.BAD_DATA,
          "no steps from " + startMillis + " to " + endMillis + " ms: " + e.getMessage());
    }
  }
}
