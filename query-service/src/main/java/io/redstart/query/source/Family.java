// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.Metric;
import java.util.Set;

/** Views that show the same label sets: what is counted for them under several metrics adds up. */
enum Family {
  /** Calls; they are counted with durations, or alone once the dimensions of both differ. */
  CALLS(Metric.SPANS, Metric.CALLS),
  /** Durations, likewise. */
  DURATION(Metric.SPANS, Metric.DURATION),
  /** Events of spans. */
  EVENTS(Metric.EVENTS),
  /** Durations without those of children. */
  SELF_TIME(Metric.SELF_TIME),
  /** The attributes of resources. */
  TARGET_INFO(Metric.RESOURCES);

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Metric> metrics;

  Family(Metric... metrics) {
    this.metrics = Set.of(metrics);
  }

  /** Returns what must be read. */
  Set<Metric> metrics() {
    return metrics;
  }
}
