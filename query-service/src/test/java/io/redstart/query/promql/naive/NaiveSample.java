// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A number or a histogram at a time; the value of a histogram's sample is 0. */
public record NaiveSample(
    Labels labels, long timeMillis, double value, @Nullable Histogram histogram) {
  static NaiveSample of(Labels labels, double value) {
    return new NaiveSample(labels, 0, value, null);
  }

  static NaiveSample of(Labels labels, Histogram histogram) {
    return new NaiveSample(labels, 0, 0, histogram);
  }

  boolean isNumber() {
    return histogram == null;
  }

  NaiveSample with(Labels other) {
    return new NaiveSample(other, timeMillis, value, histogram);
  }

  NaiveSample nameless() {
    return with(withoutName(labels));
  }

  static Labels withoutName(Labels labels) {
    return labels.without(List.of(Labels.METRIC_NAME));
  }
}
