// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Writes random expressions over {@link RandomData} whose types are right. An <em>exact</em>
 * expression has no rounding errors: only these are compared, counted, ranked or rounded, where a
 * small error would make a large difference.
 */
final class RandomExpressions {
  private static final String[] EXACT_RANGE_FUNCTIONS = {
    "count_over_time", "sum_over_time", "min_over_time", "max_over_time", "last_over_time",
    "first_over_time", "present_over_time", "changes", "resets", "idelta"
  };
  private static final String[] RANGE_FUNCTIONS = {
    "rate",
    "increase",
    "delta",
    "irate",
    "deriv",
    "avg_over_time",
    "stddev_over_time",
    "stdvar_over_time",
    "rate",
    "increase"
  };
  private static final String[] MATH = {
    "exp", "sqrt", "ln", "log2", "log10", "sin", "cos", "atan", "sinh", "tanh", "asinh", "deg",
    "rad", "acos", "asin", "acosh", "atanh", "cosh", "tan"
  };
  private static final String[] EXACT_MATH = {"abs", "ceil", "floor", "sgn", "round"};
  private static final String[] DATES = {
    "minute", "hour", "day_of_month", "day_of_week", "day_of_year", "days_in_month", "month", "year"
  };
  private static final String[] GROUPINGS = {
    "",
    " by (g)",
    " by (h)",
    " by (g, h)",
    " without (i)",
    " without (h, i)",
    " by ()",
    " without ()",
    " by (nope)"
  };

  private final SplittableRandom random;

  /** Whether expressions may have parts that only {@code promql-experimental-functions} allows. */
  private final boolean isExtended;

  RandomExpressions(SplittableRandom random, boolean isExtended) {
    this.random = random;
    this.isExtended = isExtended;
  }

  /** Returns a scalar or an instant vector. */
  String next() {
    int depth = random.nextInt(1, 5);
    return switch (random.nextInt(24)) {
      case 0 -> scalar(depth);
      case 1 -> pick("sort", "sort_desc") + "(" + numbers(depth, true) + ")";
      case 2, 3, 4, 5, 6, 7 -> anything(depth);
      case 8, 9, 10, 11, 12, 13 -> numbers(depth, true);
      default -> numbers(depth, false);
    };
  }

  /** Returns a vector of numbers and histograms. */
  private String anything(int depth) {
    if (depth == 0) {
      return selector(pick("n", "x", "mix", "n", "{__name__=~\"n|x\"}"));
    }
    return switch (random.nextInt(15)) {
      case 0 -> selector(pick("n", "x", "mix", "{__name__=~\"m|n|x\"}"));
      case 1, 2, 3 ->
        pick("rate", "increase", "delta", "rate") + "(" + histogramRange(depth - 1) + ")";
      case 4 -> pick("irate", "idelta") + "(" + histogramRange(depth - 1) + ")";
      case 5, 6 ->
        pick("sum_over_time", "avg_over_time", "last_over_time", "first_over_time") + "("
            + histogramRange(depth - 1) + ")";
      case 7, 8, 9 -> pick("sum", "avg", "sum") + grouping() + " (" + anything(depth - 1) + ")";
      case 10 -> "(" + anything(depth - 1) + pick(" * ", " / ") + constant() + ")";
      case 11 -> "(" + constant() + pick(" * ", " * ", " / ") + anything(depth - 1) + ")";
      case 12 ->
        "(" + selector("n") + pick(" + ", " - ", " == ", " != ", " * ", " > ")
            + pick("", "on (g, h, i) ", "ignoring (i) ") + anything(0) + ")";
      case 13 -> "-" + anything(depth - 1);
      default -> set(anything(depth - 1), anything(depth - 1));
    };
  }

  private String histogramRange(int depth) {
    return random.nextInt(6) == 0
        ? subquery(anything(Math.min(depth, 1)))
        : range(pick("n", "x", "mix", "n"));
  }

