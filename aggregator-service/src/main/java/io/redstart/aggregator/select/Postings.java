// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The ids of the label sets with one value. Most values of a label with very many stand in one label
 * set alone, which a bitmap would spend 200 bytes on.
 */
final class Postings {
  private final int first;
  private @Nullable RoaringBitmap all;

  Postings(int first) {
    this.first = first;
  }

  /** Adds an id, larger than all before. */
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
