// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.quantile.HistogramVariance;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions of instant vectors, one sample after the other. */
final class NaiveFunctions {
  private NaiveFunctions() {}

  /** Returns null if the function is not one of a number. */
  static @Nullable DoubleUnaryOperator ofNumber(String name, double[] scalars) {
    return switch (name) {
      case "abs" -> Math::abs;
      case "ceil" -> Math::ceil;
      case "floor" -> Math::floor;
      case "sgn" -> Math::signum;
      case "exp" -> Math::exp;
      case "sqrt" -> Math::sqrt;
      case "ln" -> Math::log;
      case "log2" -> x -> Math.log(x) / Math.log(2);
      case "log10" -> Math::log10;
      case "sin" -> Math::sin;
      case "cos" -> Math::cos;
      case "tan" -> Math::tan;
      case "asin" -> Math::asin;
      case "acos" -> Math::acos;
      case "atan" -> Math::atan;
      case "sinh" -> Math::sinh;
      case "cosh" -> Math::cosh;
      case "tanh" -> Math::tanh;
      case "asinh" -> x -> Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
      case "acosh" -> x -> Math.log(x + Math.sqrt(x * x - 1));
      case "atanh" -> x -> (Math.log1p(x) - Math.log1p(-x)) / 2;
      case "deg" -> Math::toDegrees;
      case "rad" -> Math::toRadians;
      case "round" -> x -> round(x, scalars.length == 0 ? 1 : scalars[0]);
      case "clamp_min" -> x -> max(x, scalars[0]);
      case "clamp_max" -> x -> min(x, scalars[0]);
      case "clamp" -> x -> max(scalars[0], min(scalars[1], x));
      case "minute" -> x -> time(x).getMinute();
      case "hour" -> x -> time(x).getHour();
      case "day_of_month" -> x -> time(x).getDayOfMonth();
      case "day_of_week" -> x -> time(x).getDayOfWeek().getValue() % 7;
      case "day_of_year" -> x -> time(x).getDayOfYear();
      case "days_in_month" -> x -> time(x).toLocalDate().lengthOfMonth();
      case "month" -> x -> time(x).getMonthValue();
      case "year" -> x -> time(x).getYear();
      default -> null;
    };
  }

  private static double round(double value, double nearest) {
    double inverse = 1 / nearest;
    return Math.floor(value * inverse + 0.5) / inverse;
  }

  private static ZonedDateTime time(double seconds) {
    return Instant.ofEpochSecond((long) seconds).atZone(ZoneOffset.UTC);
  }

  static @Nullable ToDoubleFunction<Histogram> ofHistogram(String name) {
    return switch (name) {
      case "histogram_count" -> Histogram::count;
      case "histogram_sum" -> Histogram::sum;
      case "histogram_avg" -> histogram -> histogram.sum() / histogram.count();
      case "histogram_stdvar" -> HistogramVariance::of;
      case "histogram_stddev" -> histogram -> Math.sqrt(HistogramVariance.of(histogram));
      default -> null;
    };
  }

  /** In Go, infinity goes before NaN. */
  private static double max(double one, double other) {
    boolean isInfinite = one == Double.POSITIVE_INFINITY || other == Double.POSITIVE_INFINITY;
    return isInfinite ? Double.POSITIVE_INFINITY : Math.max(one, other);
  }

  private static double min(double one, double other) {
    return -max(-one, -other);
  }

  static List<NaiveSample> numbers(List<NaiveSample> vector, DoubleUnaryOperator function) {
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveSample sample : vector) {
      if (sample.isNumber()) {
        results.add(NaiveSample.of(
            NaiveSample.withoutName(sample.labels()), function.applyAsDouble(sample.value())));
      }
    }
    return results;
  }

  static List<NaiveSample> histograms(
      List<NaiveSample> vector, ToDoubleFunction<Histogram> function) {
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveSample sample : vector) {
      if (!sample.isNumber()) {
        results.add(NaiveSample.of(
            NaiveSample.withoutName(sample.labels()), function.applyAsDouble(sample.histogram())));
      }
    }
    return results;
  }

  /** Joins the values of labels. */
  static Labels join(Labels labels, String target, String separator, List<String> sources) {
    return set(
        labels, target, sources.stream().map(labels::get).collect(Collectors.joining(separator)));
  }

  /** Sets a label to a replacement if another matches entirely. */
  static Labels replace(
      Labels labels, String target, String replacement, String source, String regex) {
    Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(labels.get(source));
    if (!matcher.matches()) {
      return labels;
    }
    String value = replacement;
    for (int group = 0; group <= 9; group++) {
      boolean exists = group <= matcher.groupCount() && matcher.group(group) != null;
      String text = exists ? matcher.group(group) : "";
      value = value.replace("${" + group + "}", text).replace("$" + group, text);
    }
    return set(labels, target, value);
  }

  private static Labels set(Labels labels, String name, String value) {
    Labels rest = labels.without(List.of(name));
    return value.isEmpty() ? rest : rest.with(name, value);
  }
}
