// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

/**
 * What a request's body may be.
 *
 * @param maxBytes the largest, as sent and inflated; 1 … 2³⁰
 * @param receiveTimeoutMillis how long it may take to arrive
 */
public record BodyLimits(int maxBytes, long receiveTimeoutMillis) {
  /** Senders give up after 5 to 10 s. */
  public static final long RECEIVE_TIMEOUT_MILLIS = 10_000;

  /** Returns limits with the usual time to arrive. */
  public static BodyLimits ofBytes(int maxBytes) {
    return new BodyLimits(maxBytes, RECEIVE_TIMEOUT_MILLIS);
  }
}
