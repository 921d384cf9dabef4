// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The series of a {@code load} command. */
final class ScriptSeries {
  private ScriptSeries() {}

  /** Adds them to a source. */
  static void load(PromqlScript.Load load, TestSeriesSource source) {
    ClassicConversion classic = new ClassicConversion();
    StartTimeNotation starts = null;
    for (String line : load.lines()) {
      if (StartTimeNotation.isOne(line)) {
        starts = StartTimeNotation.parse(line);
        continue;
      }
      SeriesNotation notation = SeriesNotation.parse(line);
      checkStarts(starts, notation);
      Labels labels = notation.labels();
      for (int i = 0; i < notation.points().size(); i++) {
        TestPoint point = notation.points().get(i);
        if (!point.isMissing()) {
          long time = i * load.stepMillis();
          add(
              source,
              labels,
              time,
              point,
              starts == null ? null : starts.offsetsMillis().get(i));
          if (load.withCustomBuckets() && point.histogram() == null) {
            classic.add(labels, time, point.value());
          }
        }
      }
      starts = null;
    }
    classic.addTo(source);
  }

  private static void checkStarts(@Nullable StartTimeNotation starts, SeriesNotation notation) {
    boolean fits = starts == null
        || starts.labels().equals(notation.labels())
            && starts.offsetsMillis().size() == notation.points().size();
    if (!fits) {
      throw new IllegalArgumentException("start timestamps do not fit to " + notation.labels());
    }
  }

  private static void add(
      TestSeriesSource source,
      Labels labels,
      long timeMillis,
      TestPoint point,
      @Nullable Long startOffset) {
    Histogram histogram = point.histogram();
    long start = startOffset == null ? 0 : timeMillis + startOffset;
    source.add(labels, timeMillis, point.value(), histogram, start);
  }
}
