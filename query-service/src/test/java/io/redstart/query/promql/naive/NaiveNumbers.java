// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Reduces numbers to one, by the textbook. */
final class NaiveNumbers {
  private NaiveNumbers() {}

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  static double mean(double[] values) {
    return sum(values) / values.length;
  }

  /** NaN counts only if there is nothing else. */
  static double min(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).min().orElse(Double.NaN);
  }

  static double max(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).max().orElse(Double.NaN);
  }

  static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
  }

  /** Interpolates between the two ranks around the quantile; NaN is the least number. */
  static double quantile(double phi, double[] values) {
    if (values.length == 0 || Double.isNaN(phi)) {
      return Double.NaN;
    }
    if (phi < 0 || phi > 1) {
      return phi < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    List<Double> ascending = new ArrayList<>();
    for (double value : values) {
      ascending.add(value);
    }
    ascending.sort(Comparator.comparing((Double v) -> !v.isNaN()).thenComparing(v -> v));
    double rank = phi * (values.length - 1);
    int lower = (int) rank;
    int upper = Math.min(lower + 1, values.length - 1);
    double share = rank - lower;
    return ascending.get(lower) * (1 - share) + ascending.get(upper) * share;
  }

  /** Returns slope and value at a time of the line of least squares. */
  static double[] line(List<NaiveSample> samples, long atMillis) {
    double n = samples.size();
    double meanX =
        samples.stream().mapToDouble(s -> (s.timeMillis() - atMillis) / 1e3).sum() / n;
    double meanY = samples.stream().mapToDouble(NaiveSample::value).sum() / n;
    double covariance = 0;
    double variance = 0;
    for (NaiveSample sample : samples) {
      double x = (sample.timeMillis() - atMillis) / 1e3 - meanX;
      covariance += x * (sample.value() - meanY);
      variance += x * x;
    }
    double slope = covariance / variance;
    double first = samples.get(0).value();
    if (samples.stream().allMatch(sample -> sample.value() == first)) {
      return Double.isInfinite(first)
          ? new double[] {Double.NaN, Double.NaN}
          : new double[] {0, first};
    }
    return new double[] {slope, meanY - slope * meanX};
  }
}
