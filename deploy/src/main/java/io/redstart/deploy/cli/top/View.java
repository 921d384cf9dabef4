// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.top;

import io.redstart.deploy.cli.terminal.Shown;
import io.redstart.deploy.cli.terminal.Table;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Draws operations as the lines of a screen. */
final class View {
  private static final String BOLD = "\033[1m";
  private static final String RED = "\033[31m";
  private static final String YELLOW = "\033[33m";
  private static final String PLAIN = "\033[0m";
  private static final double BAD = 0.05;
  private static final double POOR = 0.01;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  /** The lines above the rows: a summary, an empty one, and the head of the table. */
  private static final int ABOVE = 3;

  private final boolean byOperation;
  private final boolean isColoured;

  View(boolean byOperation, boolean isColoured) {
    this.byOperation = byOperation;
    this.isColoured = isColoured;
  }

  /**
   * Returns the lines.
   *
   * @param title what is shown before the summary: the server and the time
   * @param rows how many lines there may be
   */
  List<String> lines(List<Operation> operations, Order order, String title, int columns, int rows) {
    List<Operation> shown = operations.stream()
        .sorted(order.comparator())
        .limit(Math.max(1, rows - ABOVE))
        .toList();
    List<String> lines = new ArrayList<>();
    lines.add(Shown.cut(title + summary(operations) + " · by " + order, columns));
    lines.add("");
    if (shown.isEmpty()) {
      lines.add("no calls: `redstart doctor` looks for the reason");
      return lines;
    }
    List<String> table = table(shown).lines(columns);
    lines.add(isColoured ? BOLD + table.get(0) + PLAIN : table.get(0));
    for (int i = 0; i < shown.size(); i++) {
      lines.add(coloured(table.get(i + 1), shown.get(i).share()));
    }
    return lines;
  }

  /** Returns a time of day as it is shown. */
  static String clock(Instant time) {
    return CLOCK.format(time);
  }

  private static String summary(List<Operation> operations) {
    double rate = operations.stream().mapToDouble(Operation::rate).sum();
    double errors = operations.stream().mapToDouble(Operation::errors).sum();
    return Shown.number(rate) + " calls/s · " + Shown.percent(rate == 0 ? 0 : errors / rate)
        + " errors";
  }

  private Table table(List<Operation> operations) {
    List<String> head = new ArrayList<>(List.of("SERVICE"));
    if (byOperation) {
      head.add("OPERATION");
    }
    head.addAll(List.of("CALLS/S", "ERRORS", "P50", "P95", "IMPACT"));
    Table table = new Table(head, 5);
    for (Operation one : operations) {
      List<String> row = new ArrayList<>(List.of(one.service()));
      if (byOperation) {
        row.add(one.operation());
      }
      row.addAll(List.of(
          Shown.number(one.rate()),
          Shown.percent(one.share()),
          Shown.millis(one.p50Millis()),
          Shown.millis(one.p95Millis()),
          Shown.number(one.impact())));
      table.add(row);
    }
    return table;
  }

  private String coloured(String line, double share) {
    if (!isColoured || share < POOR) {
      return line;
    }
    return (share < BAD ? YELLOW : RED) + line + PLAIN;
  }
}
