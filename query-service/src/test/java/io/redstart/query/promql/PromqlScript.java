// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.syntax.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in the language of Prometheus' promqltest, split into its commands.
 *
 * <pre>
 *   load 10s
 *     calls_total{service="checkout"} 0+5x12
 *   eval instant at 2m rate(calls_total[1m])
 *     {service="checkout"} 0.5
 * </pre>
 */
record PromqlScript(List<Command> commands) {
  private static final Pattern INSTANT =
      Pattern.compile("eval(?:_(\\w+))?\\s+instant\\s+(?:at\\s+(\\S+))?\\s+(.+)");
  private static final Pattern RANGE = Pattern.compile(
      "eval(?:_(\\w+))?\\s+range\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)\\s+(.+)");
  private static final Pattern LOAD = Pattern.compile("load(_with_nhcb)?\\s+(\\S+)");

  /** A command; a script runs its commands in order. */
  sealed interface Command {}

  /** Removes all series. */
  record Clear() implements Command {}

  /** Adds series, with a sample at every step from the epoch. */
  record Load(long stepMillis, boolean withCustomBuckets, List<String> lines) implements Command {}

  /**
   * Evaluates a query; an instant query has equal start and end and a step of 0.
   *
   * @param line its line number in the file, from 1
   * @param expected the lines that follow
   */
  record Eval(
      int line,
      String query,
      long startMillis,
      long endMillis,
      long stepMillis,
      List<String> expected)
      implements Command {
    boolean isInstant() {
      return stepMillis == 0;
    }
  }

  static PromqlScript parse(List<String> lines) {
    List<Command> commands = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      String line = clean(lines.get(at));
      int first = at++;
      if (line.isEmpty()) {
        continue;
      }
      List<String> block = new ArrayList<>();
      while (!line.equals("clear") && at < lines.size() && !clean(lines.get(at)).isEmpty()) {
        block.add(clean(lines.get(at++)));
      }
      commands.add(command(line, first + 1, block));
    }
    return new PromqlScript(commands);
  }

  private static String clean(String line) {
    String stripped = line.strip();
    return stripped.startsWith("#") ? "" : stripped;
  }

  private static Command command(String line, int number, List<String> block) {
    if (line.equals("clear")) {
      return new Clear();
    }
    Matcher load = LOAD.matcher(line);
    if (load.matches()) {
      return new Load(millis(load.group(2)), load.group(1) != null, block);
    }
    Matcher instant = INSTANT.matcher(line);
    if (instant.matches()) {
      long time = instant.group(2) == null ? 0 : millis(instant.group(2));
      return new Eval(
          number, instant.group(3), time, time, 0, expectations(instant.group(1), block));
    }
    Matcher range = RANGE.matcher(line);
    if (range.matches()) {
      return new Eval(
          number,
          range.group(5),
          millis(range.group(2)),
          millis(range.group(3)),
          millis(range.group(4)),
          expectations(range.group(1), block));
    }
    throw new IllegalArgumentException("line " + number + ": no command: " + line);
  }

  /** Returns the lines below an eval, with an old {@code eval_fail} converted to such a line. */
  private static List<String> expectations(String old, List<String> block) {
    List<String> expected = new ArrayList<>();
    if (old != null) {
      expected.add("expect " + old);
    }
    for (String line : block) {
      expected.add(line.replaceFirst("^expected_fail_message", "expect fail msg:"));
    }
    return expected;
  }

  static long millis(String text) {
    if (text.startsWith("-")) {
      return -millis(text.substring(1));
    }
    return text.matches("[0-9.]+")
        ? Math.round(Double.parseDouble(text) * 1000)
        : DurationText.parseMillis(text);
  }
}
