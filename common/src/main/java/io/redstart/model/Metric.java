// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * The metric that a label set is counted for. The same labels under two metrics are two label sets.
 * Ordinals are sent on the bus and kept in stores, so new constants are added at the end.
 */
public enum Metric {
  /** Calls and their durations, while both have the same dimensions: calls, sum and cells. */
  SPANS,
  /** Calls alone, without sum and cells. */
  CALLS,
  /** Durations alone; the calls of the increment are their count. */
  DURATION,
  /** Events of spans: the calls of the increment are their number. */
  EVENTS,
  /** The part of spans' durations in which none of their children ran. */
  SELF_TIME,
  /** Resources, whose attributes are the labels; the increment only records that one was seen. */
  RESOURCES;

  /** Returns whether durations are counted too, in sum and cells. */
  public boolean isTimed() {
    return switch (this) {
      case SPANS, DURATION, SELF_TIME -> true;
      case CALLS, EVENTS, RESOURCES -> false;
    };
  }
}