  /** Returns a vector of numbers. */
  private String numbers(int depth, boolean isExact) {
    if (depth == 0) {
      return selector(numberName());
    }
    int below = depth - 1;
    return switch (random.nextInt(isExact ? 17 : 30)) {
      case 0 -> selector(numberName());
      case 1, 2 -> pick(EXACT_RANGE_FUNCTIONS) + "(" + numberRange(below, true) + ")";
      case 3, 4 ->
        pick("sum", "min", "max", "count", "group") + grouping() + " (" + numbers(below, true)
            + ")";
      case 5 -> pick(EXACT_MATH) + "(" + numbers(below, true) + ")";
      case 6 -> "(" + numbers(below, true) + pick(" + ", " - ", " * ") + constant() + ")";
      case 7 -> "(" + numbers(below, true) + comparison() + scalar(1) + ")";
      case 8 -> "(" + numbers(below, true) + matched(pick(" + ", " - ", comparison()), true) + ")";
      case 9 -> set(numbers(below, true), numbers(below, true));
      case 10 ->
        switch (random.nextInt(3)) {
          case 0 -> "timestamp(" + selector(pick("m", "c", "n", "mix")) + ")";
          case 1 -> "histogram_count(" + selector(pick("n", "x", "mix")) + ")";
          default ->
            pick("count_over_time", "changes", "resets", "present_over_time", "max_over_time") + "("
                + histogramRange(below) + ")";
        };
      case 11 ->
        pick("max", "sum", "count", "min") + " by (g) ("
            + pick("topk", "bottomk") + " by (g) (" + random.nextInt(4) + ", "
            + numbers(below, true) + "))";
      case 12 -> labelled(numbers(below, true));
      case 13 -> pick("absent(", "absent(") + pick(selector("nope"), numbers(below, true)) + ")";
      case 14 -> "count_values" + grouping() + " (\"v\", " + numbers(below, true) + ")";
      case 15 -> pick("-", "-", "+") + numbers(below, true);
      case 16 ->
        switch (random.nextInt(4)) {
          case 0 -> "absent_over_time(" + range(pick("m", "nope", "n")) + ")";
          case 1 -> "clamp(" + numbers(below, true) + ", " + constant() + ", " + constant() + ")";
          case 2 ->
            pick("clamp_min(", "clamp_max(", "round(") + numbers(below, true) + ", " + constant()
                + ")";
          default -> "vector(" + scalar(below) + ")";
        };
      case 17, 18, 19 -> pick(RANGE_FUNCTIONS) + "(" + numberRange(below, false) + ")";
      case 20 ->
        pick("avg", "stddev", "stdvar", "sum", "min", "max", "count") + grouping() + " ("
            + numbers(below, false) + ")";
      case 21 -> "quantile" + grouping() + " (" + phi() + ", " + numbers(below, false) + ")";
      case 22 -> pick(MATH) + "(" + numbers(below, false) + ")";
      case 23 -> "(" + numbers(below, false) + pick(" / ", " * ", " + ", " - ") + scalar(1) + ")";
      case 24 -> "(" + numbers(below, false) + matched(pick(" / ", " * ", " atan2 "), false) + ")";
      case 25 -> "histogram_quantile(" + phi() + ", " + buckets(below) + ")";
      case 26 ->
        pick("histogram_quantile(" + phi(), "histogram_fraction(" + edges()) + ", "
            + anything(below) + ")";
      case 27 ->
        pick(
                "histogram_avg",
                "histogram_sum",
                "histogram_stddev",
                "histogram_stdvar",
                "histogram_count")
            + "(" + anything(below) + ")";
      case 28 ->
        switch (random.nextInt(isExtended ? 6 : 4)) {
          case 0 -> "quantile_over_time(" + phi() + ", " + numberRange(below, false) + ")";
          case 1 -> "predict_linear(" + numberRange(0, true) + ", " + constant() + ")";
          case 2 -> pick(DATES) + "(timestamp(" + selector("m") + ") * 86413)";
          case 3 -> "histogram_fraction(" + edges() + ", " + buckets(below) + ")";
          case 4 ->
            pick(
                    "mad_over_time",
                    "ts_of_max_over_time",
                    "ts_of_min_over_time",
                    "ts_of_last_over_time",
                    "ts_of_first_over_time")
                + "(" + numberRange(below, true) + ")";
          default -> "double_exponential_smoothing(" + numberRange(0, true) + ", 0.5, 0.25)";
        };
      default -> set(numbers(below, false), numbers(below, false));
    };
  }

  private String numberName() {
    return pick(
        "m",
        "m",
        "c",
        "c",
        "one",
        "d_count",
        "mix",
        "m{g=\"1\"}",
        "m{h!=\"1\"}",
        "c{g=~\"0|1\"}",
        "{__name__=~\"m|c\"}",
        "c{i!~\"1\"}");
  }

  private String numberRange(int depth, boolean isExact) {
    return random.nextInt(5) == 0
        ? subquery(numbers(Math.min(depth, 2), isExact))
        : range(pick("m", "c", "c", "c", "d_bucket", "mix", "one"));
  }

