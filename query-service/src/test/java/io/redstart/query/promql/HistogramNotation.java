// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.BucketLayout;
import io.redstart.query.promql.value.histogram.CustomBuckets;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Histograms in scripts: {@code {{schema:1 sum:4 count:3 buckets:[1 2] offset:-1}}}. */
final class HistogramNotation {
  private static final Pattern ITEM = Pattern.compile("(\\w+):(\\[[^]]*]|\\S+)\\s*");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private HistogramNotation() {}

  /** Returns the histogram between the double braces, with its hint if there is one. */
  static TestPoint parse(String text) {
    Map<String, String> items = items(text.strip());
    String hint = items.remove("counter_reset_hint");
    int schema = (int) number(items, "schema");
    BucketLayout layout = schema == CustomBuckets.SCHEMA
        ? CustomBuckets.of(numbers(items, "custom_values"))
        : ExponentialBuckets.of(schema);
    Histogram histogram = Histogram.with(layout)
        .hint(hint == null ? ResetHint.UNKNOWN : hint(hint))
        .sum(number(items, "sum"))
        .count(number(items, "count"))
        .zero(number(items, "z_bucket_w"), number(items, "z_bucket"))
        .positive((int) number(items, "offset"), numbers(items, "buckets"))
        .negative((int) number(items, "n_offset"), numbers(items, "n_buckets"))
        .build();
    if (!items.isEmpty()) {
      throw new IllegalArgumentException("unknown parts of a histogram: " + items.keySet());
    }
    return TestPoint.of(histogram, hint != null);
  }

  private static Map<String, String> items(String text) {
    Map<String, String> items = new HashMap<>();
    Matcher matcher = ITEM.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException("not a histogram: " + text);
      }
      items.put(matcher.group(1), matcher.group(2));
      at = matcher.end();
    }
    return items;
  }

  private static ResetHint hint(String text) {
    return switch (text) {
      case "unknown" -> ResetHint.UNKNOWN;
      case "reset" -> ResetHint.RESET;
      case "not_reset" -> ResetHint.NOT_RESET;
      case "gauge" -> ResetHint.GAUGE;
      default -> throw new IllegalArgumentException("counter_reset_hint:" + text);
    };
  }

  private static double number(Map<String, String> items, String key) {
    String text = items.remove(key);
    return text == null ? 0 : SeriesNotation.number(text);
  }

  private static double[] numbers(Map<String, String> items, String key) {
    String text = items.remove(key);
    String inner = text == null ? "" : text.substring(1, text.length() - 1).strip();
    return inner.isEmpty()
        ? new double[0]
        : Arrays.stream(SPACE.split(inner)).mapToDouble(SeriesNotation::number).toArray();
  }

  /** Compares two histograms without their empty buckets and hints, give or take rounding. */
  static boolean almostEqual(Histogram expected, Histogram actual) {
    if (!expected.layout().equals(actual.layout())
        || expected.zeroThreshold() != actual.zeroThreshold()
        || !TestPoint.almostEqual(expected.zeroCount(), actual.zeroCount())
        || !TestPoint.almostEqual(expected.count(), actual.count())
        || !TestPoint.almostEqual(expected.sum(), actual.sum())) {
      return false;
    }
    BucketCursor left = expected.compact().buckets();
    BucketCursor right = actual.compact().buckets();
    while (left.next()) {
      if (!right.next()
          || left.lower() != right.lower()
          || left.upper() != right.upper()
          || !TestPoint.almostEqual(left.count(), right.count())) {
        return false;
      }
    }
    return !right.next();
  }
}
