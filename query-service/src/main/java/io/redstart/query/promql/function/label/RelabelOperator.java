// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.label;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a vector, with a new value of one label. A new name stays until the end of the
 * query, even if the old one would have been removed.
 */
public final class RelabelOperator implements Operator {
  /** Computes the value of the label. */
  @FunctionalInterface
  interface NewValue {
    /** Returns the value, empty to remove the label; null to keep the labels as they are. */
    @Nullable
    String of(Labels labels);
  }

  private final QueryContext query;
  private final Operator operand;
  private final StepVector in;
  private final OutputSeries output;

  /** Makes the operator of a call whose first argument is the vector. */
  RelabelOperator(CallContext call, String label, NewValue value) {
    this.query = call.query();
    this.operand = call.operand(0);
    this.in = new StepVector(query.limits());
    SeriesList inputs = operand.series();
    boolean isName = label.equals(Labels.METRIC_NAME);
    this.output = OutputSeries.relabelled(
        query,
        inputs,
        i -> relabelled(inputs.labels(i), label, value),
        i -> inputs.losesName(i) && !(isName && value.of(inputs.labels(i)) != null));
  }

  private static Labels relabelled(Labels labels, String label, NewValue value) {
    String changed = value.of(labels);
    return changed == null ? labels : labels.with(label, changed);
  }

  /**
   * Checks the name of a label, which may be any UTF-8.
   *
   * @param role what the label is for
   * @throws PromqlException if it is empty or not UTF-8
   */
  static void checkName(String name, String role, String function) {
    if (name.isEmpty() || !QuotedText.isUtf8(name)) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "invalid " + role + " label name in " + function + "(): " + name);
    }
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    into.clear(output.series().size());
    for (int i = 0; i < in.size(); i++) {
      query.limits().check(i);
      if (in.has(i)) {
        output.copy(into, i, in);
      }
    }
    output.order(into, in);
  }
}
