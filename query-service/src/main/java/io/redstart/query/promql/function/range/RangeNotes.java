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
 * The warnings and infos of range functions, in Prometheus' words
 * (util/annotations/annotations.go). All of them point at the first argument of the call.
 */
public final class RangeNotes {
  private final Annotations annotations;
  private final TextRange at;

  /** Makes the notes of a call. */
  public RangeNotes(CallContext call) {
    this.annotations = call.annotations();
    this.at = call.at(0);
  }

  /** Returns where the notes are collected. */
  public Annotations annotations() {
    return annotations;
  }

  /** Returns the place in the query that the notes point at. */
  public TextRange at() {
    return at;
  }

  private static String name(RangeWindow window) {
    return '"' + window.labels().get(Labels.METRIC_NAME) + '"';
  }

  /** Warns that a range has both numbers and histograms. */
  public void mixedSamples(RangeWindow window) {
    annotations.warn(
        at, "encountered a mix of histograms and floats for metric name " + name(window));
  }

  /** Warns that a range has histograms of both kinds of buckets. */
  public void mixedLayouts(RangeWindow window) {
    annotations.warn(
        at,
        "vector contains a mix of histograms with exponential and custom buckets schemas for metric"
            + " name "
            + name(window));
  }

  /** Warns that the histograms are those of a gauge. */
  public void notCounter(RangeWindow window) {
    annotations.warn(at, "this native histogram metric is not a counter: " + name(window));
  }

  /** Warns that the histograms are those of a counter. */
  public void notGauge(RangeWindow window) {
    annotations.warn(at, "this native histogram metric is not a gauge: " + name(window));
  }

  /** Informs that only the numbers of a range with both were read. */
  public void ignoredHistograms(RangeWindow window) {
    annotations.inform(
        at,
        "ignored histograms in a range containing both floats and histograms for metric name "
            + name(window));
  }

  /** Informs that the name is not that of a counter. */
  public void mightNotBeCounter(String metric) {
    CounterNames.inform(annotations, at, metric);
  }

  /** Warns that a quantile is not between 0 and 1. */
  public void invalidQuantile(double quantile) {
    annotations.warn(
        at, "quantile value should be between 0 and 1, got " + FloatText.compact(quantile));
  }

  /** Warns that some of the histograms claim a counter reset that others deny. */
  public void collidingHints() {
    annotations.warn(at, "conflicting counter resets during histogram aggregation");
  }

  /** Informs that custom bounds differed. */
  public void reconciled(String operation) {
    annotations.inform(at, "mismatched custom buckets were reconciled during " + operation);
  }

  /** Warns that the counter of a sample began before the sample before it. */
  public void overlappingStart(RangeWindow window) {
    annotations.warnEachTime(
        at,
        "sample has start time that overlaps with previous sample timestamp for metric "
            + name(window));
  }
}
