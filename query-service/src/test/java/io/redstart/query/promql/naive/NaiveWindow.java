// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One series within a range, for the functions of range vectors.
 *
 * @param timeMillis the time of the step, without offset
 */
record NaiveWindow(
    Labels labels, List<NaiveSample> samples, long startMillis, long endMillis, long timeMillis) {

  /** Returns the value of a function without labels, or null if it has none. */
  @Nullable
  NaiveSample value(String function, double... parameters) {
    List<NaiveSample> numbers = samples.stream().filter(NaiveSample::isNumber).toList();
    boolean isMixed = !numbers.isEmpty() && numbers.size() < samples.size();
    NaiveSample first = samples.get(0);
    NaiveSample last = samples.get(samples.size() - 1);
    return switch (function) {
      case "count_over_time" -> number(samples.size());
      case "present_over_time" -> number(1);
      case "first_over_time" -> first.with(Labels.empty());
      case "last_over_time" -> last.with(Labels.empty());
      case "ts_of_first_over_time" -> number(first.timeMillis() / 1e3);
      case "ts_of_last_over_time" -> number(last.timeMillis() / 1e3);
      case "changes" -> number(pairs((a, b) -> isChange(a, b)));
      case "resets" -> number(pairs((a, b) -> isReset(a, b)));
      case "sum_over_time", "avg_over_time" -> isMixed ? null : total(numbers, function);
      case "rate", "increase", "delta" -> isMixed || samples.size() < 2 ? null : increase(function);
      case "irate", "idelta" -> samples.size() < 2 ? null : lastChange(function.equals("irate"));
      default -> numbers.isEmpty() ? null : ofNumbers(function, numbers, parameters);
    };
  }

  private interface Pair {
    boolean test(NaiveSample before, NaiveSample after);
  }

  private static NaiveSample number(double value) {
    return NaiveSample.of(Labels.empty(), value);
  }

  private int pairs(Pair condition) {
    int count = 0;
    for (int i = 1; i < samples.size(); i++) {
      count += condition.test(samples.get(i - 1), samples.get(i)) ? 1 : 0;
    }
    return count;
  }

  private static boolean isChange(NaiveSample before, NaiveSample after) {
    if (before.isNumber() != after.isNumber()) {
      return true;
    }
    return before.isNumber()
        ? before.value() != after.value()
            && !(Double.isNaN(before.value()) && Double.isNaN(after.value()))
        : !before.histogram().equals(after.histogram());
  }

  private static boolean isReset(NaiveSample before, NaiveSample after) {
    if (before.isNumber() != after.isNumber()) {
      return true;
    }
    return before.isNumber()
        ? after.value() < before.value()
        : after.histogram().detectReset(before.histogram());
  }

  private @Nullable NaiveSample total(List<NaiveSample> numbers, String function) {
    boolean isMean = function.equals("avg_over_time");
    if (numbers.isEmpty()) {
      Histogram total = NaiveAggregation.total(samples, isMean);
      return total == null ? null : NaiveSample.of(Labels.empty(), total);
    }
    double[] values = values(numbers);
    return number(isMean ? NaiveNumbers.mean(values) : NaiveNumbers.sum(values));
  }

  private static double[] values(List<NaiveSample> numbers) {
    return numbers.stream().mapToDouble(NaiveSample::value).toArray();
  }

  private @Nullable NaiveSample ofNumbers(
      String function, List<NaiveSample> numbers, double... parameters) {
    double[] values = values(numbers);
    return switch (function) {
      case "min_over_time" -> number(NaiveNumbers.min(values));
      case "max_over_time" -> number(NaiveNumbers.max(values));
      case "stdvar_over_time" -> number(NaiveNumbers.variance(values));
      case "stddev_over_time" -> number(Math.sqrt(NaiveNumbers.variance(values)));
      case "quantile_over_time" -> number(NaiveNumbers.quantile(parameters[0], values));
      case "mad_over_time" ->
        number(Arrays.stream(values).anyMatch(Double::isNaN) ? Double.NaN : deviation(values));
      case "ts_of_min_over_time" -> number(timeOfLast(numbers, NaiveNumbers.min(values)));
      case "ts_of_max_over_time" -> number(timeOfLast(numbers, NaiveNumbers.max(values)));
      case "deriv" ->
        numbers.size() < 2
            ? null
            : number(NaiveNumbers.line(numbers, numbers.get(0).timeMillis())[0]);
      case "predict_linear" -> {
        if (numbers.size() < 2) {
          yield null;
        }
        double[] line = NaiveNumbers.line(numbers, timeMillis);
        yield number(line[0] * parameters[0] + line[1]);
      }
      case "double_exponential_smoothing" ->
        values.length < 2 ? null : number(smoothed(values, parameters[0], parameters[1]));
      default -> throw new UnsupportedOperationException(function);
    };
  }

  /** Holt's linear method. */
  private static double smoothed(double[] values, double levelFactor, double trendFactor) {
    double level = values[0];
    double trend = values[1] - values[0];
    double previous = level;
    for (int i = 1; i < values.length; i++) {
      double before = level;
      if (i > 1) {
        trend = trendFactor * (level - previous) + (1 - trendFactor) * trend;
      }
      level = levelFactor * values[i] + (1 - levelFactor) * (level + trend);
      previous = before;
    }
    return level;
  }

  private static double deviation(double[] values) {
    double median = NaiveNumbers.quantile(0.5, values);
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - median);
    }
    return NaiveNumbers.quantile(0.5, distances);
  }

  /** Returns the seconds of the last sample with a value. */
  private static double timeOfLast(List<NaiveSample> numbers, double value) {
    return numbers.stream()
            .filter(sample -> Double.compare(sample.value() + 0.0, value + 0.0) == 0)
            .mapToLong(NaiveSample::timeMillis)
            .max()
            .orElse(numbers.get(0).timeMillis())
        / 1e3;
  }

  /** Extrapolates the change between the first and the last sample to the whole range. */
  private @Nullable NaiveSample increase(String function) {
    boolean isCounter = !function.equals("delta");
    NaiveSample change = change(isCounter);
    if (change == null) {
      return null;
    }
    ToDoubleFunction<NaiveSample> size =
        sample -> sample.isNumber() ? sample.value() : sample.histogram().count();
    NaiveSample first = samples.get(0);
    long lastMillis = samples.get(samples.size() - 1).timeMillis();
    double sampled = (lastMillis - first.timeMillis()) / 1e3;
    double average = sampled / (samples.size() - 1);
    double before = (first.timeMillis() - startMillis) / 1e3;
    double after = (endMillis - lastMillis) / 1e3;
    before = before >= average * 1.1 ? average / 2 : before;
    after = after >= average * 1.1 ? average / 2 : after;
    double increase = size.applyAsDouble(change);
    if (isCounter && increase > 0 && size.applyAsDouble(first) >= 0) {
      before = Math.min(before, sampled * (size.applyAsDouble(first) / increase));
    }
    double factor = (sampled + before + after) / sampled;
    return times(change, function.equals("rate") ? factor / seconds() : factor);
  }

  private double seconds() {
    return (endMillis - startMillis) / 1e3;
  }

  private static NaiveSample times(NaiveSample sample, double factor) {
    return sample.isNumber()
        ? number(sample.value() * factor)
        : NaiveSample.of(Labels.empty(), sample.histogram().times(factor));
  }

  /** Returns the last minus the first sample, with what was lost at each reset of a counter. */
  private @Nullable NaiveSample change(boolean isCounter) {
    NaiveSample first = samples.get(0);
    NaiveSample last = samples.get(samples.size() - 1);
    if (first.isNumber()) {
      double change = last.value() - first.value();
      for (int i = 1; isCounter && i < samples.size(); i++) {
        NaiveSample before = samples.get(i - 1);
        change += isReset(before, samples.get(i)) ? before.value() : 0;
      }
      return number(change);
    }
    try {
      Histogram change =
          isCounter ? ofCounter() : last.histogram().minus(first.histogram()).histogram();
      return NaiveSample.of(Labels.empty(), change.compact());
    } catch (IncompatibleLayoutsException e) {
      return null;
    }
  }

  /**
   * Returns the last minus the first, with what was lost at each reset. A first one that is reset at
   * once counts as empty, with the bounds of the second.
   */
  private Histogram ofCounter() {
    Histogram first = samples.get(0).histogram();
    Histogram second = samples.get(1).histogram();
    boolean startsAgain = second.detectReset(first);
    Histogram change = samples.get(samples.size() - 1).histogram();
    change = change.minus(startsAgain ? second.cleared() : first).histogram();
    for (int i = startsAgain ? 2 : 1; i < samples.size(); i++) {
      Histogram before = samples.get(i - 1).histogram();
      if (samples.get(i).histogram().detectReset(before)) {
        change = change.plus(before).histogram();
      }
    }
    return change;
  }

  private @Nullable NaiveSample lastChange(boolean isRate) {
    NaiveSample before = samples.get(samples.size() - 2);
    NaiveSample after = samples.get(samples.size() - 1);
    if (before.isNumber() != after.isNumber()) {
      return null;
    }
    boolean isReset = isRate && isReset(before, after);
    NaiveSample change = after;
    if (!isReset) {
      try {
        change = before.isNumber()
            ? number(after.value() - before.value())
            : NaiveSample.of(
                Labels.empty(), after.histogram().minus(before.histogram()).histogram());
      } catch (IncompatibleLayoutsException e) {
        return null;
      }
    }
    double seconds = (after.timeMillis() - before.timeMillis()) / 1e3;
    if (change.isNumber()) {
      return number(isRate ? change.value() / seconds : change.value());
    }
    Histogram compact = change.histogram().compact();
    return NaiveSample.of(Labels.empty(), isRate ? compact.dividedBy(seconds) : compact);
  }
}
