// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import io.redstart.model.Metric;
import java.util.Set;

/** Groups the views that show the same label sets; the counts under its metrics add up. */
public enum Family {
  /** Calls; counted with durations, or alone if the dimensions of both differ. */
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

  /** Returns the metrics that must be read. */
  public Set<Metric> metrics() {
    return metrics;
  }
}
