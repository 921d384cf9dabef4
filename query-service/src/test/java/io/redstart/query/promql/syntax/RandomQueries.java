// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes random queries that are right, with every part of the language. */
final class RandomQueries {
  private static final String[] NAMES = {"x", "calls_total", "a:b", "sum", "by", "fill", "offset"};
  private static final String[] LABELS = {"le", "job", "\"a.b\"", "on", "bool", "\"ä\""};
  private static final String[] STRINGS = {"\"\"", "'v'", "`\\d+`", "\"\\x41\\n\\\"\"", "\"😀\""};
  private static final String[] NUMBERS = {"0", "1", "0.5", "1e-7", "0x1F", "1_000", "010", "nan"};
  private static final String[] LENGTHS = {"5m", "300", "1h30m", "0.25", "step()", "range()"};

  private final SplittableRandom random;

  RandomQueries(long seed) {
    this.random = new SplittableRandom(seed);
  }

  String next() {
    return switch (random.nextInt(10)) {
      case 0 -> scalar(3);
      case 1 -> pick(STRINGS);
      case 2 -> matrix(3);
      default -> vector(4);
    };
  }

  private String vector(int depth) {
    if (depth == 0) {
      return selector() + edges() + shift();
    }
    return switch (random.nextInt(10)) {
      case 0 -> '(' + vector(depth - 1) + ')';
      case 1 -> pick("-", "+", "- -") + vector(depth - 1);
      case 2 -> vector(depth - 1) + comparison() + scalar(depth - 1);
      case 3 -> scalar(depth - 1) + pick(" + ", "*", " ^ ", " atan2 ") + vector(depth - 1);
      case 4 -> vector(depth - 1) + pick(" and ", " or ", " unless ") + on() + vector(depth - 1);
      case 5 -> vector(depth - 1) + comparison() + matching() + fill() + vector(depth - 1);
      case 6 -> aggregation(depth - 1);
      case 7 -> call(depth - 1);
      default -> selector() + edges() + shift();
    };
  }

