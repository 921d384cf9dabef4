// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.connection;

import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;

/**
 * How many connections and requests the memory for connections has room for: a half for connections,
 * the other for requests, of these a half for those that are read and a half for those that wait.
 *
 * @param connectionsMax of both ports together
 * @param readingMax of an event loop
 * @param waitingMax of an event loop
 */
public record ConnectionRoom(int connectionsMax, int readingMax, int waitingMax) {
  /** About what a connection takes that has spoken HTTP. */
  private static final int CONNECTION_BYTES = 10 << 10;

  /** About what a request takes besides its body, from its headers to its answer. */
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
