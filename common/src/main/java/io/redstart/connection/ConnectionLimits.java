// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.redstart.config.HttpPortConfig;

/**
 * The limits of a port's connections.
 *
 * @param max how many there may be, 1 or more
 * @param receiveMillis how long a socket may take to speak HTTP, one with HTTP/1.1 to its first
 *     request, and the body of such a request to arrive; a handler has as long again to answer that a
 *     body was too slow
 * @param idleMillis how long one without a request is kept; of HTTP/2 longer than a request takes
 * @param ageMillis how long one is kept at all; 0 for as long as it lasts
 * @param graceMillis how long requests on one that is closed for its age may still take
 */
public record ConnectionLimits(
    int max, long receiveMillis, long idleMillis, long ageMillis, long graceMillis) {
  /** Returns the limits that settings give to a port. */
  public static ConnectionLimits of(HttpPortConfig config) {
    return ageless(
        config.maxConnections(),
        config.receiveTimeout().toMillis(),
        config.idleTimeout().toMillis());
  }

  /** Returns the limits of a port whose connections have no age. */
  public static ConnectionLimits ageless(int max, long receiveMillis, long idleMillis) {
    return new ConnectionLimits(max, receiveMillis, idleMillis, 0, 0);
  }
}