  private String buckets(int depth) {
    return switch (random.nextInt(5)) {
      case 0 -> selector("d_bucket");
      case 1 -> "rate(" + range("d_bucket") + ")";
      case 2 -> "sum by (le) (rate(" + range("d_bucket") + "))";
      case 3 -> "sum without (i) (increase(" + range("d_bucket") + "))";
      default -> pick("{__name__=~\"d_bucket|n\"}", "d_bucket{le!=\"+Inf\"}", "m", "d_bucket * 2");
    };
  }

  private String labelled(String vector) {
    return switch (random.nextInt(4)) {
      case 0 -> "label_join(" + vector + ", \"j\", \"-\", \"g\", \"h\")";
      case 1 -> "label_replace(" + vector + ", \"g\", \"x$1\", \"g\", \"([12])\")";
      case 2 -> "label_replace(" + vector + ", \"r\", \"${1}y$2\", \"i\", \"(.)(.*)\")";
      default -> "label_replace(" + vector + ", \"h\", \"\", \"g\", \".*\")";
    };
  }

  /** Returns an operator with its right side, often with one sample for each group. */
  private String matched(String operator, boolean isExact) {
    return switch (random.nextInt(8)) {
      case 0 -> operator + "on (g) group_left () one";
      case 1 -> operator + "on (g) group_left (t) one";
      case 2 -> operator + "on (g) group_left () " + pick("sum", "max", "count") + " by (g) (c)";
      case 3 -> operator + "ignoring (i, h) group_left () max by (g) (" + selector("m") + ")";
      case 4 -> operator + pick("on (g, h, i) ", "ignoring (t) ", "") + selector("m");
      case 5 -> operator + "on () group_left () sum (" + selector("c") + ")";
      case 6 -> operator + "on (g, h) " + numbers(1, isExact);
      default -> operator + selector(pick("m", "c"));
    };
  }

  private String set(String left, String right) {
    return "(" + left + pick(" and ", " or ", " unless ")
        + pick("", "on (g) ", "ignoring (i) ", "on () ", "on (g, h) ") + right + ")";
  }

  private String scalar(int depth) {
    return switch (depth == 0 ? 9 : random.nextInt(9)) {
      case 0 -> "time()";
      case 1 -> "scalar(" + pick("sum(m)", "one{g=\"1\"}", "max(c)", "count(n)") + ")";
      case 2 ->
        "(" + scalar(depth - 1) + pick(" + ", " - ", " * ", " / ", " % ") + scalar(depth - 1) + ")";
      case 3 -> "(" + scalar(depth - 1) + pick(" == bool ", " < bool ") + scalar(depth - 1) + ")";
      default -> constant();
    };
  }

  private String constant() {
    return random.nextInt(25) == 0
        ? pick("NaN", "Inf", "-Inf", "0")
        : pick("1", "2", "-1", "0.5", "3", "-0.25", "4", "0", "10", "-2", "0.75");
  }

  private String phi() {
    return random.nextInt(12) == 0
        ? pick("-1", "2", "NaN", "0", "1")
        : "0." + random.nextInt(1, 100);
  }

  private String edges() {
    return pick("0, 1", "-Inf, 0.5", "0.3, +Inf", "-1, 1", "2, 1", "0.1, 2.7", "NaN, 1");
  }

  private String comparison() {
    return pick(" > ", " < ", " >= ", " <= ", " == ", " != ")
        + (random.nextInt(3) == 0 ? "bool " : "");
  }

  private String grouping() {
    return pick(GROUPINGS);
  }

  private String selector(String name) {
    return name + shift();
  }

  private String range(String name) {
    return name + "[" + random.nextInt(1, 25) * 5 + pick("s", "s", "s", "500ms") + "]" + shift();
  }

  private String subquery(String inner) {
    return "(" + inner + ")[" + random.nextInt(1, 12) * 10 + "s:"
        + (random.nextInt(6) == 0 ? "" : random.nextInt(3, 40) + "s") + "]" + shift();
  }

  private String shift() {
    String at = maybe(() -> " @ " + pick("start()", "end()", "300", "123.5", "800"));
    String offset =
        maybe(() -> " offset " + pick("", "-") + pick("10s", "7s", "1m", "3500ms", "2m"));
    return at + offset;
  }

  private String maybe(Supplier<String> text) {
    return random.nextInt(7) == 0 ? text.get() : "";
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
