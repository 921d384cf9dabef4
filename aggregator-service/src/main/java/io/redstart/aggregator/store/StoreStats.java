// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/**
 * Statistics of a store, summed over its shards.
 *
 * @param labelSets how many label sets it holds
 * @param sizeBytes the approximate memory of its label sets and rows
 * @param evictedBlocks how many blocks were forgotten early because memory ran short
 * @param convertedCells how many counts arrived in another layout and were converted to the store's
 *     cells
 * @param skippedEntries how many entries were of a metric that this version does not know
 * @param saturatedEntries how many entries counted into label sets that have reached the maximum,
 *     where calls can be lost
 */
public record StoreStats(
    long labelSets,
    long sizeBytes,
    long evictedBlocks,
    long convertedCells,
    long skippedEntries,
    long saturatedEntries) {
  /** Statistics of an empty store. */
  public static final StoreStats NONE = new StoreStats(0, 0, 0, 0, 0, 0);

  /** Returns the sum of both. */
  public StoreStats plus(StoreStats other) {
    return new StoreStats(
        labelSets + other.labelSets,
        sizeBytes + other.sizeBytes,
        evictedBlocks + other.evictedBlocks,
        convertedCells + other.convertedCells,
        skippedEntries + other.skippedEntries,
        saturatedEntries + other.saturatedEntries);
  }
}
