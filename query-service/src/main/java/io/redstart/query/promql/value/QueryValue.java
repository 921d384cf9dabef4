// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of a query; for a range query always a {@link Matrix}. */
public sealed interface QueryValue {
  /** A number. */
  record Scalar(long timestampMillis, double value) implements QueryValue {}

  /** A string. */
  record Text(long timestampMillis, String value) implements QueryValue {}

  /** An instant vector: one sample each of several series, all at one time. */
  record Vector(long timestampMillis, List<Sample> samples) implements QueryValue {
    /** Copies the list. */
    public Vector {
      samples = List.copyOf(samples);
    }
  }

  /**
   * One sample of an instant vector.
   *
   * @param value the number; unused for a histogram
   * @param histogram the histogram; null for a number
   */
  record Sample(Labels labels, double value, @Nullable Histogram histogram) {}

  /** Series with their samples, sorted by labels in the order of {@link Labels#compareTo}. */
  record Matrix(List<Series> series) implements QueryValue {
    /** Copies the list. */
    public Matrix {
      series = List.copyOf(series);
    }
  }
}
