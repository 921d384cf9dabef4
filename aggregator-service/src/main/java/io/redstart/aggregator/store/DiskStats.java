// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/**
 * Statistics of a store on disk.
 *
 * @param journalBytes the size of the journal
 * @param rowsBytes the size of chunks, label sets and totals
 * @param freeBytes how much the disk has free
 * @param syncs how often the journal was synced
 * @param syncNanos how long appends and syncs took in all
 * @param slowestSyncNanos how long the slowest one took in the last minute
 * @param chunks how often chunks were written
 * @param chunkNanos how long that took in all
 */
public record DiskStats(
    long journalBytes,
    long rowsBytes,
    long freeBytes,
    long syncs,
    long syncNanos,
    long slowestSyncNanos,
    long chunks,
    long chunkNanos) {
  /** Statistics of a store in memory. */
  public static final DiskStats NONE = new DiskStats(0, 0, 0, 0, 0, 0, 0, 0);
}
