// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * What is counted for a label set. One label set may stand under several metrics, and is another one
 * under each. Their ordinals travel on the bus and lie in stores: new ones come last.
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
  /** Resources, whose attributes are the labels; the increment only tells that one was seen. */
  RESOURCES;

  /** Returns whether durations are counted too, in sum and cells. */
  public boolean isTimed() {
    return switch (this) {
      case SPANS, DURATION, SELF_TIME -> true;
      case CALLS, EVENTS, RESOURCES -> false;
    };
  }
}
