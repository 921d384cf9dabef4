// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.redstart.config.HttpPortConfig;

/**
 * The limits of a port's connections.
 *
 * @param max the maximum number of connections, 1 or more
 * @param othersWait whether sockets beyond the limit wait in the queue of the operating system;
 *     otherwise they are closed
 * @param receiveMillis the time limit for a new socket to speak HTTP, for HTTP/1.1 up to the first
 *     request, and for the body of an HTTP/1.1 request to arrive; the handler then has the same
 *     time to answer that the body was too slow
 * @param idleMillis the time limit for a connection without a request; for HTTP/2 longer than a
 *     request takes
 * @param ageMillis the maximum age of a connection; 0 for no limit
 * @param graceMillis the remaining time for requests on a connection that is closed for its age
 */
public record ConnectionLimits(
    int max,
    boolean othersWait,
    long receiveMillis,
    long idleMillis,
    long ageMillis,
    long graceMillis) {
  /** Returns the limits from a port's settings. Further sockets wait, as at a Prometheus. */
  public static ConnectionLimits of(HttpPortConfig config) {
    return new ConnectionLimits(
        config.maxConnections(),
        true,
        config.receiveTimeout().toMillis(),
        config.idleTimeout().toMillis(),
        0,
        0);
  }

  /** Returns limits without a maximum age; further sockets are closed. */
  public static ConnectionLimits ageless(int max, long receiveMillis, long idleMillis) {
    return new ConnectionLimits(max, false, receiveMillis, idleMillis, 0, 0);
  }
}
