// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The result that a promqltest script expects of one query; compares the actual result with it. */
final class Expectations {
  private static final Pattern EXPECT = Pattern.compile(
      "expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(msg|regex):(.+))?");
  private static final Pattern RANGE_VECTOR = Pattern.compile(
      "expect\\s+range\\s+vector\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)");
  private static final Pattern TEXT = Pattern.compile("expect\\s+string\\s+(.+)");

  /** A range vector as the result of an instant query: the times of its points. */
  record Range(long fromMillis, long throughMillis, long stepMillis) {}

  private final List<SeriesNotation> series = new ArrayList<>();
  private final Map<String, List<Predicate<String>>> messages = new HashMap<>();
  private final boolean wantsOldWarning;
  private final boolean wantsOldInfo;
  private @Nullable Double scalar;
  private @Nullable String text;
  private @Nullable Range range;

  Expectations(PromqlScript.Eval eval) {
    String mode = eval.mode() == null ? "" : eval.mode();
    wantsOldWarning = mode.equals("warn");
    wantsOldInfo = mode.equals("info");
    if (mode.equals("ordered")) {
      expect("ordered", message -> true);
    }
    eval.expected().forEach(this::read);
    if (mode.equals("fail") && !isFailure()) {
      expect("fail", message -> true);
    }
  }

  private void expect(String kind, Predicate<String> matching) {
    messages.computeIfAbsent(kind, key -> new ArrayList<>()).add(matching);
  }

  private void read(String line) {
    Matcher rangeVector = RANGE_VECTOR.matcher(line);
    Matcher string = TEXT.matcher(line);
    Matcher expect = EXPECT.matcher(line);
    if (rangeVector.matches()) {
      range = new Range(
          PromqlScript.millis(rangeVector.group(1)),
          PromqlScript.millis(rangeVector.group(2)),
          PromqlScript.millis(rangeVector.group(3)));
    } else if (string.matches()) {
      text = unquoted(string.group(1));
    } else if (expect.matches()) {
      expect(expect.group(1), matching(expect.group(2), expect.group(3)));
    } else if (line.startsWith("expected_fail_message")) {
      expect("fail", matching("msg", line.substring("expected_fail_message".length())));
    } else if (line.startsWith("expected_fail_regexp")) {
      expect("fail", matching("regex", line.substring("expected_fail_regexp".length())));
    } else if (line.startsWith("expect ")) {
      throw new IllegalArgumentException(line);
    } else if (SeriesNotation.isNumber(line)) {
      scalar = SeriesNotation.number(line);
    } else {
      series.add(SeriesNotation.parse(line));
    }
  }

  private static String unquoted(String quoted) {
    String inner = quoted.substring(1, quoted.length() - 1);
    return quoted.startsWith("`") ? inner : inner.translateEscapes();
  }

  private static Predicate<String> matching(@Nullable String kind, @Nullable String value) {
    if (kind == null || value == null) {
      return message -> true;
    }
    String stripped = value.strip();
    return kind.equals("msg") ? stripped::equals : Pattern.compile(stripped).asPredicate();
  }

  boolean isOrdered() {
    return messages.containsKey("ordered");
  }

  boolean isFailure() {
    return messages.containsKey("fail");
  }

  /** Returns the times of the range vector that an instant query has as its result. */
  @Nullable
  Range range() {
    return range;
  }

  /** Returns whether the result cannot be that of a range query. */
  boolean isInstantOnly() {
    return range != null || text != null;
  }

  void checkFailure(PromqlException failure) {
    check(isFailure(), "unexpected failure: %s", failure.getMessage());
    for (Predicate<String> one : messages.get("fail")) {
      check(
          one.test(String.valueOf(failure.getMessage())),
          "another failure than expected: %s",
          failure.getMessage());
    }
  }

  void checkAnnotations(QueryResult result) {
    check(!wantsOldWarning || !result.warnings().isEmpty(), "no warning");
    check(!wantsOldInfo || !result.infos().isEmpty(), "no info");
    checkAnnotations("warn", result.warnings());
    checkAnnotations("info", result.infos());
  }

  private void checkAnnotations(String kind, List<String> actual) {
    check(!messages.containsKey("no_" + kind) || actual.isEmpty(), "unexpected: %s", actual);
    List<Predicate<String>> expected = messages.getOrDefault(kind, List.of());
    for (Predicate<String> one : expected) {
      check(actual.stream().anyMatch(one), "an expected %s is missing, found: %s", kind, actual);
    }
    for (String message : expected.isEmpty() ? List.<String>of() : actual) {
      check(
          expected.stream().anyMatch(one -> one.test(message)), "unexpected %s: %s", kind, message);
    }
  }

