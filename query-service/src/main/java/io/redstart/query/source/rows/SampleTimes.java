// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.HistogramColumn;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StaleMarker;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides when one label set has samples. Without expiration, it has one in every window from the
 * window before its birth on. With expiration, a life ends after that time without a count, and a
 * staleness marker follows one window later. The next life begins one window before the next count,
 * with the total at which the previous life ended, so that an increase misses nothing:
 *
 * <pre>
 *   windows of 5 s, expiration 10 s, counted at :10 and :40
 *   samples   :05 :10 :15 :20        :35 :40 :45 :50
 *   marker                    :25                    :55
 * </pre>
 */
final class SampleTimes {
  private static final long[] NONE = {};

  private final long[] stamps;
  /** Whether the timeline keeps the stamps and shares them with other series. */
  private final boolean isShared;

  private final long[] markers;
  private final long windowMillis;
  private final boolean isEven;

  private SampleTimes(long[] stamps, boolean isShared, long[] markers, long windowMillis) {
    this.stamps = stamps;
    this.isShared = isShared;
    this.markers = markers;
    this.windowMillis = windowMillis;
    this.isEven = stamps.length == 0
        || stamps[stamps.length - 1] - stamps[0] == (stamps.length - 1) * windowMillis;
  }

  static SampleTimes of(LabelSetRows rows, Timeline timeline) {
    long knownFromMillis = rows.knownFromMillis(timeline.windowMillis());
    if (!timeline.expires()) {
      long[] all = timeline.stampsFrom(timeline.firstMillis(knownFromMillis));
      return new SampleTimes(all, true, NONE, timeline.windowMillis());
    }
    Lives lives = new Lives(timeline, knownFromMillis);
    if (rows.hasLostRows()) {
      lives.count(knownFromMillis);
    } else if (timeline.beginsWithRetention() && !rows.base().isEmpty()) {
      lives.count(timeline.readFromMillis());
    }
    LongStream.range(0, rows.rowCount())
        .map(row -> rows.stampMillis((int) row))
        .sorted()
        .forEach(lives::count);
    return lives.end();
  }

  /** Returns the memory of the arrays that are not shared. */
  long ownBytes() {
    return Footprint.longs(markers.length) + (isShared ? 0 : Footprint.longs(stamps.length));
  }

  /** Returns the stamps of all samples, without markers; callers must not change the array. */
  long[] stamps() {
    return stamps;
  }

  /** Returns the stamps of staleness markers. */
  long[] markers() {
    return markers;
  }

  /** Returns the first sample that includes a window; the first of all includes earlier windows. */
  int sampleOf(long stampMillis) {
    if (isEven) {
      return (int) Math.max(0, (stampMillis - stamps[0]) / windowMillis);
    }
    int found = Arrays.binarySearch(stamps, stampMillis);
    return found >= 0 ? found : -found - 1;
  }

  /** Returns whether every series has its own stamps, because markers are among the samples. */
  boolean hasMarkers() {
    return markers.length > 0;
  }

  /** Returns a series of values, one for each sample, with the markers in their places. */
  Series toSeries(Labels labels, double[] values) {
    if (markers.length == 0) {
      return new Series(labels, stamps, values);
    }
    int[] samples = samplesWithMarkers();
    double[] all = new double[samples.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = samples[i] < 0 ? StaleMarker.value() : values[samples[i]];
    }
    return new Series(labels, stampsWithMarkers(), all);
  }

  /** Returns a series of histograms, one for each sample, with the markers in their places. */
  Series toSeries(Labels labels, HistogramColumn histograms) {
    int[] samples = samplesWithMarkers();
    double[] values = new double[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples[i] < 0 ? StaleMarker.value() : 0;
    }
    return new Series(
        labels,
        markers.length == 0 ? stamps : stampsWithMarkers(),
        values,
        new WithMarkers(histograms, samples),
        null);
  }

  /**
   * Histograms with markers in between.
   *
   * @param samples by stamp: the sample, −1 for a marker
   */
  @SuppressWarnings("ArrayRecordComponent") // Made here, and never changed.
  private record WithMarkers(HistogramColumn histograms, int[] samples) implements HistogramColumn {
    @Override
    public @Nullable Histogram get(int stamp) {
      return samples[stamp] < 0 ? null : histograms.get(samples[stamp]);
    }

    @Override
    public boolean isComplete() {
      return histograms.isComplete();
    }
  }

  /** Returns the sample of each stamp, −1 for a marker. */
  private int[] samplesWithMarkers() {
    int[] samples = new int[stamps.length + markers.length];
    int marker = 0;
    for (int i = 0; i <= stamps.length; i++) {
      while (marker < markers.length && (i == stamps.length || markers[marker] < stamps[i])) {
        samples[i + marker++] = -1;
      }
      if (i < stamps.length) {
        samples[i + marker] = i;
      }
    }
    return samples;
  }

  private long[] stampsWithMarkers() {
    long[] all = Arrays.copyOf(stamps, stamps.length + markers.length);
    System.arraycopy(markers, 0, all, stamps.length, markers.length);
    Arrays.sort(all);
    return all;
  }

  /** Collects lives in ascending order, which do not touch each other. */
  static final class Builder {
    private final Timeline timeline;
    private final LongStream.Builder stamps = LongStream.builder();
    private final LongStream.Builder markers = LongStream.builder();

    Builder(Timeline timeline) {
      this.timeline = timeline;
    }

    /** Adds samples in every window from the first through the last, and a marker after them. */
    void add(long firstMillis, long lastMillis) {
      for (long stamp : timeline.stampsBetween(firstMillis, lastMillis)) {
        stamps.add(stamp);
      }
      long markerMillis = lastMillis + timeline.windowMillis();
      if (timeline.contains(markerMillis)) {
        markers.add(markerMillis);
      }
    }

    SampleTimes build() {
      return new SampleTimes(
          stamps.build().toArray(), false, markers.build().toArray(), timeline.windowMillis());
    }
  }

  /** Builds the lives of a label set, count by count. */
  private static final class Lives {
    private final long windowMillis;
    private final Timeline timeline;
    private final long knownFromMillis;
    private final Builder lives;
    private boolean isAlive;
    private long beginMillis;
    private long endMillis;

    Lives(Timeline timeline, long knownFromMillis) {
      this.windowMillis = timeline.windowMillis();
      this.timeline = timeline;
      this.knownFromMillis = knownFromMillis;
      this.lives = new Builder(timeline);
    }

    /** Adds the stamp of a window that counted the label set; stamps must ascend. */
    void count(long stampMillis) {
      if (!isAlive || stampMillis - windowMillis > endMillis + windowMillis) {
        finish();
        beginMillis = Math.max(stampMillis - windowMillis, knownFromMillis);
        isAlive = true;
      }
      endMillis = timeline.endOfLifeMillis(stampMillis);
    }

    private void finish() {
      if (isAlive) {
        lives.add(beginMillis, endMillis);
      }
    }

    SampleTimes end() {
      finish();
      return lives.build();
    }
  }
}
