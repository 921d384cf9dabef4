// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import io.redstart.model.CellLayout;
import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.value.FloatText;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The label {@code le} of one bucket: its upper bound in the metric's unit, printed as Prometheus'
 * OTLP receiver prints it, and matched as a number, so that {@code le="100.0"} finds {@code "100"}.
 * Negations are exact; a regular expression matches the printed text.
 */
public record LeLabel(double bound, String text) {
  /** The label's name. */
  public static final String NAME = "le";

  /**
   * Decimal numbers as Go parses them; Java would also accept {@code 1d} and surrounding blanks.
   */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final Pattern INFINITY = Pattern.compile("(?i)\\+?inf(inity)?");

  static LeLabel of(double bound) {
    return new LeLabel(bound, FloatText.plain(bound));
  }

  /** Returns the labels of all buckets, {@code +Inf} last. */
  public static List<LeLabel> all(CellLayout layout, Unit unit) {
    List<LeLabel> labels = new ArrayList<>();
    for (int bucket = 0; bucket < layout.boundCount(); bucket++) {
      labels.add(of(layout.boundNanos(bucket) / unit.nanos()));
    }
    labels.add(of(Double.POSITIVE_INFINITY));
    return labels;
  }

  boolean matches(LabelMatcher matcher) {
    return switch (matcher.op()) {
      case EQUAL -> isWritten(matcher.value());
      case NOT_EQUAL -> !isWritten(matcher.value());
      case MATCHES, NOT_MATCHES -> matcher.matches(text);
    };
  }

  private boolean isWritten(String value) {
    OptionalDouble number = parse(value);
    return number.isPresent() && number.getAsDouble() == bound;
  }

  private static OptionalDouble parse(String value) {
    if (INFINITY.matcher(value).matches()) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    return NUMBER.matcher(value).matches()
        ? OptionalDouble.of(Double.parseDouble(value))
        : OptionalDouble.empty();
  }
}
