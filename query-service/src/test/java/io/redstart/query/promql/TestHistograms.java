// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Histograms of random durations, in fine bins and as the equivalent {@code _bucket} series. */
final class TestHistograms {
  static final String NAME = "duration_milliseconds_bucket";
  static final long WINDOW_MILLIS = 5_000;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final CellLayout LAYOUT =
      CellLayout.of(2_000_000, 4_000_000, 100_000_000, 1_000_000_000, 15_000_000_000L);

  /**
   * The observations of one label set.
   *
   * @param firstSample index of the window of its first sample
   * @param observations nanoseconds, by sample from the first; those of sample 0 are the base
   */
  record History(Labels labels, int firstSample, List<List<Long>> observations) {}

  private TestHistograms() {}

  /** Returns a random history with samples up to a window; durations vary around one scale. */
  static History random(
      SplittableRandom random, Labels labels, int firstSample, int samples, int perSampleMax) {
    double scaleNanos = Math.pow(10, random.nextDouble(4, 12));
    List<List<Long>> observations = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      List<Long> ofSample = new ArrayList<>();
      int count = random.nextInt(3) == 0 ? random.nextInt(perSampleMax + 1) : 0;
      for (int n = 0; n < count; n++) {
        ofSample.add((long) (scaleNanos * Math.exp(random.nextDouble(-2, 2))));
      }
      observations.add(ofSample);
    }
    return new History(labels, firstSample, observations);
  }

  /** Returns the history in fine bins. */
  static FineSeries fine(History history) {
    TreeSet<Integer> cells = new TreeSet<>();
    history.observations().forEach(all -> all.forEach(nanos -> cells.add(LAYOUT.cellOf(nanos))));
    List<Integer> touched = List.copyOf(cells);
    double[] lower = touched.stream().mapToDouble(TestHistograms::lower).toArray();
    double[] upper = touched.stream().mapToDouble(TestHistograms::upper).toArray();
    List<Integer> rowSamples = new ArrayList<>();
    List<Integer> rowOffsets = new ArrayList<>(List.of(0));
    List<Integer> rowCells = new ArrayList<>();
    List<Double> rowCounts = new ArrayList<>();
    int samples = history.observations().size();
    for (int sample = 1; sample < samples; sample++) {
      NavigableMap<Integer, Double> counts = counts(history.observations().get(sample));
      if (!counts.isEmpty()) {
        counts.forEach((cell, count) -> {
          rowCells.add(touched.indexOf(cell));
          rowCounts.add(count);
        });
        rowSamples.add(sample);
        rowOffsets.add(rowCells.size());
      }
    }
    var base = counts(history.observations().get(0));
    return new FineSeries(
        history.labels(),
        times(history),
        lower,
        upper,
        touched.stream().mapToDouble(cell -> base.getOrDefault(cell, 0.0)).toArray(),
        ints(rowSamples),
        ints(rowOffsets),
        ints(rowCells),
        rowCounts.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static NavigableMap<Integer, Double> counts(List<Long> observations) {
    NavigableMap<Integer, Double> counts = new TreeMap<>();
    observations.forEach(nanos -> counts.merge(LAYOUT.cellOf(nanos), 1.0, Double::sum));
    return counts;
  }

  private static double lower(int cell) {
    long nanos = LAYOUT.lowerNanos(cell);
    return nanos < 0 ? Double.NEGATIVE_INFINITY : nanos / NANOS_PER_MILLI;
  }

  private static double upper(int cell) {
    return LAYOUT.upperNanos(cell) / NANOS_PER_MILLI;
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  private static long[] times(History history) {
    long[] times = new long[history.observations().size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = (history.firstSample() + i) * WINDOW_MILLIS;
    }
    return times;
  }

  /** Adds the {@code _bucket} series of all histories, with the same bounds for all. */
  static void addBuckets(List<FineSeries> all, TestSeriesSource source) {
    TreeSet<Double> bounds = new TreeSet<>(List.of(Double.POSITIVE_INFINITY));
    for (FineSeries series : all) {
      for (int cell = 0; cell < series.cellCount(); cell++) {
        bounds.add(series.upperBound(cell));
        bounds.add(series.lowerBound(cell));
      }
    }
    bounds.remove(Double.NEGATIVE_INFINITY);
    for (FineSeries series : all) {
      for (double bound : bounds) {
        addBucket(series, bound, source);
      }
    }
  }

  private static void addBucket(FineSeries series, double bound, TestSeriesSource source) {
    String le = Double.isInfinite(bound) ? "+Inf" : Double.toString(bound);
    Labels labels = series.labels().with("le", le);
    double count = 0;
    for (int cell = 0; cell < series.cellCount(); cell++) {
      count += series.upperBound(cell) <= bound ? series.base(cell) : 0;
    }
    int row = 0;
    for (int sample = 0; sample < series.sampleCount(); sample++) {
      for (; row < series.rowCount() && series.rowSample(row) <= sample; row++) {
        for (int entry = series.rowOffset(row); entry < series.rowOffset(row + 1); entry++) {
          boolean within = series.upperBound(series.entryCell(entry)) <= bound;
          count += within ? series.entryCount(entry) : 0;
        }
      }
      source.add(labels, series.timestampMillis(sample), count);
    }
  }
}
