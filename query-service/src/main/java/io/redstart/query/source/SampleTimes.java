// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.function.StaleMarker;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * When one label set has samples. Without expiration that is every window from the one before its
 * birth on. With it, a life ends once nothing was counted for so long, a staleness marker follows
 * one window later, and the next life begins one window before the next count, with the total that
 * the last one ended with, so that an increase misses nothing:
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
  /** Whether the stamps are kept by the timeline, for others too. */
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

  /** Returns how much memory was taken for this alone. */
  long ownBytes() {
    return Footprint.longs(markers.length) + (isShared ? 0 : Footprint.longs(stamps.length));
  }

  /** Returns the stamps of all samples, without markers; nobody changes them. */
  long[] stamps() {
    return stamps;
  }

  /** Returns the stamps of staleness markers. */
  long[] markers() {
    return markers;
  }

  /** Returns the sample that a window first shows in; one before all samples shows in the first. */
  int sampleOf(long stampMillis) {
    if (isEven) {
      return (int) Math.max(0, (stampMillis - stamps[0]) / windowMillis);
    }
    int found = Arrays.binarySearch(stamps, stampMillis);
    return found >= 0 ? found : -found - 1;
  }

  /** Returns whether all series have stamps of their own, because markers stand between them. */
  boolean hasMarkers() {
    return markers.length > 0;
  }

  /** Returns a series of values, one for each sample, with the markers in their places. */
  Series toSeries(Labels labels, double[] values) {
    if (markers.length == 0) {
      return new Series(labels, stamps, values);
    }
    long[] allStamps = new long[stamps.length + markers.length];
    double[] allValues = new double[allStamps.length];
    int marker = 0;
    for (int i = 0; i <= stamps.length; i++) {
      while (marker < markers.length && (i == stamps.length || markers[marker] < stamps[i])) {
        allStamps[i + marker] = markers[marker];
        allValues[i + marker++] = StaleMarker.value();
      }
      if (i < stamps.length) {
        allStamps[i + marker] = stamps[i];
        allValues[i + marker] = values[i];
      }
    }
    return new Series(labels, allStamps, allValues);
  }

  /** Collects lives, which ascend and do not touch. */
  static final class Builder {
    private final Timeline timeline;
    private final LongStream.Builder stamps = LongStream.builder();
    private final LongStream.Builder markers = LongStream.builder();

    Builder(Timeline timeline) {
      this.timeline = timeline;
    }

    /** Adds samples in every window from one through another, and a marker behind them. */
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

  /** Puts the lives of a label set together, count by count. */
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

    /** Takes the stamp of a window that counted the label set; they ascend. */
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
