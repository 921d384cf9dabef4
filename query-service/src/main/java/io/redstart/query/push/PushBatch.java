// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.model.Labels;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import java.util.List;

/** A request that is being filled, in the form of one protocol. Used by one thread at a time. */
public interface PushBatch {
  /**
   * Begins a stamp.
   *
   * @param afterMillis the stamp before: its exemplars and earlier ones have been sent
   * @param infos the labels of {@code target_info} by then
   */
  void beginStamp(long afterMillis, List<Labels> infos);

  /** Adds a series of {@code target_info}, if the protocol has such series. */
  void addInfo(Labels info, Point point);

  /**
   * Begins a metric.
   *
   * @param bounds the upper bounds of its buckets as text, if it is a histogram
   */
  void beginMetric(LatestMetric metric, List<String> bounds);

  /**
   * Adds what a label set has counted.
   *
   * @param points its samples, in order of time
   */
  void add(LatestLabelSet labelSet, List<Point> points);

  /** Returns how many samples it has. */
  int samples();

  /** Returns the message, and empties the batch. */
  byte[] take();
}