  private String call(int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> "abs(" + vector(depth) + ')';
      case 1 -> "histogram_quantile(" + scalar(depth) + ", " + vector(depth) + ')';
      case 2 -> "round(" + vector(depth) + maybe(() -> ", " + scalar(depth)) + ')';
      case 3 -> "label_join(" + vector(depth) + ", 'a', 'b'" + maybe(() -> ", 'c', 'd'") + ')';
      case 4 -> "info(" + vector(depth) + maybe(() -> ", {job=~'.*'}") + ')';
      default -> "rate(" + matrix(depth) + ')';
    };
  }

  private String aggregation(int depth) {
    String by = pick(" by ", " without ") + labels();
    String arguments = switch (random.nextInt(3)) {
      case 0 -> pick("topk(", "quantile(", "limit_ratio(") + scalar(depth) + ", ";
      case 1 -> "count_values(\"v\", ";
      default -> pick("sum(", "AVG(", "group(");
    };
    String call = arguments + vector(depth) + ')';
    int open = call.indexOf('(');
    return switch (random.nextInt(3)) {
      case 0 -> call + by;
      case 1 -> call.substring(0, open) + by + call.substring(open);
      default -> call;
    };
  }

  private String matrix(int depth) {
    if (random.nextInt(3) > 0) {
      return selector() + '[' + length(2) + ']' + edges() + shift();
    }
    String inner = random.nextBoolean() ? selector() : '(' + vector(depth) + ')';
    return inner + '[' + length(2) + ':' + maybe(() -> length(2)) + ']' + shift();
  }

  private String scalar(int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(6)) {
      case 1 -> "time()";
      case 2 -> "scalar(" + vector(depth - 1) + ')';
      case 3 -> '(' + scalar(depth - 1) + pick("+", "%", "^", "/") + scalar(depth - 1) + ')';
      case 4 -> '(' + scalar(depth - 1) + pick(" == bool ", " < bool ") + scalar(depth - 1) + ')';
      case 5 -> pick("-", "+") + scalar(depth - 1);
      default -> random.nextInt(4) == 0 ? "1h" : pick(NUMBERS);
    };
  }

  private String selector() {
    String braces = IntStream.range(0, random.nextInt(3))
        .mapToObj(i -> pick(LABELS) + pick("=", "!=", "=~", "!~") + pick(STRINGS))
        .collect(Collectors.joining(","));
    return switch (random.nextInt(4)) {
      case 0 -> pick(NAMES);
      case 1 -> "{\"my.metric\"" + (braces.isEmpty() ? "" : ", " + braces) + '}';
      default -> pick(NAMES) + '{' + braces + '}';
    };
  }

  private String edges() {
    return random.nextInt(8) == 0 ? pick(" anchored", " smoothed") : "";
  }

  private String shift() {
    String at = maybe(() -> " @ " + pick("start()", "end()", "-1.5", "1603774568.123", "1h"));
    String offset = maybe(() -> " offset " + offset());
    return random.nextBoolean() ? at + offset : offset + at;
  }

  private String offset() {
    return switch (random.nextInt(4)) {
      case 0 -> '(' + length(3) + ')';
      case 1 -> "-(" + length(3) + ')';
      case 2 -> pick("-", "+", "- -") + pick(LENGTHS);
      default -> pick(LENGTHS);
    };
  }

  /** Returns a duration whose value is positive unless it has an operator. */
  private String length(int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(7)) {
      case 1 -> length(depth - 1) + pick(" + ", "-", "*", " ^ ") + length(depth - 1);
      case 2 -> '(' + length(depth - 1) + ')';
      case 3 -> pick("max_of(", "min_of(") + length(depth - 1) + ", " + length(depth - 1) + ')';
      case 4 -> length(depth - 1) + pick("/", " % ") + pick("7", "step()");
      default -> pick(LENGTHS);
    };
  }

  private String comparison() {
    return pick(" > ", " != bool ", " <= bool ");
  }

  private String on() {
    return maybe(() -> pick("on ", "ignoring ") + labels() + ' ');
  }

  private String matching() {
    return random.nextBoolean()
        ? on()
        : pick("on(x) ", "ignoring() ") + pick("group_left() ", "group_right(\"y.z\", job) ");
  }

  private String fill() {
    return maybe(() -> pick("fill(1) ", "fill_left(-0.5) ", "fill_right(nan) fill_left(2) "));
  }

  private String labels() {
    return IntStream.range(0, random.nextInt(3))
        .mapToObj(i -> pick(LABELS))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String maybe(Supplier<String> text) {
    return random.nextInt(3) == 0 ? text.get() : "";
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Returns tokens in any order, mostly no query. */
  String soup() {
    List<String> parts = List.of(
        next(),
        pick(NAMES),
        pick(STRINGS),
        pick(NUMBERS),
        pick(LENGTHS),
        pick(LABELS),
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=~",
        "@",
        "offset",
        "by",
        "on",
        "group_left",
        "fill(",
        "#",
        "\n",
        "\\",
        "'",
        "\"",
        "\ud83d",
        "\ufffd",
        "- ",
        "^",
        "0x",
        "1_",
        "bool",
        "anchored",
        "rate(");
    return IntStream.range(0, 1 + random.nextInt(12))
        .mapToObj(i -> parts.get(random.nextInt(parts.size())))
        .collect(Collectors.joining(random.nextBoolean() ? " " : ""));
  }

  /** Returns a query with some characters removed, repeated or replaced. */
  String damaged() {
    var text = new StringBuilder(next());
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at).append(' ');
        case 1 -> text.insert(at, text.charAt(random.nextInt(text.length())));
        default -> text.setCharAt(at, character());
      }
    }
    return text.toString();
  }

  private char character() {
    return (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : ' ' + random.nextInt(96));
  }
}
