// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.connection;

import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;

/**
 * Computes how many connections and requests fit into the memory for connections. One half is for
 * connections, the other for requests: half of that for requests being read, half for requests that
 * wait for their acknowledgement.
 *
 * @param connectionsMax the most connections of both ports together
 * @param readingMax the most requests that an event loop reads at a time
 * @param waitingMax the most requests of an event loop that wait
 */
public record ConnectionRoom(int connectionsMax, int readingMax, int waitingMax) {
  /** Approximate size of a connection that has spoken HTTP. */
  private static final int CONNECTION_BYTES = 10 << 10;

  /** Approximate size of a request without its body, from its headers to its answer. */
  private static final int REQUEST_BYTES = 6 << 10;

  public static ConnectionRoom of(MemoryPlan plan, int eventLoops) {
    long halfBytes = plan.budget(MemoryPart.CONNECTIONS).maxBytes() / 2;
    int requestsMax = (int) Math.min(Integer.MAX_VALUE, halfBytes / REQUEST_BYTES / eventLoops);
    return new ConnectionRoom(
        (int) Math.min(Integer.MAX_VALUE, halfBytes / CONNECTION_BYTES),
        Math.max(1, requestsMax / 2),
        Math.max(1, requestsMax / 2));
  }
}
