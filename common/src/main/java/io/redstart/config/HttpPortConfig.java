// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.time.Duration;

/**
 * The limits of an HTTP port, a block {@code http:} beside its endpoint.
 *
 * @param maxConnections how many connections there may be; more wait
 * @param receiveTimeout how long a request may take to arrive
 * @param idleTimeout how long a connection is kept without a request
 */
public record HttpPortConfig(
    @Setting(
        doc = "How many connections there may be on the port; more wait until one ends, and"
            + " meanwhile connections end after their next answer, or when idle for 5 s",
        byDefault = "512")
    int maxConnections,

    @Setting(
        doc = "How long a request may take to arrive, including its body; a connection that takes"
            + " longer, or sends no request in that time, is closed",
        byDefault = "10s")
    Duration receiveTimeout,

    @Setting(
        doc = "How long a connection without a request in progress is kept; Go's clients close"
            + " theirs after the same time",
        byDefault = "90s")
    Duration idleTimeout) {
  /** Checks the limits. */
  public HttpPortConfig {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "max_connections must be 1 or more, not " + maxConnections);
    }
    requirePositive("receive_timeout", receiveTimeout);
    requirePositive("idle_timeout", idleTimeout);
  }

  private static void requirePositive(String key, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(key + " must be longer than 0s");
    }
  }
}
