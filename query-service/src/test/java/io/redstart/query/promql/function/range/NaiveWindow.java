// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.value.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoublePredicate;

/** The numbers of one window, copied, and range functions as their definitions say. */
final class NaiveWindow {
  private final long throughMillis;
  private final long rangeMillis;
  private final List<Double> values = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<Long> starts = new ArrayList<>();

  NaiveWindow(Series series, long throughMillis, long rangeMillis) {
    this.throughMillis = throughMillis;
    this.rangeMillis = rangeMillis;
    for (int i = 0; i < series.size(); i++) {
      long time = series.timestampMillis(i);
      if (time > throughMillis - rangeMillis && time <= throughMillis) {
        values.add(series.value(i));
        times.add(time);
        starts.add(series.startTimestampMillis(i));
      }
    }
  }

  int size() {
    return values.size();
  }

  static Double of(String function, NaiveWindow window, boolean usesStarts) {
    return switch (function) {
      case "rate" -> window.extrapolated(true, true, usesStarts);
      case "increase" -> window.extrapolated(true, false, usesStarts);
      case "delta" -> window.extrapolated(false, false, false);
      case "irate" -> window.lastTwo(true, usesStarts);
      case "idelta" -> window.lastTwo(false, false);
      case "resets" -> window.resets(usesStarts);
      case "changes" -> window.changes();
      case "deriv" -> window.size() < 2 ? null : window.slope(window.times.get(0));
      case "sum_over_time" -> window.sum();
      case "avg_over_time" -> window.sum() / window.size();
      case "stdvar_over_time" -> window.variance();
      case "stddev_over_time" -> Math.sqrt(window.variance());
      case "count_over_time" -> (double) window.size();
      case "present_over_time" -> 1.0;
      case "first_over_time" -> window.values.get(0);
      case "last_over_time" -> window.values.get(window.size() - 1);
      case "ts_of_first_over_time" -> window.times.get(0) / 1e3;
      case "ts_of_last_over_time" -> window.times.get(window.size() - 1) / 1e3;
      case "min_over_time" -> window.extreme(-1);
      case "max_over_time" -> window.extreme(1);
      case "ts_of_min_over_time" -> window.timeOf(window.extreme(-1));
      case "ts_of_max_over_time" -> window.timeOf(window.extreme(1));
      case "mad_over_time" -> window.medianDeviation();
      default -> throw new IllegalArgumentException(function);
    };
  }

  private boolean isReset(int i, boolean usesStarts) {
    if (values.get(i) < values.get(i - 1)) {
      return true;
    }
    long start = starts.get(i);
    long before = times.get(i - 1);
    if (!usesStarts || start == 0 || start >= times.get(i) || start < before) {
      return false;
    }
    boolean isKnown = starts.get(i - 1) != 0 && starts.get(i - 1) < before;
    return start > before || isKnown;
  }

  private Double extrapolated(boolean isCounter, boolean perSecond, boolean usesStarts) {
    int last = size() - 1;
    double first = values.get(0);
    double increase = values.get(last) - first;
    for (int i = 1; isCounter && i <= last; i++) {
      increase += isReset(i, usesStarts) ? values.get(i - 1) : 0;
    }
    double from = (throughMillis - rangeMillis) / 1e3;
    double firstTime = times.get(0) / 1e3;
    double lastTime = times.get(last) / 1e3;
    double start = starts.get(0) / 1e3;
    boolean isBorn = usesStarts && start != 0 && start > from && start < firstTime;
    if (!isBorn && last == 0) {
      return null;
    }
    double average = last == 0 ? 0 : (lastTime - firstTime) / last;
    double toEnd = throughMillis / 1e3 - lastTime;
    toEnd = toEnd >= 1.1 * average ? average / 2 : toEnd;
    double toStart = firstTime - from;
    toStart = toStart >= 1.1 * average ? average / 2 : toStart;
    double sampled = lastTime - firstTime;
    if (isBorn) {
      toStart = 0;
      sampled = lastTime - start;
      increase += first;
    } else if (isCounter && increase > 0 && first >= 0) {
      toStart = Math.min(toStart, sampled * first / increase);
    }
    double whole = increase * (sampled + toStart + toEnd) / sampled;
    return perSecond ? whole / (rangeMillis / 1e3) : whole;
  }

  private Double lastTwo(boolean isRate, boolean usesStarts) {
    int last = size() - 1;
    if (last == 0) {
      return null;
    }
    double before = isRate && isReset(last, usesStarts) ? 0 : values.get(last - 1);
    double seconds = isRate ? (times.get(last) - times.get(last - 1)) / 1e3 : 1;
    return (values.get(last) - before) / seconds;
  }

  private double resets(boolean usesStarts) {
    int resets = 0;
    for (int i = 1; i < size(); i++) {
      resets += isReset(i, usesStarts) ? 1 : 0;
    }
    return resets;
  }

  private double changes() {
    int changes = 0;
    for (int i = 1; i < size(); i++) {
      changes += values.get(i).equals(values.get(i - 1)) ? 0 : 1;
    }
    return changes;
  }

  private double sum() {
    return values.stream().mapToDouble(value -> value).sum();
  }

  private double variance() {
    double mean = sum() / size();
    return values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum() / size();
  }

  private double extreme(int sign) {
    DoublePredicate isNumber = value -> !Double.isNaN(value);
    return sign
        * values.stream()
            .mapToDouble(value -> sign * value)
            .filter(isNumber)
            .max()
            .orElse(Double.NaN);
  }

  private double timeOf(double value) {
    int last = Double.isNaN(value) ? size() - 1 : values.lastIndexOf(value);
    return times.get(last) / 1e3;
  }

  Double quantile(double quantile) {
    return quantile(values, quantile);
  }

  private static double quantile(List<Double> values, double quantile) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(
        Comparator.comparing((Double value) -> !value.isNaN()).thenComparing(value -> value));
    // NaN is the lowest.
    double rank = quantile * (sorted.size() - 1);
    int lower = (int) rank;
    int upper = Math.min(lower + 1, sorted.size() - 1);
    return sorted.get(lower) * (1 - (rank - lower)) + sorted.get(upper) * (rank - lower);
  }

  private double medianDeviation() {
    if (values.contains(Double.NaN)) {
      return Double.NaN;
    }
    double median = quantile(values, 0.5);
    return quantile(values.stream().map(value -> Math.abs(value - median)).toList(), 0.5);
  }

  private double slope(long originMillis) {
    double meanX =
        times.stream().mapToDouble(time -> (time - originMillis) / 1e3).sum() / size();
    double meanY = sum() / size();
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < size(); i++) {
      double x = (times.get(i) - originMillis) / 1e3 - meanX;
      covariance += x * (values.get(i) - meanY);
      variance += x * x;
    }
    return covariance / variance;
  }

  Double prediction(double seconds) {
    if (size() < 2) {
      return null;
    }
    double slope = slope(throughMillis);
    double meanX =
        times.stream().mapToDouble(time -> (time - throughMillis) / 1e3).sum() / size();
    return sum() / size() + slope * (seconds - meanX);
  }
}
