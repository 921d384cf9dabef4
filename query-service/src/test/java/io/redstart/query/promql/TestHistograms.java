// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

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

  /** Returns the history as histograms in the bins that it touches. */
  static Series fine(History history) {
    TreeSet<Integer> cells = new TreeSet<>();
    history.observations().forEach(all -> all.forEach(nanos -> cells.add(LAYOUT.cellOf(nanos))));
    int[] touched = cells.stream().mapToInt(Integer::intValue).toArray();
    FineBins bins = FineBins.of(
        IntStream.of(touched).mapToDouble(TestHistograms::lower).toArray(),
        IntStream.of(touched).mapToDouble(TestHistograms::upper).toArray());
    int[] indexes = IntStream.range(0, touched.length).toArray();
    double[] counts = new double[touched.length];
    Histogram[] histograms = new Histogram[history.observations().size()];
    double count = 0;
    for (int sample = 0; sample < histograms.length; sample++) {
      counts(history.observations().get(sample))
          .forEach((cell, more) -> counts[Arrays.binarySearch(touched, cell)] += more);
      count += history.observations().get(sample).size();
      histograms[sample] =
          Histogram.with(bins).positive(indexes, counts.clone()).count(count).build();
    }
    return new Series(
        history.labels(), times(history), new double[histograms.length], histograms, null);
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

  private static long[] times(History history) {
    long[] times = new long[history.observations().size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = (history.firstSample() + i) * WINDOW_MILLIS;
    }
    return times;
  }

  /** Adds the {@code _bucket} series of all histories, with the same bounds for all. */
  static void addBuckets(List<Series> all, TestSeriesSource source) {
    TreeSet<Double> bounds = new TreeSet<>(List.of(Double.POSITIVE_INFINITY));
    for (Series series : all) {
      BucketCursor buckets = series.histogram(0).buckets();
      while (buckets.next()) {
        bounds.add(buckets.upper());
        bounds.add(buckets.lower());
      }
    }
    bounds.remove(Double.NEGATIVE_INFINITY);
    for (Series series : all) {
      for (double bound : bounds) {
        addBucket(series, bound, source);
      }
    }
  }

  private static void addBucket(Series series, double bound, TestSeriesSource source) {
    String le = Double.isInfinite(bound) ? "+Inf" : Double.toString(bound);
    Labels labels = series.labels().with("le", le);
    for (int sample = 0; sample < series.size(); sample++) {
      BucketCursor buckets = series.histogram(sample).buckets();
      double count = 0;
      while (buckets.next()) {
        count += buckets.upper() <= bound ? buckets.count() : 0;
      }
      source.add(labels, series.timestampMillis(sample), count);
    }
  }
}
