// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import io.redstart.load.compare.Board.PanelQuery;
import io.redstart.load.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The questions: those of Jaeger's Monitor view, word for word, and some over everything. */
final class Boards {
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final String CALLS = "traces_span_metrics_calls_total";
  private static final String BUCKETS = "traces_span_metrics_duration_milliseconds_bucket";
  private static final String BY_OPERATION = "service_name,span_name";

  private Boards() {}

  /** Returns the boards that a history has enough of for. */
  static List<Board> of(History history) {
    List<Board> boards = new ArrayList<>();
    if (history.endMillis() - history.startMillis() > Duration.ofDays(2).toMillis()) {
      boards.add(days(history));
      return boards;
    }
    boards.add(monitor("one service", 0, 1));
    if (history.services() > 1) {
      boards.add(monitor("ten services", 1, 10));
    }
    boards.add(hour("p95 of all, by service", quantile("0.95", "", "10m", "service_name")));
    boards.add(hour("p95 of all, by operation", quantile("0.95", "", "10m", BY_OPERATION)));
    boards.add(hour("topk(10) of all", "topk(10, " + calls("", "10m", BY_OPERATION) + ")"));
    return boards;
  }

  /** Returns the ten queries of the Monitor view of one or several services. */
  static Board monitor(String name, int firstService, int services) {
    String names = IntStream.range(firstService, firstService + services)
        .mapToObj(History::service)
        .collect(Collectors.joining("|"));
    String kind = "span_kind =~ \"SPAN_KIND_SERVER\"";
    String all = "service_name =~ \"" + names + "\", " + kind;
    String failed =
        "service_name =~ \"" + names + "\", status_code = \"STATUS_CODE_ERROR\", " + kind;
    List<PanelQuery> queries = new ArrayList<>();
    for (String by : List.of("service_name", BY_OPERATION)) {
      String suffix = by.equals(BY_OPERATION) ? " by operation" : " by service";
      for (String quantile : List.of("0.50", "0.75", "0.95")) {
        queries.add(new PanelQuery("q" + quantile + suffix, quantile(quantile, all, "10m", by)));
      }
      queries.add(new PanelQuery("calls" + suffix, calls(all, "10m", by)));
      queries.add(new PanelQuery(
          "errors" + suffix, calls(failed, "10m", by) + " / " + calls(all, "10m", by)));
    }
    return new Board("Monitor view, " + name, HOUR_MILLIS, MINUTE_MILLIS, queries);
  }

  private static Board hour(String name, String promql) {
    return new Board(name, HOUR_MILLIS, MINUTE_MILLIS, List.of(new PanelQuery(name, promql)));
  }

  private static Board days(History history) {
    long days =
        (history.endMillis() - history.startMillis()) / Duration.ofDays(1).toMillis();
    long lookbackMillis = Duration.ofDays(days).minusHours(2).toMillis();
    List<PanelQuery> queries = List.of(
        new PanelQuery("calls, days", calls("", "1h", BY_OPERATION)),
        new PanelQuery("p95, days", quantile("0.95", "", "1h", BY_OPERATION)));
    return new Board(days + " days in steps of 1 h", lookbackMillis, HOUR_MILLIS, queries);
  }

  private static String calls(String matchers, String range, String by) {
    return "sum(rate(" + CALLS + "{" + matchers + "}[" + range + "])) by (" + by + ")";
  }

  private static String quantile(String quantile, String matchers, String range, String by) {
    return "histogram_quantile(" + quantile + ", sum(rate(" + BUCKETS + "{" + matchers + "}["
        + range + "])) by (" + by + ",le))";
  }
}
