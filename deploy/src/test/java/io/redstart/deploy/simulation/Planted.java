// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.AggregatorService;
import io.redstart.query.source.RedStores;
import io.redstart.wire.Frame;

/**
 * A bug that a simulation plants into the real services from outside, to show that it finds such a
 * bug. Does nothing by itself.
 */
interface Planted {
  /** No bug. */
  Planted NOTHING = new Planted() {};

  /** Called before a process uses a disk. */
  default void mounted(SimulatedDisk disk, SimulatedProcess process) {}

  /** Called when an aggregator serves. */
  default void serves(AggregatorService aggregator) {}

  /** Called before each query. */
  default void asked(RedStores stores) {}

  /** Returns what a select request becomes on its way. */
  default Frame carried(Frame request) {
    return request;
  }

  /** Returns what a published message becomes on its way to a process. */
  default Frame published(String to, String address, Frame message) {
    return message;
  }

  /** Returns whether the bug did what it is for at least once; throws if it could not be planted. */
  default boolean isReached() {
    return true;
  }

  /** Returns whether an aggregator keeps its incarnation over restarts. */
  default boolean keepsIncarnations() {
    return false;
  }

  /** Returns whether its effect is that copies are read without a warning. */
  default boolean opensGaps() {
    return false;
  }
}
