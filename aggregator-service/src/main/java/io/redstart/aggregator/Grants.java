// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.wire.ChannelReply;

/**
 * How large the next message on a channel may be: an even share of the budget for each channel of
 * the store that was heard of lately (counting.md, C6).
 *
 * <p><b>What is promised fits the budget.</b> A grant is memory that may arrive at any time, until
 * the next reply on the channel replaces it. So it counts as promised until then, and no grant is
 * larger than what the others' promises leave of the budget:
 *
 * <pre>
 *   budget 12 MiB           promised
 *   A, B hold 6 MiB each    12
 *   C opens                 12 + 64 KiB   nothing is left: C gets the smallest grant
 *   A, B are answered       8 + 64 KiB    a share is 4 MiB now
 *   C is answered           12
 * </pre>
 *
 * <p>The smallest grant is given in any case, so that no channel stands still. Hence the sum of all
 * promises never exceeds the budget by more than {@link #SMALLEST_BYTES} for each channel.
 *
 * <p>A channel that fell silent gives its share back ({@link Channels}). Its sender may still be
 * alive, and use the grant that it remembers: a message larger than what is promised is accepted only
 * if the rest of the budget has room for it.
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
   * Makes the grants of a store without channels.
   *
   * @param shards how many channels each sender opens at least
   */
  Grants(long budgetBytes, int shards) {
    this.budgetBytes = budgetBytes;
    this.largestBytes = (int)
        Math.max(SMALLEST_BYTES, Math.min(ChannelReply.GRANT_MAX_BYTES, budgetBytes / shards));
  }

  /**
   * Replaces the grant of a channel.
   *
   * @param beforeBytes the grant that it replaces; 0 if the channel has no share yet
   * @param neededBytes the size of a message that is here already; 0 for an even share
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

  /** Takes back the grant of a channel, and its share; nothing happens if it is 0. */
  synchronized void end(int grantBytes) {
    channels -= grantBytes == 0 ? 0 : 1;
    promisedBytes -= grantBytes;
  }

  /** Returns how many channels share the budget. */
  synchronized int channels() {
    return channels;
  }

  /** Returns how much may arrive at any time. */
  synchronized long promisedBytes() {
    return promisedBytes;
  }

  /** Returns the largest grant that a channel can get, if there is only one sender. */
  int largestBytes() {
    return largestBytes;
  }
}
