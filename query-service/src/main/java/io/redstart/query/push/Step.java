// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.query.source.latest.LatestLabelSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of a label set between two stamps that are delivered one after the other, so that a
 * receiver sees the births and ends that our own series have.
 *
 * <pre>
 *   delivered through 12:00:00, next stamp 12:00:15, windows of 5 s
 *     born at 11:00:00                            12:00:15 count
 *     born at 12:00:10     12:00:05 zero          12:00:15 count
 *     last alive 12:00:05  12:00:05 count         12:00:10 end
 *     returned 12:00:10    12:00:05 before        12:00:15 count
 * </pre>
 *
 * <p>A label set that returns after it has expired continues its counters. So its new life begins
 * with the counts that the old one ended with, or receivers would miss its first increment; a zero
 * would look like a restart, after which all that it ever counted is counted again.
 *
 * @param fromMillis the stamp delivered before; the stamp itself if there was none
 * @param stampMillis the stamp that is delivered now
 */
record Step(long fromMillis, long stampMillis, long windowMillis) {
  /**
   * Returns the samples of a label set, in order of time.
   *
   * @param previousEndMillis the last stamp of the life before, or {@link LatestLabelSet#NEVER}
   * @param lifeMillis the stamp of the first window of its life
   * @param endOfLifeMillis the last stamp at which it is alive
   */
  List<Point> points(long previousEndMillis, long lifeMillis, long endOfLifeMillis) {
    List<Point> points = new ArrayList<>(2);
    if (previousEndMillis > fromMillis) {
      points.add(new Point(previousEndMillis, Point.Kind.BEFORE));
    }
    if (previousEndMillis >= fromMillis) {
      points.add(new Point(previousEndMillis + windowMillis, Point.Kind.END));
    }
    if (lifeMillis > fromMillis) {
      points.add(new Point(lifeMillis - windowMillis, Point.Kind.BEFORE));
    }
    long lastMillis = Math.min(stampMillis, endOfLifeMillis);
    if (lastMillis > fromMillis || fromMillis == stampMillis) {
      points.add(new Point(lastMillis, Point.Kind.COUNT));
    }
    if (endOfLifeMillis < stampMillis) {
      points.add(new Point(endOfLifeMillis + windowMillis, Point.Kind.END));
    }
    return points;
  }
}
