// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of promqltest's language that names a series and its samples: {@code
 * calls_total{service="a"} 0+5x12 _ stale {{count:1}}+{{count:2}}x3}.
 *
 * @param points one per step
 */
record SeriesNotation(Labels labels, List<TestPoint> points) {
  private static final String NUMBER = "[+-]?(?:[iI][nN][fF]|[nN][aA][nN]"
      + "|\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?)";
  private static final Pattern NUMBER_ONLY = Pattern.compile(NUMBER);
  private static final Pattern NUMBERS =
      Pattern.compile("(" + NUMBER + "|_|stale)([+-](?:" + NUMBER + "))?(?:x(\\d+))?(?=\\s|$)");
  private static final Pattern HISTOGRAMS =
      Pattern.compile("\\{\\{([^}]*)}}(?:([+-])\\{\\{([^}]*)}})?(?:x(\\d+))?(?=\\s|$)");

  static SeriesNotation parse(String line) {
    int end = seriesEnd(line);
    return new SeriesNotation(
        labels(line.substring(0, end)), points(line.substring(end).strip()));
  }

  private static int seriesEnd(String line) {
    char quote = 0;
    boolean isBraced = false;
    for (int i = 0; i < line.length(); i++) {
      char character = line.charAt(i);
      if (quote != 0) {
        i += character == '\\' && quote != '`' ? 1 : 0;
        quote = character == quote ? 0 : quote;
      } else if (character == '"' || character == '\'' || character == '`') {
        quote = character;
      } else if (character == '{') {
        isBraced = true;
      } else if (character == '}') {
        return i + 1;
      } else if (!isBraced && (Character.isWhitespace(character) || character == '@')) {
        return i;
      }
    }
    return line.length();
  }

  /** Reads the labels as a selector; a matcher is added since {@code {}} would select all. */
  static Labels labels(String series) {
    int brace = series.indexOf('{');
    String query = brace < 0
        ? series
        : series.substring(0, brace) + "{x!=\"\"," + series.substring(brace + 1).stripLeading();
    if (query.endsWith(",}")) {
      query = query.substring(0, query.length() - 2) + "}";
    }
    Expr expr = Parser.parse(
        new QueryText(query), SyntaxConfig.ALL, new FunctionTable(), QueryLimits.unlimited());
    Labels.Builder labels = new Labels.Builder();
    ((Expr.VectorSelector) expr)
        .matchers().stream()
            .filter(matcher -> matcher.op().symbol().equals("="))
            .forEach(matcher -> labels.add(matcher.name(), matcher.value()));
    return labels.build();
  }

  private static List<TestPoint> points(String text) {
    List<TestPoint> points = new ArrayList<>();
    Matcher numbers = NUMBERS.matcher(text);
    Matcher histograms = HISTOGRAMS.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (numbers.region(at, text.length()).lookingAt()) {
        addNumbers(numbers, points);
        at = numbers.end();
      } else if (histograms.region(at, text.length()).lookingAt()) {
        addHistograms(histograms, points);
        at = histograms.end();
      } else {
        throw new IllegalArgumentException("not a sample: " + text.substring(at));
      }
    }
    return points;
  }

  private static void addNumbers(Matcher item, List<TestPoint> points) {
    String count = item.group(3);
    if (item.group(1).equals("_")) {
      for (int i = 0; i < (count == null ? 1 : Integer.parseInt(count)); i++) {
        points.add(TestPoint.MISSING);
      }
      return;
    }
    double value = number(item.group(1));
    for (int i = 0; i <= repeats(count); i++) {
      points.add(TestPoint.of(value));
      // A staleness marker must not take part in arithmetic.
      value = item.group(2) == null ? value : value + number(item.group(2));
    }
  }

  private static void addHistograms(Matcher item, List<TestPoint> points) {
    TestPoint first = HistogramNotation.parse(item.group(1));
    TestPoint change = item.group(2) == null ? null : HistogramNotation.parse(item.group(3));
    Histogram histogram = first.histogram();
    for (int i = 0; i <= repeats(item.group(4)); i++) {
      points.add(TestPoint.of(histogram, change == null ? first.hasHint() : change.hasHint()));
      if (change != null) {
        histogram = item.group(2).equals("+")
            ? histogram.plus(change.histogram()).histogram()
            : histogram.minus(change.histogram()).histogram();
      }
    }
  }

  private static int repeats(@Nullable String count) {
    return count == null ? 0 : Integer.parseInt(count);
  }

  static boolean isNumber(String text) {
    return NUMBER_ONLY.matcher(text).matches();
  }

  static double number(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String magnitude = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    double value = switch (magnitude) {
      case "stale" -> StaleMarker.value();
      case "inf" -> Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(magnitude);
    };
    return lower.startsWith("-") ? -value : value;
  }
}
