// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The supported functions, and the names of the other functions of Prometheus 3.14. */
public enum Function {
  RATE(List.of(ValueType.MATRIX)),
  INCREASE(List.of(ValueType.MATRIX)),
  HISTOGRAM_QUANTILE(List.of(ValueType.SCALAR, ValueType.VECTOR));

  private static final Set<String> UNSUPPORTED = Set.of("""
      abs absent absent_over_time acos acosh asin asinh atan atanh avg_over_time ceil changes clamp
      clamp_max clamp_min cos cosh count_over_time day_of_month day_of_week day_of_year
      days_in_month deg delta deriv double_exponential_smoothing end exp first_over_time floor
      histogram_avg histogram_count histogram_fraction histogram_quantiles histogram_stddev
      histogram_stdvar histogram_sum hour idelta info irate label_join label_replace
      last_over_time ln log10 log2 mad_over_time max_of max_over_time min_of min_over_time minute
      month pi predict_linear present_over_time quantile_over_time rad range resets round scalar
      sgn sin sinh sort sort_by_label sort_by_label_desc sort_desc sqrt start start_timestamp
      stddev_over_time stdvar_over_time step sum_over_time tan tanh time timestamp
      ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time vector
      year""".split("\\s+"));

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<ValueType> argumentTypes;

  Function(List<ValueType> argumentTypes) {
    this.argumentTypes = argumentTypes;
  }

  /** Returns the function with a name in lower case, or nothing. */
  static Optional<Function> named(String name) {
    for (Function function : values()) {
      if (function.text().equals(name)) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }

  /** Returns whether Prometheus has a function of this name that is not supported here. */
  static boolean isUnsupported(String name) {
    return UNSUPPORTED.contains(name);
  }

  /** Returns its name in PromQL. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the types of its arguments. */
  List<ValueType> argumentTypes() {
    return argumentTypes;
  }
}
