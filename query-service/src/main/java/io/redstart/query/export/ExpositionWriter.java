// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import io.redstart.query.promql.value.Series;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes one format, metric by metric. Every method writes a few KiB at most. */
interface ExpositionWriter {
  /** Returns whether the format has exemplars. */
  boolean writesExemplars();

  /**
   * Begins a metric.
   *
   * @param bounds the upper bounds of its buckets as text, if it is a histogram
   */
  void begin(LatestMetric metric, List<String> bounds, OutputStream out) throws IOException;

  /**
   * Writes what a label set has counted.
   *
   * @param isNewborn whether what it had counted before its life is shown instead: zeros, or, if it
   *     returned after an absence, the counts of then
   */
  void add(LatestLabelSet labelSet, boolean isNewborn, OutputStream out) throws IOException;

  /** Begins {@code target_info}. */
  void beginInfo(OutputStream out) throws IOException;

  /** Writes a series of {@code target_info}, whose value is 1. */
  void addInfo(Series info, OutputStream out) throws IOException;

  /** Writes the end. */
  void end(OutputStream out) throws IOException;
}
