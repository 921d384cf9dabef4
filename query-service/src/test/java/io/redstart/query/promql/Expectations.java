// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.value.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The result that a promqltest script expects of one query; compares the actual result with it. */
final class Expectations {
  private static final Pattern EXPECT =
      Pattern.compile("expect\\s+(\\w+)(?:\\s+(msg|regex):\\s*(.*))?");
  private static final Pattern RANGE_VECTOR = Pattern.compile(
      "expect\\s+range\\s+vector\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)");

  private final List<SeriesNotation> series = new ArrayList<>();
  private final List<Predicate<String>> fails = new ArrayList<>();
  private final List<Predicate<String>> warns = new ArrayList<>();
  private final List<Predicate<String>> infos = new ArrayList<>();
  private boolean noWarns;
  private boolean noInfos;
  private boolean ordered;
  private boolean foreign;
  private @Nullable Double scalar;
  private @Nullable String text;
  private @Nullable Matcher rangeVector;

  Expectations(List<String> lines) {
    for (String line : lines) {
      read(line);
    }
  }

  private void read(String line) {
    Matcher range = RANGE_VECTOR.matcher(line);
    Matcher expect = EXPECT.matcher(line);
    if (range.matches()) {
      rangeVector = range;
    } else if (line.matches("expect\\s+string\\s.*")) {
      String quoted = line.replaceFirst("expect\\s+string\\s+", "");
      text = quoted.substring(1, quoted.length() - 1);
    } else if (expect.matches()) {
      read(expect.group(1), matching(expect.group(2), expect.group(3)));
    } else if (line.matches("[+-]?(?:\\d.*|\\.\\d.*|[iI]nf|[nN]a[nN])")) {
      scalar = SeriesNotation.number(line);
    } else {
      SeriesNotation one = SeriesNotation.parse(line);
      foreign |= one.foreign();
      series.add(one);
    }
  }

  private void read(String kind, Predicate<String> matching) {
    switch (kind) {
      case "fail" -> fails.add(matching);
      case "warn" -> warns.add(matching);
      case "info" -> infos.add(matching);
      case "no_warn" -> noWarns = true;
      case "no_info" -> noInfos = true;
      case "ordered" -> ordered = true;
      default -> throw new IllegalArgumentException("expect " + kind);
    }
  }

  private static Predicate<String> matching(@Nullable String kind, @Nullable String value) {
    if (kind == null || value == null) {
      return message -> true;
    }
    return kind.equals("msg") ? value::equals : Pattern.compile(value).asPredicate();
  }

  boolean areForeign() {
    return foreign;
  }

  boolean areOrdered() {
    return ordered;
  }

  boolean wantFailure() {
    return !fails.isEmpty();
  }

  boolean wantText() {
    return text != null;
  }

  boolean wantRangeVector() {
    return rangeVector != null;
  }

  void checkFailure(PromqlException failure) {
    assertThat(fails).as("unexpected failure: %s", failure.getMessage()).isNotEmpty();
    assertThat(fails)
        .as("failure: %s", failure.getMessage())
        .allMatch(expected -> expected.test(String.valueOf(failure.getMessage())));
  }

  void checkAnnotations(QueryResult result) {
    check(result.warnings(), warns, noWarns);
    check(result.infos(), infos, noInfos);
  }

  private static void check(
      List<String> actual, List<Predicate<String>> expected, boolean expectNone) {
    if (expectNone) {
      assertThat(actual).isEmpty();
    }
    for (Predicate<String> one : expected) {
      assertThat(actual).as("an expected annotation").anyMatch(one);
    }
    if (!expected.isEmpty()) {
      for (String message : actual) {
        assertThat(expected).as(message).anyMatch(one -> one.test(message));
      }
    }
  }

  void checkInstant(QueryValue value) {
    if (value instanceof QueryValue.Scalar result) {
      assertThat(scalar).isNotNull();
      checkValue(result.value(), scalar);
    } else if (value instanceof QueryValue.Text result) {
      assertThat(result.value()).isEqualTo(text);
    } else if (value instanceof QueryValue.Vector result) {
      checkVector(result.samples());
    } else if (value instanceof QueryValue.Matrix result && rangeVector != null) {
      long from = PromqlScript.millis(rangeVector.group(1));
      checkMatrix(result.series(), from, PromqlScript.millis(rangeVector.group(3)));
    }
  }

  /** Checks the samples of an instant vector; values of {@code stale} are never expected there. */
  void checkVector(List<QueryValue.Sample> samples) {
    assertThat(samples.stream().map(QueryValue.Sample::labels))
        .containsExactlyInAnyOrderElementsOf(
            series.stream().map(SeriesNotation::labels).toList());
    for (int i = 0; i < samples.size(); i++) {
      QueryValue.Sample sample = samples.get(i);
      SeriesNotation expected = ordered
          ? series.get(i)
          : series.stream()
              .filter(one -> one.labels().equals(sample.labels()))
              .findFirst()
              .orElseThrow();
      assertThat(sample.labels()).isEqualTo(expected.labels());
      checkValue(sample.value(), expected.points().get(0).orElseThrow());
    }
  }

  /** Checks the samples of a range query at the time of the instant query. */
  void checkMiddle(QueryValue.Matrix matrix, long timeMillis) {
    List<QueryValue.Sample> samples = new ArrayList<>();
    for (Series one : matrix.series()) {
      for (int i = 0; i < one.size(); i++) {
        if (one.timestampMillis(i) == timeMillis) {
          samples.add(new QueryValue.Sample(one.labels(), one.value(i)));
        }
      }
    }
    if (scalar != null) {
      assertThat(samples).hasSize(1);
      checkValue(samples.get(0).value(), scalar);
    } else {
      checkVector(samples);
    }
  }

  void checkMatrix(List<Series> actual, long fromMillis, long stepMillis) {
    assertThat(actual).isSortedAccordingTo((a, b) -> a.labels().compareTo(b.labels()));
    List<SeriesNotation> wanted = series.stream()
        .filter(one -> one.points().stream().anyMatch(point -> point.isPresent()))
        .toList();
    assertThat(actual.stream().map(Series::labels))
        .containsExactlyInAnyOrderElementsOf(
            wanted.stream().map(SeriesNotation::labels).toList());
    for (Series one : actual) {
      SeriesNotation expected = wanted.stream()
          .filter(notation -> notation.labels().equals(one.labels()))
          .findFirst()
          .orElseThrow();
      int next = 0;
      for (int i = 0; i < expected.points().size(); i++) {
        if (expected.points().get(i).isPresent()) {
          assertThat(next).as("samples of %s", one.labels()).isLessThan(one.size());
          assertThat(one.timestampMillis(next)).isEqualTo(fromMillis + i * stepMillis);
          checkValue(one.value(next++), expected.points().get(i).getAsDouble());
        }
      }
      assertThat(one.size()).as("samples of %s", one.labels()).isEqualTo(next);
    }
  }

  /** Compares like promqltest: by the difference relative to the sum of the absolute values. */
  private static void checkValue(double actual, @Nullable Double expected) {
    assertThat(expected).isNotNull();
    double sum = Math.abs(actual) + Math.abs(expected);
    boolean close = Math.abs(actual - expected) / Math.max(sum, Double.MIN_NORMAL) < 1e-6;
    assertThat(actual == expected || close || (Double.isNaN(actual) && Double.isNaN(expected)))
        .as("value %s, expected %s", actual, expected)
        .isTrue();
  }
}
