// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * PromQL for rate, errors and duration.
 *
 * @param calls the name of the counter of calls
 * @param buckets the name of the buckets of durations
 * @param matchers what spans are selected, such as {@code span_kind="SPAN_KIND_SERVER"}; can be empty
 * @param by the labels to group by
 * @param range the range of the rates, such as {@code 5m}
 */
public record RedQueries(
    String calls, String buckets, String matchers, Collection<String> by, String range) {
  /** The kinds of calls that a service receives. */
  public static final String RECEIVED = "SPAN_KIND_SERVER|SPAN_KIND_CONSUMER";

  /** The names that every Redstart answers, whatever its namespace. */
  public static RedQueries ofRedstart(String matchers, Collection<String> by, String range) {
    return new RedQueries("calls_total", "duration_milliseconds_bucket", matchers, by, range);
  }

  /** Returns calls per second. */
  public String rate() {
    return sum(calls, "");
  }

  /** Returns failed calls per second; nothing for groups without any. */
  public String errors() {
    return sum(calls, "status_code=\"STATUS_CODE_ERROR\"");
  }

  /** Returns a quantile of the durations, in the unit of the metric. */
  public String quantile(double phi) {
    return "histogram_quantile(" + String.format(Locale.ROOT, "%.4g", phi) + ", sum by (le"
        + by.stream().map(label -> ", " + label).collect(Collectors.joining())
        + ") (rate(" + selector(buckets, "") + ")))";
  }

  private String sum(String metric, String more) {
    return "sum by (" + String.join(", ", by) + ") (rate(" + selector(metric, more) + "))";
  }

  private String selector(String metric, String more) {
    String all = matchers.isEmpty() || more.isEmpty() ? matchers + more : matchers + ", " + more;
    return metric + "{" + all + "}[" + range + "]";
  }
}
