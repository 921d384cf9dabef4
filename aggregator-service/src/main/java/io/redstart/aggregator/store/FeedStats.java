// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/**
 * Statistics of a {@link RecordFeed}.
 *
 * @param isInStep whether commits are durable at the follower too before they are acknowledged
 * @param behindCommits how many commits the follower lacks, 0 without a follower
 * @param timesAlone how often the store stopped waiting for its follower
 * @param waits how many commits waited for the follower after their own sync
 * @param waitNanos how long these waited in all
 * @param slowestWaitNanos the longest wait of the last minute
 */
public record FeedStats(
    boolean isInStep,
    long behindCommits,
    long timesAlone,
    long waits,
    long waitNanos,
    long slowestWaitNanos) {
  /** Statistics of a store that feeds nobody. */
  public static final FeedStats NONE = new FeedStats(false, 0, 0, 0, 0, 0);
}
