// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.function.UpperBound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Groups the series of a vector into classic histograms, and sorts their buckets. */
final class ClassicHistograms {
  /** A bucket in its list. */
  private static final int BUCKET = Footprint.OBJECT + Footprint.LIST_ENTRY;

  /** A histogram with an empty list of buckets. */
  private static final int HISTOGRAM =
      2 * Footprint.OBJECT + Footprint.ARRAY + Footprint.MAP_ENTRY + Footprint.LIST_ENTRY;

  private static final List<String> LE = List.of("le");

  /** A series that is a bucket. */
  record Bucket(int series, double bound) {}

  /** The buckets of one histogram by ascending bound; labels without {@code le}. */
  record Histogram(Labels labels, List<Bucket> buckets) {}

  private final List<Histogram> histograms = new ArrayList<>();
  private final List<Integer> malformed = new ArrayList<>();

  ClassicHistograms(QueryLimits limits, List<Labels> series) {
    Map<Labels, List<Bucket>> found = new LinkedHashMap<>();
    for (int i = 0; i < series.size(); i++) {
      limits.check();
      limits.hold(BUCKET);
      Labels labels = series.get(i);
      OptionalDouble bound = UpperBound.parse(labels.get("le"));
      if (bound.isPresent()) {
        found
            .computeIfAbsent(labels.without(LE), key -> {
              limits.hold(HISTOGRAM + Footprint.labels(key));
              return new ArrayList<>();
            })
            .add(new Bucket(i, bound.getAsDouble()));
      } else {
        malformed.add(i);
      }
    }
    found.forEach((labels, buckets) -> {
      limits.check();
      buckets.sort(limits.checking(Comparator.comparingDouble(Bucket::bound)));
      histograms.add(new Histogram(labels, buckets));
    });
  }

  /** Returns the histograms. */
  List<Histogram> histograms() {
    return histograms;
  }

  /** Returns the series whose {@code le} is missing or not a number. */
  List<Integer> malformed() {
    return malformed;
  }
}
