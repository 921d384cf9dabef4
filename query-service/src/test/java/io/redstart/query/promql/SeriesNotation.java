// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.QueryText;
import io.redstart.query.promql.value.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of promqltest's language that names a series and its samples: {@code
 * calls_total{service="a"} 0+5x12 _ stale}. Native histograms and start timestamps are detected but
 * not parsed.
 *
 * @param points one per step; empty for no sample
 * @param foreign whether the line contains something that is not parsed
 */
record SeriesNotation(Labels labels, List<OptionalDouble> points, boolean foreign) {
  private static final String NUMBER =
      "[+-]?(?:[iI]nf|[nN]a[nN]|\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?)";
  private static final Pattern REPEATED =
      Pattern.compile("(" + NUMBER + "|_|stale)([+-](?:" + NUMBER + "))?(?:x(\\d+))?");

  static SeriesNotation parse(String line) {
    int end = seriesEnd(line);
    String series = line.substring(0, end);
    String values = line.substring(end).strip();
    boolean foreign = values.contains("{{") || values.startsWith("@st");
    List<OptionalDouble> points = new ArrayList<>();
    if (!foreign) {
      for (String item : values.split("\\s+")) {
        addPoints(item, points);
      }
    }
    return new SeriesNotation(labels(series), points, foreign);
  }

  private static int seriesEnd(String line) {
    char quote = 0;
    boolean braced = false;
    for (int i = 0; i < line.length(); i++) {
      char character = line.charAt(i);
      if (quote != 0) {
        quote = character == quote && line.charAt(i - 1) != '\\' ? 0 : quote;
      } else if (character == '"' || character == '\'') {
        quote = character;
      } else if (character == '{') {
        braced = true;
      } else if (character == '}') {
        return i + 1;
      } else if (!braced && (Character.isWhitespace(character) || character == '@')) {
        return i;
      }
    }
    return line.length();
  }

  private static Labels labels(String series) {
    if (series.equals("{}")) {
      return Labels.empty();
    }
    String query = series.startsWith("{") ? "{x!=\"\"," + series.substring(1) : series;
    Expr expr = Parser.parse(new QueryText(query), QueryLimits.unlimited());
    Labels.Builder labels = new Labels.Builder();
    ((Expr.VectorSelector) expr)
        .matchers().stream()
            .filter(matcher -> matcher.op().symbol().equals("="))
            .forEach(matcher -> labels.add(matcher.name(), matcher.value()));
    return labels.build();
  }

  private static void addPoints(String item, List<OptionalDouble> points) {
    Matcher matcher = REPEATED.matcher(item);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a sample: " + item);
    }
    int repeats = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    if (matcher.group(1).equals("_")) {
      int count = matcher.group(3) == null ? 1 : repeats;
      for (int i = 0; i < count; i++) {
        points.add(OptionalDouble.empty());
      }
      return;
    }
    double value = number(matcher.group(1));
    double step = matcher.group(2) == null ? 0 : number(matcher.group(2));
    for (int i = 0; i <= repeats; i++) {
      points.add(OptionalDouble.of(value));
      value += step == 0 ? 0 : step;
    }
  }

  static double number(String text) {
    if (text.equals("stale")) {
      return Double.longBitsToDouble(StaleMarker.BITS);
    }
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "+nan", "-nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }
}
