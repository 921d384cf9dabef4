// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.redstart.config.HttpPortConfig;

/**
 * The limits of a port's connections.
 *
 * @param max the maximum number of connections, 1 or more
 * @param receiveMillis the time limit for a new socket to speak HTTP, for HTTP/1.1 up to the first
 *     request, and for the body of an HTTP/1.1 request to arrive; the handler then has the same
 *     time to answer that the body was too slow
 * @param idleMillis the time limit for a connection without a request; for HTTP/2 longer than a
 *     request takes
 * @param ageMillis the maximum age of a connection; 0 for no limit
 * @param graceMillis the remaining time for requests on a connection that is closed for its age
 */
public record ConnectionLimits(
    int max, long receiveMillis, long idleMillis, long ageMillis, long graceMillis) {
  /** Returns the limits from a port's settings. */
  public static ConnectionLimits of(HttpPortConfig config) {
    return ageless(
        config.maxConnections(),
        config.receiveTimeout().toMillis(),
        config.idleTimeout().toMillis());
  }

  /** Returns limits without a maximum age. */
  public static ConnectionLimits ageless(int max, long receiveMillis, long idleMillis) {
    return new ConnectionLimits(max, receiveMillis, idleMillis, 0, 0);
  }
}
