// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.Endpoint;
import io.redstart.memory.MemoryPlan;
import io.vertx.core.Future;
import java.util.Map;

/** A set of services that a command starts. Started once and stopped once. */
interface Program {
  /**
   * Starts the program.
   *
   * @return the endpoints once every port is bound and the store is open, by readable names such as
   *     {@code otlp/grpc} and {@code query}, in display order
   */
  Future<Map<String, Endpoint>> start();

  /**
   * Stops accepting requests, answers the accepted ones and syncs. Also works after an incomplete
   * start. The future completes when the process can end.
   */
  Future<Void> stop();

  /** Creates programs. */
  @FunctionalInterface
  interface Factory {
    /** Creates the program for a role without opening or binding anything. */
    Program make(Role role, RedstartConfig settings, MemoryPlan memory);
  }
}
