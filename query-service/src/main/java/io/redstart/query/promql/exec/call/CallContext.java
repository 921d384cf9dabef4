// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.scan.RangeOperand;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A call that becomes an operator: the plan, and the means to open its arguments. */
public final class CallContext {
  private final QueryContext query;
  private final Plan.Call plan;
  private final Function<Plan, Operator> operators;
  private final Function<Plan, RangeOperand> ranges;

  /**
   * Makes the context of a call.
   *
   * @param operators opens a vector or a scalar
   * @param ranges opens a range vector
   */
  public CallContext(
      QueryContext query,
      Plan.Call plan,
      Function<Plan, Operator> operators,
      Function<Plan, RangeOperand> ranges) {
    this.query = query;
    this.plan = plan;
    this.operators = operators;
    this.ranges = ranges;
  }

  /** Returns the state of the query. */
  public QueryContext query() {
    return query;
  }

  /** Returns the notes for the user. */
  public Annotations annotations() {
    return query.annotations();
  }

  /** Returns the plan of the call. */
  public Plan.Call plan() {
    return plan;
  }

  /** Returns how many arguments there are. */
  public int size() {
    return plan.arguments().size();
  }

  /** Returns where an argument stands in the query. */
  public TextRange at(int argument) {
    return plan.argumentAt(argument);
  }

  /** Opens an argument that is a vector or a scalar. */
  public Operator operand(int argument) {
    return operators.apply(plan.arguments().get(argument));
  }

  /**
   * Opens an argument that is a range vector.
   *
   * @throws PromqlException if the function cannot read samples around the range, but should
   */
  public RangeOperand range(int argument) {
    RangeOperand operand = ranges.apply(plan.arguments().get(argument));
    EdgeModifiers.check(plan.function().name(), operand.edges());
    return operand;
  }

  /** Returns an argument that is a string. */
  public String text(int argument) {
    return ((Plan.Text) plan.arguments().get(argument)).value();
  }

  /** Opens all scalar arguments, in their order. */
  public Parameters parameters() {
    List<Operator> scalars = new ArrayList<>();
    for (Plan argument : plan.arguments()) {
      if (argument.type() == ValueType.SCALAR) {
        scalars.add(operators.apply(argument));
      }
    }
    return new Parameters(query, scalars);
  }
}
