// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.wire.ChannelReply;

/**
 * Limits the size of the next message on each channel: every channel of the store that was heard
 * from lately gets an even share of the budget (docs/rules.md, C6).
 *
 * <p><b>The promises fit the budget.</b> A message as large as the grant can arrive at any time
 * until the next reply on the channel replaces the grant. Until then the grant counts as promised,
 * and no new grant exceeds what the other promises leave of the budget:
 *
 * <pre>
 *   budget 12 MiB           promised
 *   A, B hold 6 MiB each    12
 *   C opens                 12 + 64 KiB   nothing is left: C gets the smallest grant
 *   A, B are answered       8 + 64 KiB    a share is 4 MiB now
 *   C is answered           12
 * </pre>
 *
 * <p>Every channel gets at least the smallest grant, so that none stalls. Hence the sum of all
 * promises never exceeds the budget by more than {@link #SMALLEST_BYTES} per channel.
 *
 * <p>A channel that falls silent loses its share ({@link Channels}). Its sender might still be
 * alive and use the grant it remembers: a message larger than the promise is accepted only if the
 * rest of the budget has room for it.
 *
 * <p>Thread-safe, guarded by itself; shared by all shards.
 */
final class Grants {
  /** The smallest grant, whatever the budget. */
  static final int SMALLEST_BYTES = 64 << 10;

  private final long budgetBytes;
  private final int largestBytes;
  private int channels;
  private long promisedBytes;

  /**
   * Creates the grants of a store without channels.
   *
   * @param shards the least number of channels that each sender opens
   */
  Grants(long budgetBytes, int shards) {
    this.budgetBytes = budgetBytes;
    this.largestBytes = (int)
        Math.max(SMALLEST_BYTES, Math.min(ChannelReply.GRANT_MAX_BYTES, budgetBytes / shards));
  }

  /**
   * Replaces the grant of a channel.
   *
   * @param beforeBytes the grant to replace; 0 if the channel has no share yet
   * @param neededBytes the size of a message that has already arrived; 0 for an even share
   */
  synchronized int renew(int beforeBytes, int neededBytes) {
    channels += beforeBytes == 0 ? 1 : 0;
    promisedBytes -= beforeBytes;
    long wantedBytes = Math.min(largestBytes, Math.max(neededBytes, budgetBytes / channels));
    long leftBytes = budgetBytes - promisedBytes;
    int grantBytes = (int) Math.max(SMALLEST_BYTES, Math.min(wantedBytes, leftBytes));
    promisedBytes += grantBytes;
    return grantBytes;
  }

  /** Releases the grant of a channel and its share; a grant of 0 changes nothing. */
  synchronized void end(int grantBytes) {
    channels -= grantBytes == 0 ? 0 : 1;
    promisedBytes -= grantBytes;
  }

  /** Returns how many channels share the budget. */
  synchronized int channels() {
    return channels;
  }

  /** Returns the promised bytes, which can arrive at any time. */
  synchronized long promisedBytes() {
    return promisedBytes;
  }

  /** Returns the largest grant that a channel can get, with a single sender. */
  int largestBytes() {
    return largestBytes;
  }
}
