// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.query;

import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.Series;
import io.redstart.deploy.cli.terminal.Chart;
import io.redstart.deploy.cli.terminal.Shown;
import io.redstart.deploy.cli.terminal.Table;
import io.redstart.deploy.cli.terminal.Terminal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Prints the result of a query. */
final class ResultPrinter {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Streams streams;
  private final Terminal terminal;

  ResultPrinter(Streams streams, Terminal terminal) {
    this.streams = streams;
    this.terminal = terminal;
  }

  void print(PrometheusApi.Result result, Format format, boolean isChart) {
    boolean isSeries = result.type().equals("vector") || result.type().equals("matrix");
    switch (format) {
      case JSON -> streams.out().println(result.body());
      case CSV -> {
        if (isSeries) {
          csv(result.series());
        } else {
          streams.out().println("value\n" + quoted(single(result)));
        }
      }
      case TABLE -> {
        if (!isSeries) {
          streams.out().println(Shown.text(single(result)));
        } else if (isChart) {
          chart(result.series());
        } else {
          table(result.series(), result.type().equals("matrix"));
        }
      }
    }
    streams.out().flush();
  }

  /** Returns the value of a scalar or a string. */
  private static String single(PrometheusApi.Result result) {
    return result.data().getJsonArray("result").getString(1);
  }

  private static List<String> labelNames(List<Series> series) {
    TreeSet<String> names = new TreeSet<>();
    series.forEach(one -> names.addAll(one.labels().keySet()));
    return List.copyOf(names);
  }

  private void table(List<Series> series, boolean hasTimes) {
    if (series.isEmpty()) {
      noResult();
      return;
    }
    List<String> names = labelNames(series);
    List<String> head = new ArrayList<>(names);
    if (hasTimes) {
      head.add("time");
    }
    head.add("value");
    Table table = new Table(head, 1);
    for (Series one : series) {
      for (Series.Point point : one.points()) {
        List<String> row = cells(one, names);
        if (hasTimes) {
          row.add(time(point.seconds()));
        }
        row.add(point.text().startsWith("{") ? point.text() : Shown.number(point.value()));
        table.add(row);
      }
    }
    int width = terminal.isTerminal() ? terminal.size().columns() : Integer.MAX_VALUE;
    table.lines(width).forEach(streams.out()::println);
  }

  private static List<String> cells(Series series, List<String> names) {
    List<String> row = new ArrayList<>();
    names.forEach(name -> row.add(series.labels().getOrDefault(name, "")));
    return row;
  }

  private void noResult() {
    streams.err().println("no result");
    streams.err().flush();
  }

  private static String time(double seconds) {
    return Instant.ofEpochMilli(Math.round(seconds * 1e3)).toString();
  }

  private void csv(List<Series> series) {
    List<String> names = labelNames(series);
    List<String> head = new ArrayList<>(names);
    head.addAll(List.of("time", "value"));
    csvLine(head);
    for (Series one : series) {
      for (Series.Point point : one.points()) {
        List<String> row = cells(one, names);
        row.add(time(point.seconds()));
        row.add(point.text());
        csvLine(row);
      }
    }
  }

  private void csvLine(List<String> cells) {
    streams
        .out()
        .println(String.join(",", cells.stream().map(ResultPrinter::quoted).toList()));
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }

  private void chart(List<Series> all) {
    List<Series> series = all.stream()
        .filter(one -> !one.points().isEmpty())
        .sorted(Comparator.comparingDouble((Series one) -> -finite(one.last())))
        .toList();
    if (series.isEmpty()) {
      noResult();
      return;
    }
    if (series.size() > Chart.linesMax()) {
      streams
          .err()
          .println("showing the " + Chart.linesMax() + " of " + series.size()
              + " series that are highest now");
      streams.err().flush();
      series = series.subList(0, Chart.linesMax());
    }
    double[] times = times(series);
    Terminal.Size size = terminal.size();
    List<Chart.Line> lines = series.stream()
        .map(one -> new Chart.Line(
            PrometheusApi.text(one.labels()),
            Arrays.stream(values(one, times)).boxed().toList()))
        .toList();
    new Chart(size.columns(), Math.max(8, size.rows() - lines.size() - 3), terminal.isTerminal())
        .draw(lines, clock(times[0]), clock(times[times.length - 1]))
        .forEach(streams.out()::println);
  }

  /** Returns the steps from the first sample to the last one, those without a sample included. */
  private static double[] times(List<Series> series) {
    double[] sampled = series.stream()
        .flatMap(one -> one.points().stream())
        .mapToDouble(Series.Point::seconds)
        .sorted()
        .distinct()
        .toArray();
    double step = Double.MAX_VALUE;
    for (int i = 1; i < sampled.length; i++) {
      step = Math.min(step, sampled[i] - sampled[i - 1]);
    }
    double first = sampled[0];
    int steps = (int) Math.round((sampled[sampled.length - 1] - first) / step);
    double[] times = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      times[i] = first + i * step;
    }
    return times;
  }

  private static double[] values(Series series, double[] times) {
    double[] values = new double[times.length];
    Arrays.fill(values, Double.NaN);
    double step = times.length > 1 ? times[1] - times[0] : 1;
    for (Series.Point point : series.points()) {
      values[(int) Math.round((point.seconds() - times[0]) / step)] = point.value();
    }
    return values;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static String clock(double seconds) {
    return CLOCK.format(Instant.ofEpochMilli(Math.round(seconds * 1e3)));
  }
}
