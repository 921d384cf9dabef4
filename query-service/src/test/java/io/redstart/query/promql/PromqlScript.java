// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.syntax.text.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
      Pattern.compile("eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+(?:at\\s+(\\S+)\\s+)?(.+)");
  private static final Pattern RANGE = Pattern.compile("eval(?:_(fail|warn|info))?\\s+range\\s+from"
      + "\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)\\s+(.+)");
  private static final Pattern LOAD = Pattern.compile("load(_with_nhcb)?\\s+(\\S+)");
  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");

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
   * @param mode the end of the old {@code eval_fail} and the like
   * @param expected the lines that follow
   */
  record Eval(
      int line,
      @Nullable String mode,
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
      boolean isOpen = !line.equalsIgnoreCase("clear");
      while (isOpen && at < lines.size() && !clean(lines.get(at)).isEmpty()) {
        String next = clean(lines.get(at++));
        block.add(next);
        isOpen = !endsExpectations(line, next);
      }
      commands.add(command(line, first + 1, block));
    }
    return new PromqlScript(commands);
  }

  private static String clean(String line) {
    String stripped = line.strip();
    return stripped.startsWith("#") ? "" : stripped;
  }

  /** Returns whether a line is the last about an evaluation, even without an empty line after it. */
  private static boolean endsExpectations(String command, String line) {
    return command.startsWith("eval")
        && (SeriesNotation.isNumber(line) || line.startsWith("expected_fail_"));
  }

  private static Command command(String line, int number, List<String> block) {
    if (line.equalsIgnoreCase("clear")) {
      return new Clear();
    }
    Matcher load = LOAD.matcher(line);
    if (load.matches()) {
      return new Load(millis(load.group(2)), load.group(1) != null, block);
    }
    Matcher instant = INSTANT.matcher(line);
    if (instant.matches()) {
      long time = instant.group(2) == null ? 0 : millis(instant.group(2));
      return new Eval(number, instant.group(1), instant.group(3), time, time, 0, block);
    }
    Matcher range = RANGE.matcher(line);
    if (range.matches()) {
      return new Eval(
          number,
          range.group(1),
          range.group(5),
          millis(range.group(2)),
          millis(range.group(3)),
          millis(range.group(4)),
          block);
    }
    throw new IllegalArgumentException("line " + number + ": no command: " + line);
  }

  static long millis(String text) {
    if (text.startsWith("-") || text.startsWith("+")) {
      return (text.startsWith("-") ? -1 : 1) * millis(text.substring(1));
    }
    return DIGITS.matcher(text).matches()
        ? Math.round(Double.parseDouble(text) * 1000)
        : DurationText.parseMillis(text);
  }
}
