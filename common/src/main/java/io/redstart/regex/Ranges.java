// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of characters as sorted ranges: first and last of each in turn, with gaps between ranges.
 */
final class Ranges {
  static final int[] ALL = {0, Character.MAX_CODE_POINT};
  static final int[] ALL_BUT_NEWLINE = {0, '\n' - 1, '\n' + 1, Character.MAX_CODE_POINT};

  private final List<long[]> added = new ArrayList<>();

  /** Adds a range of characters. */
  Ranges add(int first, int last) {
    added.add(new long[] {first, last});
    return this;
  }

  /** Adds a set. */
  Ranges add(int... ranges) {
    for (int i = 0; i < ranges.length; i += 2) {
      add(ranges[i], ranges[i + 1]);
    }
    return this;
  }

  /** Returns the union of everything added. */
  int[] build() {
    added.sort((a, b) -> Long.compare(a[0], b[0]));
    int[] ranges = new int[added.size() * 2];
    int size = 0;
    for (long[] range : added) {
      if (size > 0 && range[0] <= ranges[size - 1] + 1L) {
        ranges[size - 1] = Math.max(ranges[size - 1], (int) range[1]);
      } else {
        ranges[size++] = (int) range[0];
        ranges[size++] = (int) range[1];
      }
    }
    return Arrays.copyOf(ranges, size);
  }

  /** Returns the complement of a set. */
  static int[] negate(int[] ranges) {
    Ranges others = new Ranges();
    int next = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      if (next < ranges[i]) {
        others.add(next, ranges[i] - 1);
      }
      next = ranges[i + 1] + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      others.add(next, Character.MAX_CODE_POINT);
    }
    return others.build();
  }

  /** Returns the set extended by every case of its letters. */
  static int[] fold(int[] ranges) {
    Ranges folded = new Ranges().add(ranges);
    for (int i = 0; i < ranges.length; i += 2) {
      for (int at = Folding.indexOf(ranges[i]);
          at < Folding.letters() && Folding.letterAt(at) <= ranges[i + 1];
          at++) {
        for (int letter : Folding.orbit(Folding.letterAt(at))) {
          folded.add(letter, letter);
        }
      }
    }
    return folded.build();
  }

  /** Returns the number of characters in a set. */
  static long count(int[] ranges) {
    long count = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      count += ranges[i + 1] - ranges[i] + 1L;
    }
    return count;
  }
}
