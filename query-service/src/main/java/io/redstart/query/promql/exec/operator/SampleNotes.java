// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.QuotedText;
import io.redstart.query.promql.syntax.TextRange;

/**
 * Annotations about the samples that a range function or a {@code smoothed} selector reads, in the
 * words of Prometheus' util/annotations/annotations.go.
 */
public final class SampleNotes {
  private final Annotations annotations;
  private final TextRange at;

  /**
   * Makes notes.
   *
   * @param at the place in the query that they name
   */
  public SampleNotes(Annotations annotations, TextRange at) {
    this.annotations = annotations;
    this.at = at;
  }

  private static String quotedName(Labels labels) {
    return QuotedText.quote(labels.get(Labels.METRIC_NAME));
  }

  /** Warns of numbers and histograms in one range. */
  public void mixedTypes(Labels labels) {
    annotations.warn(
        at, "encountered a mix of histograms and floats for metric name " + quotedName(labels));
  }

  /** Warns of exponential and custom buckets in one range. */
  public void mixedLayouts(Labels labels) {
    annotations.warn(
        at,
        "vector contains a mix of histograms with exponential and custom buckets schemas for"
            + " metric name "
            + quotedName(labels));
  }

  /** Warns of a gauge where a counter is needed. */
  public void notCounter(Labels labels) {
    annotations.warn(
        at, "this native histogram metric is not a counter: " + quotedName(labels));
  }

  /** Warns of a counter where a gauge is needed. */
  public void notGauge(Labels labels) {
    annotations.warn(at, "this native histogram metric is not a gauge: " + quotedName(labels));
  }

  /** Warns of a window with a counter that began before the last sample of the one before. */
  public void overlappingStart(Labels labels) {
    annotations.warnRepeatedly(
        at,
        "sample has start time that overlaps with previous sample timestamp for metric "
            + quotedName(labels));
  }

  /** Warns of histograms of which some claim a counter reset that others deny. */
  public void collidingHints() {
    annotations.warn(at, "conflicting counter resets during histogram aggregation");
  }

  /** Says that histograms were ignored beside numbers. */
  public void ignoredHistograms(Labels labels) {
    annotations.inform(
        at,
        "ignored histograms in a range containing both floats and histograms for metric name "
            + quotedName(labels));
  }

  /** Says that a metric does not have a counter's name. */
  public void perhapsNoCounter(Labels labels) {
    annotations.inform(
        at,
        "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
            + quotedName(labels));
  }

  /** Says that custom bounds differed, so that only the common ones were kept. */
  public void reconciledBounds(Operation operation) {
    annotations.inform(
        at, "mismatched custom buckets were reconciled during " + operation.text);
  }

  /** How histograms are combined. */
  public enum Operation {
    /** By addition. */
    ADDITION("addition"),
    /** By subtraction. */
    SUBTRACTION("subtraction"),
    /** By an aggregation, over series or over time. */
    AGGREGATION("aggregation");

    private final String text;

    Operation(String text) {
      this.text = text;
    }
  }
}
