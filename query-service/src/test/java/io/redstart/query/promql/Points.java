// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The samples of a result, to compare it with another. */
final class Points {
  private static final double TOLERANCE = 1e-12;

  /** By time and labels; of equal labels in ascending order. */
  private final Map<String, List<Double>> values = new TreeMap<>();

  private Points() {}

  /**
   * Returns the points of a result.
   *
   * @param isRanked whether only the values matter: of samples of equal values any may be in it
   */
  static Points of(QueryValue value, boolean isRanked) {
    Points points = new Points();
    if (value instanceof QueryValue.Matrix matrix) {
      for (Series series : matrix.series()) {
        for (int i = 0; i < series.size(); i++) {
          points.add(series.timestampMillis(i), series.labels(), series.value(i), isRanked);
        }
      }
    } else if (value instanceof QueryValue.Vector vector) {
      vector
          .samples()
          .forEach(
              one -> points.add(vector.timestampMillis(), one.labels(), one.value(), isRanked));
    }
    points.values.values().forEach(list -> list.sort(null));
    return points;
  }

  private void add(long timeMillis, Labels labels, double value, boolean isRanked) {
    String key = timeMillis + " " + (isRanked ? "" : labels);
    values.computeIfAbsent(key, missing -> new ArrayList<>()).add(value);
  }

  int size() {
    return values.size();
  }

  /** Returns how these points differ from others; nothing if they are close to each other. */
  String difference(Points expected) {
    if (!values.keySet().equals(expected.values.keySet())) {
      return "has " + values + "\n instead of " + expected.values;
    }
    return values.keySet().stream()
        .filter(key -> !areClose(values.get(key), expected.values.get(key)))
        .map(key -> key + ": " + values.get(key) + " instead of " + expected.values.get(key))
        .collect(Collectors.joining("\n"));
  }

  private static boolean areClose(List<Double> actual, List<Double> expected) {
    boolean close = actual.size() == expected.size();
    for (int i = 0; close && i < actual.size(); i++) {
      close = areClose(actual.get(i), expected.get(i));
    }
    return close;
  }

  private static boolean areClose(double actual, double expected) {
    return Double.compare(actual, expected) == 0
        || Math.abs(actual - expected) <= TOLERANCE * Math.abs(expected);
  }
}
