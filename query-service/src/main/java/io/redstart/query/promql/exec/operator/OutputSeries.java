// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * The output series of an operator that changes labels. Inputs whose labels become equal share an
 * output as long as they never have samples at the same step: {@code -{job="api"}} is one series if
 * one metric ends before another begins, and an error if they overlap. New inputs may appear at any
 * step.
 */
public final class OutputSeries {
  /** Labels that describe a metric, and not the values computed from it. */
  private static final Set<String> METADATA = Set.of(Labels.METRIC_NAME, "__type__", "__unit__");

  private final QueryLimits limits;
  private final SeriesList inputs;
  private final IntFunction<Labels> relabelling;
  /** By input. */
  private final IntPredicate losesName;

  private final SeriesIndex series;
  private int[] outputs = {};
  private int mapped;

  private OutputSeries(
      QueryContext context,
      SeriesList inputs,
      IntFunction<Labels> relabelling,
      IntPredicate losesName) {
    this.limits = context.limits();
    this.inputs = inputs;
    this.relabelling = relabelling;
    this.losesName = losesName;
    this.series = new SeriesIndex(limits, inputs.size());
    update();
  }

  /**
   * Returns the series of inputs with other labels.
   *
   * @param relabelling returns the labels, by the index of the input
   * @param losesName whether the name is removed at the end, by the index of the input
   */
  public static OutputSeries relabelled(
      QueryContext context,
      SeriesList inputs,
      IntFunction<Labels> relabelling,
      IntPredicate losesName) {
    return new OutputSeries(context, inputs, relabelling, losesName);
  }

  /** Returns the series of inputs without their names: at once, or at the end of the query. */
  public static OutputSeries unnamed(QueryContext context, SeriesList inputs) {
    boolean delayed = context.config().delayedNameRemoval();
    IntFunction<Labels> relabelling = delayed ? inputs::labels : i -> withoutName(inputs.labels(i));
    return new OutputSeries(context, inputs, relabelling, i -> delayed);
  }

  /** Returns the series of inputs at the end of a query: those that lose their names without. */
  static OutputSeries finished(QueryContext context, SeriesList inputs) {
    return new OutputSeries(context, inputs, i -> atTheEnd(inputs, i), i -> false);
  }

  /** Returns the series of inputs as they are. */
  public static OutputSeries same(QueryContext context, SeriesList inputs) {
    return new OutputSeries(context, inputs, inputs::labels, inputs::losesName);
  }

  /** Returns the labels that a series has at the end of the query. */
  public static Labels atTheEnd(SeriesList series, int index) {
    Labels labels = series.labels(index);
    return series.losesName(index) ? withoutName(labels) : labels;
  }

  /** Returns labels without those that name the metric. */
  public static Labels withoutName(Labels labels) {
    return labels.without(METADATA);
  }

  /** Returns the output series. */
  public SeriesList series() {
    update();
    return series.list();
  }

  private void update() {
    if (mapped == inputs.size()) {
      return;
    }
    outputs = Growth.ints(limits, outputs, inputs.size(), 0);
    for (; mapped < inputs.size(); mapped++) {
      limits.check();
      outputs[mapped] = index(mapped);
    }
  }

  private int index(int input) {
    return series.of(relabelling.apply(input), losesName.test(input));
  }

  /** Returns the output of an input. */
  public int of(int input) {
    update();
    return outputs[input];
  }

  /**
   * Sets the value computed from an input.
   *
   * @throws PromqlException if another input has set the same output at this step
   */
  public void set(StepVector into, int input, double value) {
    into.set(free(into, input), value);
  }

  /**
   * Sets what was computed from an input, unless it is nothing.
   *
   * @throws PromqlException if another input has set the same output at this step
   */
  public void set(StepVector into, int input, SampleSlot sample) {
    if (!sample.has()) {
      return;
    }
    if (sample.histogram() == null) {
      into.set(free(into, input), sample.value());
    } else {
      into.set(free(into, input), sample.histogram());
    }
  }

  /**
   * Sets the histogram computed from an input.
   *
   * @throws PromqlException if another input has set the same output at this step
   */
  public void set(StepVector into, int input, Histogram histogram) {
    into.set(free(into, input), histogram);
  }

  /**
   * Copies the sample of an input.
   *
   * @throws PromqlException if another input has set the same output at this step
   */
  public void copy(StepVector into, int input, StepVector from) {
    into.copy(free(into, input), from, input);
  }

  /** Lists the samples in the order of their inputs, if those have one. */
  public void order(StepVector into, StepVector from) {
    int[] order = from.order();
    if (order != null) {
      InstantOrder.set(into, order, this::of);
    }
  }

  private int free(StepVector into, int input) {
    int output = of(input);
    checkFree(into, output);
    return output;
  }

  /**
   * Checks that a series has no sample yet.
   *
   * @throws PromqlException if it has one: two series of an instant vector would have equal labels
   */
  public static void checkFree(StepVector into, int output) {
    if (into.has(output)) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION, "vector cannot contain metrics with the same labelset");
    }
  }
}
