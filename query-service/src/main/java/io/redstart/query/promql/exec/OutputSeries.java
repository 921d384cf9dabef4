// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The output series of an operator that removes labels. Inputs whose labels become equal share an
 * output as long as they never have samples at the same step: {@code -{job="api"}} is one series if
 * one metric ends before another begins, and an error if they overlap.
 */
final class OutputSeries {
  /** Labels that describe a metric, and not the values computed from it. */
  private static final Set<String> METADATA = Set.of(Labels.METRIC_NAME, "__type__", "__unit__");

  private final List<Labels> labels = new ArrayList<>();
  private final int[] outputs;

  OutputSeries(QueryLimits limits, List<Labels> inputs, UnaryOperator<Labels> relabelling) {
    limits.hold(Footprint.ints(inputs.size()));
    this.outputs = new int[inputs.size()];
    Map<Labels, Integer> known = new HashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      limits.check();
      Labels output = relabelling.apply(inputs.get(i));
      Integer index = known.putIfAbsent(output, labels.size());
      if (index == null) {
        index = labels.size();
        labels.add(output);
        limits.hold(Footprint.labels(output) + Footprint.MAP_ENTRY + Footprint.LIST_ENTRY);
      }
      outputs[i] = index;
    }
  }

  /** Returns the series of inputs without their names. */
  static OutputSeries unnamed(QueryLimits limits, List<Labels> inputs) {
    return new OutputSeries(limits, inputs, OutputSeries::withoutName);
  }

  /** Returns the series of inputs as they are. */
  static OutputSeries same(QueryLimits limits, List<Labels> inputs) {
    return new OutputSeries(limits, inputs, UnaryOperator.identity());
  }

  /** Returns labels without those that name the metric. */
  static Labels withoutName(Labels labels) {
    return labels.without(METADATA);
  }

  List<Labels> labels() {
    return labels;
  }

  /**
   * Sets the value computed from an input.
   *
   * @throws PromqlException if another input has set the same output at this step
   */
  void set(StepVector into, int input, double value) {
    int output = outputs[input];
    if (into.has(output)) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION, "vector cannot contain metrics with the same labelset");
    }
    into.set(output, value);
  }
}
