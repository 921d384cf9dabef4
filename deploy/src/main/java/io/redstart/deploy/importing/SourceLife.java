// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import java.util.BitSet;
import java.util.Map;

/**
 * When the source had samples at all. Where it had none, for instance because Prometheus was down,
 * counters that appear afterwards did not begin then.
 */
final class SourceLife {
  /** Prometheus looks at so many samples for one answer, of 50 million that it allows. */
  private static final long SAMPLES_MAX = 5_000_000;

  private static final int POINTS_MAX = 10_000;
  private static final int POINTS_MIN = 10;
  private static final int ROUGH_POINTS = 100;
  private static final long LOOKBACK_MILLIS = 300_000;

  private final long fromMillis;
  private final long stepMillis;
  private final BitSet alive = new BitSet();
  private double seriesMax = 1;

  private SourceLife(long fromMillis, long stepMillis) {
    this.fromMillis = fromMillis;
    this.stepMillis = stepMillis;
  }

  /**
   * Reads it.
   *
   * @param selector selects all series of calls or durations
   */
  static SourceLife read(
      PrometheusSource source,
      String selector,
      long fromMillis,
      long throughMillis,
      long stepMillis) {
    SourceLife life = new SourceLife(fromMillis, stepMillis);
    String query = "count(" + selector + ")";
    long steps = (throughMillis - fromMillis) / stepMillis;
    long roughMillis = Math.max(1, steps / ROUGH_POINTS) * stepMillis;
    SeriesSink sink = life.sink();
    source.range(query, fromMillis, throughMillis, roughMillis, sink);
    long points = Math.round(SAMPLES_MAX / life.seriesMax);
    points = Math.max(POINTS_MIN, Math.min(POINTS_MAX, points));
    for (long atMillis = fromMillis; atMillis <= throughMillis; atMillis += points * stepMillis) {
      long endMillis = Math.min(throughMillis, atMillis + (points - 1) * stepMillis);
      source.range(query, atMillis, endMillis, stepMillis, sink);
    }
    return life;
  }

  private SeriesSink sink() {
    return new SeriesSink() {
      @Override
      public void begin() {}

      @Override
      public void series(Map<String, String> labels) {}

      @Override
      public void sample(long millis, double value) {
        seriesMax = Math.max(seriesMax, value);
        alive.set((int) ((millis - fromMillis) / stepMillis));
      }
    };
  }

  /** Returns whether the source had samples shortly before a stamp. */
  boolean wasAliveBefore(long stampMillis) {
    int at = (int) ((stampMillis - fromMillis) / stepMillis);
    int before = at == 0 ? -1 : alive.previousSetBit(at - 1);
    return before >= 0 && (at - before) * stepMillis <= Math.max(stepMillis, LOOKBACK_MILLIS);
  }
}
