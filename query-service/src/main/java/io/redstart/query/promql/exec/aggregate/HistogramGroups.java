// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sums or means of the histograms of each group at one step (Prometheus 3.14, promql/engine.go,
 * aggregation). It costs nothing until there is a histogram.
 */
final class HistogramGroups {
  private final QueryContext context;
  private final TextRange at;
  private final boolean isMean;
  private int groups;
  private boolean isUsed;
  /** By group; null without a histogram, or if all of them came after a number. */
  private @Nullable HistogramTotal[] totals = {};
  /** By group: whether it has a histogram. */
  private boolean[] hasHistogram = {};

  /** By group: whether it has histograms that cannot be added to each other. */
  private boolean[] incompatible = {};

  HistogramGroups(QueryContext context, TextRange at, boolean isMean) {
    this.context = context;
    this.at = at;
    this.isMean = isMean;
  }

  /** Begins a step. */
  void begin(int size) {
    groups = size;
    if (isUsed) {
      Arrays.fill(totals, null);
      Arrays.fill(hasHistogram, false);
      Arrays.fill(incompatible, false);
      isUsed = false;
    }
  }

  /** Returns whether a group has no result, because its histograms differ too much. */
  boolean isIncompatible(int group) {
    return isUsed && incompatible[group];
  }

  /**
   * Adds a histogram to a group.
   *
   * @param hasNumber whether the group has a number already, so that its result does not matter
   * @param labels those of the histogram's series
   */
  void add(int group, Histogram histogram, boolean hasNumber, Labels labels) {
    if (!isUsed) {
      isUsed = true;
      totals = Growth.references(context.limits(), totals, groups);
      hasHistogram = Growth.booleans(context.limits(), hasHistogram, groups);
      incompatible = Growth.booleans(context.limits(), incompatible, groups);
    }
    if (incompatible[group]) {
      return;
    }
    hasHistogram[group] = true;
    HistogramTotal total = totals[group];
    if (total != null) {
      add(group, total, histogram, labels);
    } else if (!hasNumber) {
      totals[group] = HistogramTotal.of(histogram, isMean);
    }
  }

  private void add(int group, HistogramTotal total, Histogram histogram, Labels labels) {
    try {
      total.add(histogram);
    } catch (IncompatibleLayoutsException e) {
      incompatible[group] = true;
      context
          .annotations()
          .warn(
              at,
              "vector contains a mix of histograms with exponential and custom buckets schemas for"
                  + " metric name "
                  + QuotedText.quote(labels.get(Labels.METRIC_NAME)));
    }
  }

  /** Sets the results of groups with histograms, or removes them. */
  void finish(StepVector into) {
    if (!isUsed) {
      return;
    }
    for (int group = 0; group < groups; group++) {
      context.limits().check(group);
      if (hasHistogram[group]) {
        finish(group, totals[group], into);
      }
    }
  }

  private void finish(int group, @Nullable HistogramTotal total, StepVector into) {
    if (total != null && total.boundsReconciled()) {
      context
          .annotations()
          .inform(at, "mismatched custom buckets were reconciled during aggregation");
    }
    if (into.has(group)) {
      into.remove(group);
      context.annotations().warn(at, "encountered a mix of histograms and floats for aggregation");
    } else if (total != null && !incompatible[group]) {
      if (total.hasMixedHints()) {
        context.annotations().warn(at, "conflicting counter resets during histogram aggregation");
      }
      into.set(group, total.result());
    }
  }
}
