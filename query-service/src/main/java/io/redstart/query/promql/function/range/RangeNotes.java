// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.exec.operator.CounterNames;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.number.FloatText;

/**
 * What range functions tell the user, in Prometheus' words (util/annotations/annotations.go). All
 * notes point at the first argument of the call.
 */
final class RangeNotes {
  private final Annotations annotations;
  private final TextRange at;

  RangeNotes(CallContext call) {
    this.annotations = call.annotations();
    this.at = call.at(0);
  }

  Annotations annotations() {
    return annotations;
  }

  TextRange at() {
    return at;
  }

  private static String name(RangeWindow window) {
    return '"' + window.labels().get(Labels.METRIC_NAME) + '"';
  }

  void mixedSamples(RangeWindow window) {
    annotations.warn(
        at, "encountered a mix of histograms and floats for metric name " + name(window));
  }

  void mixedLayouts(RangeWindow window) {
    annotations.warn(
        at,
        "vector contains a mix of histograms with exponential and custom buckets schemas for metric"
            + " name "
            + name(window));
  }

  void notCounter(RangeWindow window) {
    annotations.warn(at, "this native histogram metric is not a counter: " + name(window));
  }

  void notGauge(RangeWindow window) {
    annotations.warn(at, "this native histogram metric is not a gauge: " + name(window));
  }

  void ignoredHistograms(RangeWindow window) {
    annotations.inform(
        at,
        "ignored histograms in a range containing both floats and histograms for metric name "
            + name(window));
  }

  void mightNotBeCounter(String metric) {
    CounterNames.inform(annotations, at, metric);
  }

  void invalidQuantile(double quantile) {
    annotations.warn(
        at, "quantile value should be between 0 and 1, got " + FloatText.compact(quantile));
  }

  void collidingHints() {
    annotations.warn(at, "conflicting counter resets during histogram aggregation");
  }

  /** Informs that custom bounds differed. */
  void reconciled(String operation) {
    annotations.inform(at, "mismatched custom buckets were reconciled during " + operation);
  }

  /** Warns that the counter of a sample began before the sample before it. */
  void overlappingStart(RangeWindow window) {
    annotations.warnEachTime(
        at,
        "sample has start time that overlaps with previous sample timestamp for metric "
            + name(window));
  }
}