  void checkValue(QueryValue value) {
    if (value instanceof QueryValue.Scalar result) {
      checkScalar(result.value());
    } else if (value instanceof QueryValue.Text result) {
      check(result.value().equals(text == null ? "" : text), "string: %s", result.value());
    } else if (value instanceof QueryValue.Vector result) {
      check(scalar == null, "expected a scalar, but got %s", result);
      checkVector(result.samples());
    } else if (value instanceof QueryValue.Matrix result) {
      check(range != null, "unexpected range vector: %s", result);
      checkMatrix(result.series(), range);
    }
  }

  private void checkScalar(double actual) {
    check(scalar != null, "expected no scalar, but got %s", actual);
    check(TestPoint.almostEqual(scalar, actual), "expected %s, but got %s", scalar, actual);
  }

  private void checkVector(List<QueryValue.Sample> samples) {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < samples.size(); i++) {
      QueryValue.Sample sample = samples.get(i);
      String actual = TestPoint.text(sample.value(), sample.histogram());
      int at = indexOf(sample.labels());
      check(at >= 0, "unexpected: %s %s", sample.labels(), actual);
      check(seen.add(sample.labels()), "twice: %s", sample.labels());
      check(!isOrdered() || at == i, "%s is at %d instead of %d", sample.labels(), i, at);
      TestPoint expected = series.get(at).points().get(0);
      double value = sample.histogram() == null ? sample.value() : 0;
      check(
          expected.matches(value, sample.histogram()),
          "%s: expected %s, but got %s",
          sample.labels(),
          expected,
          actual);
    }
    for (SeriesNotation one : series) {
      check(seen.contains(one.labels()), "missing: %s %s", one.labels(), one.points());
    }
  }

  private int indexOf(Object labels) {
    for (int i = 0; i < series.size(); i++) {
      if (series.get(i).labels().equals(labels)) {
        return i;
      }
    }
    return -1;
  }

  /** Checks the samples of a range query at the time of the instant query. */
  void checkMiddle(QueryValue.Matrix matrix, long timeMillis) {
    checkSorted(matrix.series());
    List<QueryValue.Sample> samples = new ArrayList<>();
    for (Series one : matrix.series()) {
      for (int i = 0; i < one.size(); i++) {
        if (one.timestampMillis(i) == timeMillis) {
          samples.add(new QueryValue.Sample(one.labels(), one.value(i), one.histogram(i)));
        }
      }
    }
    if (scalar != null) {
      check(samples.size() == 1, "expected a scalar, but got %s", samples);
      checkScalar(samples.get(0).value());
    } else {
      checkVector(samples);
    }
  }

  void checkMatrix(List<Series> actual, Range times) {
    check(!isOrdered() && scalar == null, "unexpected range vector: %s", actual);
    checkSorted(actual);
    Set<Object> seen = new HashSet<>();
    for (Series one : actual) {
      int at = indexOf(one.labels());
      check(at >= 0, "unexpected: %s", one.labels());
      check(seen.add(one.labels()), "twice: %s", one.labels());
      checkSeries(one, series.get(at).points(), times);
    }
    for (SeriesNotation one : series) {
      check(seen.contains(one.labels()), "missing: %s %s", one.labels(), one.points());
    }
  }

  private static void checkSeries(Series actual, List<TestPoint> points, Range times) {
    int next = 0;
    for (int i = 0; i < points.size(); i++) {
      TestPoint expected = points.get(i);
      if (expected.isMissing()) {
        continue;
      }
      long time = times.fromMillis() + i * times.stepMillis();
      check(time <= times.throughMillis(), "more points expected than steps");
      check(next < actual.size(), "%s: no point at %d", actual.labels(), time);
      String found = TestPoint.text(actual.value(next), actual.histogram(next));
      check(
          actual.timestampMillis(next) == time,
          "%s: expected %s at %d, but got %s at %d",
          actual.labels(),
          expected,
          time,
          found,
          actual.timestampMillis(next));
      double value = actual.histogram(next) == null ? actual.value(next) : 0;
      check(
          expected.matches(value, actual.histogram(next)),
          "%s at %d: expected %s, but got %s",
          actual.labels(),
          time,
          expected,
          found);
      next++;
    }
    check(next == actual.size(), "%s: %d points", actual.labels(), actual.size());
  }

  private static void checkSorted(List<Series> actual) {
    for (int i = 1; i < actual.size(); i++) {
      check(
          actual.get(i - 1).labels().compareTo(actual.get(i).labels()) <= 0,
          "not sorted: %s",
          actual.get(i).labels());
    }
  }

  private static void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new AssertionError(String.format(format, arguments));
    }
  }
}
