// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.quantile.HistogramFraction;
import io.redstart.query.promql.value.quantile.HistogramQuantile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code histogram_quantile} and {@code histogram_fraction} of classic and native histograms. */
final class NaiveBuckets {
  private static final double SMALL = 1e-12;

  private NaiveBuckets() {}

  private interface OfBuckets {
    double value(TreeMap<Double, Double> buckets);
  }

  private interface OfNative {
    double value(io.redstart.query.promql.value.histogram.Histogram histogram);
  }

  static List<NaiveSample> quantile(double phi, List<NaiveSample> vector) {
    return each(
        vector,
        buckets -> quantile(phi, buckets),
        histogram -> HistogramQuantile.of(phi, histogram).value());
  }

  static List<NaiveSample> fraction(double lower, double upper, List<NaiveSample> vector) {
    return each(
        vector,
        buckets -> fraction(lower, upper, buckets),
        histogram -> HistogramFraction.of(lower, upper, histogram).value());
  }

  private static List<NaiveSample> each(
      List<NaiveSample> vector, OfBuckets ofBuckets, OfNative ofNative) {
    Map<Labels, TreeMap<Double, Double>> classic = new HashMap<>();
    for (NaiveSample sample : vector) {
      String le = sample.labels().get("le");
      if (sample.isNumber() && le.matches("[+-]?([0-9.]+(e[+-]?[0-9]+)?|Inf)")) {
        double bound = Double.parseDouble(le.replace("Inf", "Infinity"));
        classic
            .computeIfAbsent(sample.labels().without(List.of("le")), key -> new TreeMap<>())
            .merge(bound, sample.value(), Double::sum);
      }
    }
    List<NaiveSample> results = new ArrayList<>();
    Set<Labels> conflicts = new HashSet<>();
    for (NaiveSample sample : vector) {
      if (!sample.isNumber()) {
        if (classic.containsKey(sample.labels())) {
          conflicts.add(sample.labels());
        } else {
          results.add(NaiveSample.of(
              NaiveSample.withoutName(sample.labels()), ofNative.value(sample.histogram())));
        }
      }
    }
    classic.forEach((labels, buckets) -> {
      if (!conflicts.contains(labels)) {
        results.add(NaiveSample.of(NaiveSample.withoutName(labels), ofBuckets.value(buckets)));
      }
    });
    return results;
  }

  private static double quantile(double phi, TreeMap<Double, Double> buckets) {
    if (Double.isNaN(phi)) {
      return Double.NaN;
    }
    if (phi < 0 || phi > 1) {
      return phi < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (buckets.lastKey() != Double.POSITIVE_INFINITY || buckets.size() < 2) {
      return Double.NaN;
    }
    ascend(buckets);
    double rank = phi * buckets.lastEntry().getValue();
    if (buckets.lastEntry().getValue() == 0) {
      return Double.NaN;
    }
    double lower = 0;
    double below = 0;
    boolean isFirst = true;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      double upper = bucket.getKey();
      if (Double.isInfinite(upper)) {
        return lower;
      }
      if (bucket.getValue() >= rank) {
        return isFirst && upper <= 0
            ? upper
            : lower + (upper - lower) * ((rank - below) / (bucket.getValue() - below));
      }
      lower = upper;
      below = bucket.getValue();
      isFirst = false;
    }
    throw new IllegalStateException("no bucket of +Inf");
  }

  /** Makes the counts ascend, and equal where they differ by rounding only. */
  private static void ascend(TreeMap<Double, Double> buckets) {
    double before = buckets.firstEntry().getValue();
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      double count = bucket.getValue();
      double difference = Math.abs(count - before) / (Math.abs(count) + Math.abs(before));
      if (count < before || difference < SMALL) {
        bucket.setValue(before);
      } else {
        before = count;
      }
    }
  }

  private static double fraction(double lower, double upper, TreeMap<Double, Double> buckets) {
    double all = buckets.lastEntry().getValue();
    if (buckets.lastKey() != Double.POSITIVE_INFINITY
        || all == 0
        || Double.isNaN(lower)
        || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    return (Math.min(rank(upper, buckets), all) - Math.min(rank(lower, buckets), all)) / all;
  }

  /** Returns how many observations are at most a value. */
  private static double rank(double value, TreeMap<Double, Double> buckets) {
    double lower = buckets.firstKey() <= 0 ? Double.NEGATIVE_INFINITY : 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      double upper = bucket.getKey();
      if (value <= lower) {
        return below;
      }
      if (value < upper) {
        return Double.isInfinite(lower)
            ? bucket.getValue()
            : below + (bucket.getValue() - below) * (value - lower) / (upper - lower);
      }
      lower = upper;
      below = bucket.getValue();
    }
    return below;
  }
}
