// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.limit.MemoryBudget;

/**
 * The limits of a {@link ShardRouter}.
 *
 * @param ackTimeoutMillis a request is answered within this time in any case; 1 or more
 * @param requestsInFlightMax the maximum number of requests waiting for an answer; 1 or more
 * @param batchIntervalMillis with many stores, channels start their batches at multiples of this; 0 for
 *     no limit
 * @param memory accounts for batches
 */
public record ShardConfig(
    long ackTimeoutMillis, int requestsInFlightMax, long batchIntervalMillis, MemoryBudget memory) {
  /** Checks the ranges. */
  public ShardConfig {
    if (ackTimeoutMillis < 1 || requestsInFlightMax < 1 || batchIntervalMillis < 0) {
      throw new IllegalArgumentException("limits must be positive: ackTimeoutMillis "
          + ackTimeoutMillis + ", requestsInFlightMax " + requestsInFlightMax
          + ", batchIntervalMillis " + batchIntervalMillis);
    }
  }
}
