// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The ids of the label sets that have one value of a label. A single id needs no bitmap, which
 * would take 200 bytes: if a label has very many values, most of them occur in only one label set.
 */
final class Postings {
  private final int first;
  private @Nullable RoaringBitmap all;

  Postings(int first) {
    this.first = first;
  }

  /** Adds an id, which must be larger than all previous ones. */
  void add(int id) {
    RoaringBitmap bitmap = all;
    if (bitmap == null) {
      bitmap = RoaringBitmap.bitmapOf(first);
      all = bitmap;
    }
    bitmap.add(id);
  }

  void addTo(RoaringBitmap target) {
    if (all == null) {
      target.add(first);
    } else {
      target.or(all);
    }
  }
}
