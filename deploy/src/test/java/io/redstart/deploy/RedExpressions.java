// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Writes random queries over RED metrics, with all kinds of functions and operators. Values with
 * rounding errors are neither ranked nor compared with each other, so that a small error stays
 * small.
 */
final class RedExpressions {
  private static final String[] LABELS = {
    "service_name",
    "span_name",
    "span_kind",
    "status_code",
    "service_name, span_name",
    "span_kind, status_code",
    "job"
  };

  private final SplittableRandom random;
  /** The time range of the samples: epoch seconds. */
  private final long startSeconds;

  private final long endSeconds;

  RedExpressions(SplittableRandom random, long startSeconds, long endSeconds) {
    this.random = random;
    this.startSeconds = startSeconds;
    this.endSeconds = endSeconds;
  }

  String next() {
    return vector(random.nextInt(1, 4));
  }

  private String vector(int depth) {
    if (depth == 0) {
      return counter();
    }
    int below = depth - 1;
    return switch (random.nextInt(17)) {
      case 0 -> counter();
      case 1, 2 -> rate();
      case 3, 4 ->
        pick("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "sum") + grouping()
            + " (" + vector(below) + ")";
      case 5 -> "quantile" + grouping() + " (" + phi() + ", " + vector(below) + ")";
      case 6, 7 -> quantile();
      case 8 -> pick("abs", "ceil", "sqrt", "ln", "exp", "sgn", "rad") + "(" + counter() + ")";
      case 9 -> vector(below) + pick(" * ", " / ", " + ") + constant();
      case 10 ->
        "sum by (service_name) (" + rate("calls_total{status_code=\"STATUS_CODE_ERROR\"}")
            + ") / sum by (service_name) (" + rate("calls_total")
            + pick(")", ") or vector(0)");
      case 11 -> overTime() + "(" + range(pick("calls_total", "duration_milliseconds_sum")) + ")";
      case 12 ->
        pick("max_over_time", "min_over_time", "avg_over_time", "sum_over_time")
            + "((" + vector(below) + ")[" + random.nextInt(1, 10) + "m:"
            + pick("30s", "1m", "17s", "") + "]" + shift() + ")";
      case 13 ->
        pick("topk", "bottomk") + grouping() + " (" + random.nextInt(1, 4) + ", " + counter()
            + ") > 0";
      case 14 ->
        switch (random.nextInt(5)) {
          case 0 -> "label_replace(" + counter() + ", \"s\", \"$1\", \"span_name\", \"GET /(.)\")";
          case 1 -> "absent(" + counter() + ")";
          case 2 -> "count_values(\"v\", " + counter() + ")";
          // Prometheus forgets the offset of a selector with @ here, and finds nothing.
          case 3 -> "timestamp(" + selector("calls_total") + ")";
          default -> "label_join(" + counter() + ", \"j\", \",\", \"job\", \"span_kind\")";
        };
      case 15 -> counter() + pick(" > ", " <= ", " != bool ", " > bool ") + random.nextInt(3_000);
      default ->
        vector(below)
            + pick(" and ", " unless ", " or ")
            + pick("on (service_name) ", "", "ignoring (span_kind) ")
            + vector(below);
    };
  }

  private String quantile() {
    String buckets = rate("duration_milliseconds_bucket");
    String inner = switch (random.nextInt(4)) {
      case 0 -> buckets;
      case 1 -> "sum by (le) (" + buckets + ")";
      default -> "sum by (le, " + pick(LABELS) + ") (" + buckets + ")";
    };
    return random.nextInt(3) == 0
        ? "histogram_fraction(" + pick("0, 5", "1.5, 100", "-Inf, 30") + ", " + inner + ")"
        : "histogram_quantile(" + rank() + ", " + inner + ")";
  }

  private String rate() {
    return rate(pick(
        "calls_total",
        "calls_total",
        "duration_milliseconds_sum",
        "duration_milliseconds_count",
        "duration_milliseconds_bucket"));
  }

  private String rate(String metric) {
    return pick("rate", "rate", "increase", "irate", "delta", "deriv") + "(" + range(metric) + ")";
  }

  private String overTime() {
    return pick(
        "count_over_time",
        "last_over_time",
        "first_over_time",
        "max_over_time",
        "avg_over_time",
        "changes",
        "resets",
        "present_over_time",
        "idelta",
        "stddev_over_time");
  }

  private String counter() {
    return selector(pick(
            "calls_total",
            "calls_total",
            "duration_milliseconds_count",
            "duration_milliseconds_sum",
            "{__name__=\"calls_total\"}"))
        + shift();
  }

  private String range(String metric) {
    return selector(metric) + "[" + pick("7s", "12s", "31s", "1m", "5m", "10m", "1h") + "]"
        + shift();
  }

  /** Adds a matcher to some selectors. */
  private String selector(String metric) {
    if (random.nextBoolean()) {
      return metric;
    }
    String matcher = pick(
        "service_name=\"service-1\"",
        "span_name=~\"GET /[12]\"",
        "span_kind!=\"SPAN_KIND_CLIENT\"",
        "status_code!~\".*ERROR\"",
        "service_name=~\"service-(0|2)\"",
        "nope=\"\"",
        "nope!=\"\"");
    return metric.endsWith("}")
        ? metric.substring(0, metric.length() - 1) + "," + matcher + "}"
        : metric + "{" + matcher + "}";
  }

  private String shift() {
    String at = maybe(
        () -> " @ " + pick("end()", "start()", "" + random.nextLong(startSeconds, endSeconds)));
    String offset = maybe(() -> " offset " + pick("5s", "1m", "7500ms", "10m"));
    return at + offset;
  }

  private String grouping() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> " without (" + pick(LABELS) + ")";
      default -> " by (" + pick(LABELS) + ")";
    };
  }

  /** Never a whole number of counts: rounding would decide between two buckets. */
  private String rank() {
    return pick("0.0517", "0.4973", "0.9017", "0.9533", "0.9911");
  }

  private String phi() {
    return pick("0.5", "0.9", "0.95", "0.99", "0.123", "0", "1");
  }

  private String constant() {
    return pick("2", "0.5", "60", "1000", "-1");
  }

  private String maybe(Supplier<String> text) {
    return random.nextInt(6) == 0 ? text.get() : "";
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
