// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * Compares two samples of a histogram that counts: if anything is lower than before, the counter was
 * reset (Prometheus 3.14, model/histogram/float_histogram.go, DetectReset). Sums are ignored, since
 * observations may be negative.
 */
final class ResetDetection {
  private ResetDetection() {}

  static boolean isReset(Histogram previous, Histogram current) {
    if (current.count() < previous.count()
        || !current.layout().isCompatibleWith(previous.layout())) {
      return true;
    }
    if (current.layout() instanceof ExponentialBuckets finer
        && previous.layout() instanceof ExponentialBuckets coarser) {
      return finer.schema() > coarser.schema() || isResetExponential(previous, current);
    }
    if (current.layout().equals(previous.layout())) {
      return current.positive().isBelow(previous.positive());
    }
    return isResetWithOtherBounds(previous, current);
  }

  private static boolean isResetExponential(Histogram previous, Histogram current) {
    if (current.zeroThreshold() < previous.zeroThreshold()) {
      return true;
    }
    Histogram before = previous;
    boolean differs = current.zeroThreshold() > previous.zeroThreshold()
        || !current.layout().equals(previous.layout());
    if (differs) {
      HistogramSum adapted = new HistogramSum(previous);
      adapted.widenZeroBucket(current.zeroThreshold());
      adapted.reduceTo((ExponentialBuckets) current.layout());
      before = adapted.result();
    }
    return before.zeroThreshold() != current.zeroThreshold()
        || current.zeroCount() < before.zeroCount()
        || current.positive().isBelow(before.positive())
        || current.negative().isBelow(before.negative());
  }

  private static boolean isResetWithOtherBounds(Histogram previous, Histogram current) {
    if (current.layout() instanceof CustomBuckets own
        && previous.layout() instanceof CustomBuckets foreign) {
      CustomBuckets common = own.intersection(foreign);
      return isBelow(current, own.bucketsIn(common), previous, foreign.bucketsIn(common));
    }
    if (current.layout() instanceof FineBins own && previous.layout() instanceof FineBins foreign) {
      FineBins union = own.union(foreign);
      return isBelow(current, own.binsIn(union), previous, foreign.binsIn(union));
    }
    return true;
  }

  private static boolean isBelow(
      Histogram current, int[] buckets, Histogram previous, int[] bucketsBefore) {
    SparseBuckets now = current.positive().moved(index -> buckets[index]);
    return now.isBelow(previous.positive().moved(index -> bucketsBefore[index]));
  }
}
