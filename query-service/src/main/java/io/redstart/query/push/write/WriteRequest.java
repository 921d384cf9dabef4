// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import io.redstart.query.source.metric.MetricMetadata;

/** A message with series, in one version of the protocol. Used by one thread. */
interface WriteRequest {
  /**
   * Begins a metric.
   *
   * @param name its name, for a histogram without {@code _bucket}
   */
  void begin(String name, MetricMetadata metadata);

  /** Adds a series of the metric. */
  void add(SentSeries series);

  /** Returns the message, and begins an empty one. */
  byte[] take();
}
