// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.Endpoint;
import io.redstart.memory.MemoryPlan;
import io.vertx.core.Future;
import java.util.Map;

/** What a command starts: services put together. Started once, stopped once. */
interface Program {
  /**
   * Starts.
   *
   * @return once every port is bound and the store is open, where it can be reached, by names for
   *     people such as {@code otlp/grpc} and {@code query}, in the order in which to show them
   */
  Future<Map<String, Endpoint>> start();

  /**
   * Stops accepting, answers what was accepted and syncs, as far as it came in starting. The future
   * completes when the process may end.
   */
  Future<Void> stop();

  /** Makes programs. */
  @FunctionalInterface
  interface Factory {
    /** Makes the program for a role; nothing is opened or bound yet. */
    Program make(Role role, RedstartConfig settings, MemoryPlan memory);
  }
}
