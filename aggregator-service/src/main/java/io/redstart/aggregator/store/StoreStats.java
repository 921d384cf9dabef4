// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/**
 * What a store tells of itself; sums over its shards.
 *
 * @param labelSets how many label sets it holds
 * @param sizeBytes about how much memory its label sets and rows take
 * @param evictedBlocks how many blocks were forgotten before their time because memory ran short
 * @param convertedCells how many counts came in another layout and were moved to the store's cells
 * @param skippedEntries how many entries counted something that this version does not know
 * @param saturatedEntries how many entries may be lacking in counts that are as large as they can be
 */
public record StoreStats(
    long labelSets,
    long sizeBytes,
    long evictedBlocks,
    long convertedCells,
    long skippedEntries,
    long saturatedEntries) {
  /** What an empty store tells. */
  public static final StoreStats NONE = new StoreStats(0, 0, 0, 0, 0, 0);

  /** Returns the sum of two. */
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
