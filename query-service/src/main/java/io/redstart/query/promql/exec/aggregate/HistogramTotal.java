// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramMean;
import io.redstart.query.promql.value.histogram.HistogramSum;

/** The sum or the mean of the histograms of one group. */
interface HistogramTotal {
  /** Starts with a histogram. */
  static HistogramTotal of(Histogram first, boolean isMean) {
    return isMean ? new Mean(new HistogramMean(first)) : new Sum(new HistogramSum(first));
  }

  /** Adds a histogram. */
  void add(Histogram histogram);

  /** Returns whether some of the histograms claim a counter reset that others deny. */
  boolean hasMixedHints();

  /** Returns whether histograms had different custom bounds, so that some of them were lost. */
  boolean boundsReconciled();

  /** Returns the result, without empty buckets. Nothing can be added afterwards. */
  Histogram result();

  /** A sum. */
  record Sum(HistogramSum sum) implements HistogramTotal {
    @Override
    public void add(Histogram histogram) {
      sum.add(histogram);
    }

    @Override
    public boolean hasMixedHints() {
      return sum.hasMixedHints();
    }

    @Override
    public boolean boundsReconciled() {
      return sum.boundsReconciled();
    }

    @Override
    public Histogram result() {
      return sum.result().compact();
    }
  }

  /** A mean. */
  record Mean(HistogramMean mean) implements HistogramTotal {
    @Override
    public void add(Histogram histogram) {
      mean.add(histogram);
    }

    @Override
    public boolean hasMixedHints() {
      return mean.hasMixedHints();
    }

    @Override
    public boolean boundsReconciled() {
      return mean.boundsReconciled();
    }

    @Override
    public Histogram result() {
      return mean.result().compact();
    }
  }
}
