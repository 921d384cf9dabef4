// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with gaps, such as {@code api/∗/items∗}. Each piece is searched for after the previous
 * one. The first match is the right one, because it leaves the most room for the rest.
 */
final class Glob {
  /** The texts before, between and after the gaps. */
  private final List<String> pieces;

  /** The minimum length of each gap: 0 or 1. */
  private final int[] gaps;

  private Glob(List<String> pieces, int[] gaps) {
    this.pieces = pieces;
    this.gaps = gaps;
  }

  /**
   * Returns the glob of a text with one or more {@link Wildcards}. Returns null if a {@link
   * Wildcards#ONE} is not next to a gap, or two are at the same gap.
   */
  static @Nullable Glob of(String text) {
    List<String> pieces = new ArrayList<>();
    List<Integer> gaps = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (!isWildcard(text.charAt(at))) {
        piece.append(text.charAt(at++));
        continue;
      }
      int ones = 0;
      boolean hasGap = false;
      while (at < text.length() && isWildcard(text.charAt(at))) {
        ones += text.charAt(at) == Wildcards.ONE ? 1 : 0;
        hasGap |= text.charAt(at++) == Wildcards.GAP;
      }
      if (!hasGap || ones > 1) {
        return null;
      }
      pieces.add(piece.toString());
      gaps.add(ones);
      piece.setLength(0);
    }
    pieces.add(piece.toString());
    return new Glob(
        List.copyOf(pieces), gaps.stream().mapToInt(Integer::intValue).toArray());
  }

  private static boolean isWildcard(char unit) {
    return unit == Wildcards.GAP || unit == Wildcards.ONE;
  }

  /** Returns the text before the first gap. */
  String first() {
    return pieces.get(0);
  }

  /** Returns the only piece that is not empty, if all gaps can be empty; otherwise null. */
  @Nullable
  String onlyPiece() {
    @Nullable String only = null;
    for (String piece : pieces) {
      if (!piece.isEmpty()) {
        if (only != null) {
          return null;
        }
        only = piece;
      }
    }
    for (int gap : gaps) {
      if (gap > 0) {
        return null;
      }
    }
    return only;
  }

  /** Returns whether there is a gap at the beginning. */
  boolean isOpenAtBegin() {
    return pieces.get(0).isEmpty();
  }

  /** Returns whether there is a gap at the end. */
  boolean isOpenAtEnd() {
    return pieces.get(pieces.size() - 1).isEmpty();
  }

  boolean matches(String value) {
    String first = pieces.get(0);
    if (!value.startsWith(first)) {
      return false;
    }
    int at = first.length();
    for (int i = 1; i < gaps.length; i++) {
      String piece = pieces.get(i);
      int found = value.indexOf(piece, at + gaps[i - 1]);
      if (found < 0 || at + gaps[i - 1] > value.length()) {
        return false;
      }
      at = found + piece.length();
    }
    String last = pieces.get(gaps.length);
    int room = value.length() - last.length() - at - gaps[gaps.length - 1];
    return room >= 0 && value.endsWith(last);
  }
}
