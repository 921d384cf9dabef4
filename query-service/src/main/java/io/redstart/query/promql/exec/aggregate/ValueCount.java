// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SeriesIndex;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.FloatText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts equal samples of each group: {@code count_values}. The value becomes a label, so every step
 * may add series. Each input remembers its last number and where it was counted, because writing a
 * number costs more than all the rest.
 */
final class ValueCount implements Operator {
  private static final int NONE = -1;

  private final QueryContext context;
  private final Operator operand;
  private final String label;
  private final GroupKey key;
  /** Whether the results have the label: {@code without} may remove it again. */
  private final boolean keepsLabel;

  private final StepVector in;
  private final SeriesIndex output;
  /** By input: the labels of its group without a value; null until its first sample. */
  private @Nullable Labels[] groups = {};
  /** By input: its last number. */
  private double[] values = {};
  /** By input: the output of its last number. */
  private int[] outputs = {};

  ValueCount(QueryContext context, Plan.Aggregation plan, Operator operand) {
    this.context = context;
    this.operand = operand;
    this.label = ((Plan.Text) Objects.requireNonNull(plan.parameter(), "parameter")).value();
    this.key = new GroupKey(plan.grouping());
    this.keepsLabel = !plan.grouping().without() || key.keeps(label);
    this.in = new StepVector(context.limits());
    this.output = new SeriesIndex(context.limits());
    if (!isValid(label)) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION, "invalid label name " + QuotedText.quote(label));
    }
  }

  /** Returns whether a name is not empty and can be encoded; a lone surrogate cannot. */
  private static boolean isValid(String name) {
    return !name.isEmpty()
        && name.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  @Override
  public SeriesList series() {
    return output.list();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    into.clear(output.size());
    makeRoom(operand.series().size());
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        int counted = output(i);
        into.set(counted, into.has(counted) ? into.get(counted) + 1 : 1);
      }
    }
  }

  private void makeRoom(int size) {
    groups = Growth.references(context.limits(), groups, size);
    values = Growth.doubles(context.limits(), values, size);
    outputs = Growth.ints(context.limits(), outputs, size, NONE);
  }

  private int output(int input) {
    Histogram histogram = in.histogram(input);
    if (histogram != null) {
      return output(input, histogram.toString());
    }
    double value = in.get(input);
    if (outputs[input] == NONE || !isSame(value, values[input])) {
      outputs[input] = output(input, FloatText.plain(value));
      values[input] = value;
    }
    return outputs[input];
  }

  /** Returns whether numbers have the same text: those of 0 and −0 differ. */
  private static boolean isSame(double left, double right) {
    return Double.doubleToLongBits(left) == Double.doubleToLongBits(right);
  }

  private int output(int input, String text) {
    Labels group = groups[input];
    if (group == null) {
      group = key.of(operand.series().labels(input));
      groups[input] = group;
      context.limits().hold(Footprint.labels(group));
    }
    int before = output.size();
    int index = output.of(keepsLabel ? group.with(label, text) : group, false);
    if (output.size() > before) {
      context.limits().hold(Footprint.string(text));
    }
    return index;
  }
}
