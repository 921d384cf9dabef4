// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How large the next message on a channel may be: an even share of the budget for each open channel
 * of the store (counting.md, C6). Thread-safe; shared by all shards.
 *
 * <p>A sender keeps the grant of its last reply until the next one, so while many channels open at
 * once a little more than the budget may be under way.
 */
final class Grants {
  /** The smallest grant, whatever the budget. */
  static final int SMALLEST_BYTES = 64 << 10;

  /** The largest grant, however few channels there are. */
  static final int LARGEST_BYTES = 8 << 20;

  private final long budgetBytes;
  private final AtomicInteger channels = new AtomicInteger();

  Grants(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  void opened() {
    channels.incrementAndGet();
  }

  void closed() {
    channels.decrementAndGet();
  }

  int openChannels() {
    return channels.get();
  }

  int grantBytes() {
    long share = budgetBytes / Math.max(1, channels.get());
    return (int) Math.max(SMALLEST_BYTES, Math.min(LARGEST_BYTES, share));
  }
}
