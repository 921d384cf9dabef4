// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import java.util.List;

/** Merges small chunks and rewrites all families, so that a store takes as little room as it can. */
public final class SealedCompaction {
  private static final String WORK = "compacting";

  private final SealedRows sealed;
  private final Progress progress;
  private final long totalBytes;
  private long doneBytes;

  /** Prepares to compact rows that nobody else uses. */
  public SealedCompaction(SealedRows sealed, Progress progress) {
    this.sealed = sealed;
    this.progress = progress;
    this.totalBytes = sealed.sizeBytes();
  }

  /** Compacts everything. A crash meanwhile loses nothing, and the call can be repeated. */
  public void run() {
    for (int tier = 0; tier < sealed.tiers().size(); tier++) {
      Roller roller = new Roller(sealed, tier);
      for (String family : List.copyOf(sealed.keyValues().families())) {
        long number = SealedKeys.numberOf(sealed.tiers().get(tier).grid(), family);
        if (number >= 0) {
          long sizeBytes = sealed.keyValues().sizeBytes(family);
          roller.merge(number);
          done(sizeBytes);
        }
      }
    }
    for (String family :
        List.of(SealedKeys.DEFAULT, SealedKeys.LABELS, SealedKeys.TOTALS, SealedKeys.CELLS)) {
      long sizeBytes = sealed.keyValues().sizeBytes(family);
      sealed.keyValues().compact(family);
      done(sizeBytes);
    }
  }

  private void done(long sizeBytes) {
    doneBytes += sizeBytes;
    progress.at(WORK, doneBytes, totalBytes);
  }
}
