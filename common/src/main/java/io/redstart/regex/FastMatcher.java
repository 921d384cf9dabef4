// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matches values without a regular expression engine, like Prometheus' {@code FastRegexMatcher}: it
 * looks a value up in a set and compares its beginning, end and inner pieces.
 */
final class FastMatcher {
  /** Above this number of globs of one kind, a table is faster than trying each glob. */
  private static final int GLOBS_MAX = 8;

  private static final int CHARS_PER_COST = 64;

  private final boolean folded;
  private final Set<String> exact;
  private final List<Glob> globs;
  private final @Nullable WordTable beginnings;
  private final @Nullable WordTable ends;
  private final @Nullable WordTable pieces;
  private final String prefix;
  private final long cost;

  private FastMatcher(boolean folded, Set<String> exact, List<Glob> wild, long cost) {
    this.folded = folded;
    this.exact = Collections.unmodifiableSet(exact);
    this.globs = new ArrayList<>();
    List<String> beginning = new ArrayList<>();
    List<String> ending = new ArrayList<>();
    List<String> within = new ArrayList<>();
    for (Glob glob : wild) {
      String word = wild.size() > GLOBS_MAX ? glob.onlyPiece() : null;
      if (word == null) {
        globs.add(glob);
      } else if (!glob.isOpenAtBegin()) {
        beginning.add(word);
      } else if (!glob.isOpenAtEnd()) {
        ending.add(word);
      } else {
        within.add(word);
      }
    }
    this.beginnings = beginning.isEmpty() ? null : WordTable.of(beginning);
    this.ends = ending.isEmpty() ? null : WordTable.backwards(ending);
    this.pieces = within.isEmpty() ? null : WordTable.of(within);
    this.prefix = commonPrefix(exact, wild);
    this.cost = cost;
  }

  /** Returns a matcher of texts with {@link Wildcards}, or null if the engine is as good. */
  static @Nullable FastMatcher of(List<String> texts, boolean folded) {
    Set<String> exact = new HashSet<>();
    List<Glob> wild = new ArrayList<>();
    long chars = 0;
    for (String text : texts) {
      chars += text.length();
      if (!Wildcards.isIn(text)) {
        exact.add(text);
        continue;
      }
      Glob glob = Glob.of(text);
      if (glob == null) {
        return null;
      }
      wild.add(glob);
    }
    FastMatcher matcher =
        new FastMatcher(folded, exact, wild, texts.size() + chars / CHARS_PER_COST);
    return matcher.globs.size() > 2 * GLOBS_MAX ? null : matcher;
  }

  private static String commonPrefix(Set<String> exact, List<Glob> wild) {
    List<String> beginnings = new ArrayList<>(exact);
    wild.forEach(glob -> beginnings.add(glob.first()));
    if (beginnings.isEmpty()) {
      return "";
    }
    String common = beginnings.get(0);
    for (String beginning : beginnings) {
      int length = 0;
      int max = Math.min(common.length(), beginning.length());
      while (length < max && common.charAt(length) == beginning.charAt(length)) {
        length++;
      }
      common = common.substring(0, length);
    }
    boolean splitsPair =
        !common.isEmpty() && Character.isHighSurrogate(common.charAt(common.length() - 1));
    return splitsPair ? common.substring(0, common.length() - 1) : common;
  }

  boolean matches(String value) {
    return folded ? matchesFolded(Folding.fold(value)) : matchesFolded(value);
  }

  private boolean matchesFolded(String value) {
    if (exact.contains(value)) {
      return true;
    }
    for (Glob glob : globs) {
      if (glob.matches(value)) {
        return true;
      }
    }
    return (beginnings != null && beginnings.isAt(value, 0))
        || (ends != null && ends.isAt(WordTable.backwards(value), 0))
        || (pieces != null && pieces.isIn(value));
  }

  Optional<Set<String>> literals() {
    boolean isListed =
        !folded && globs.isEmpty() && beginnings == null && ends == null && pieces == null;
    return isListed ? Optional.of(exact) : Optional.empty();
  }

  Optional<String> prefix() {
    return folded || prefix.isEmpty() ? Optional.empty() : Optional.of(prefix);
  }

  /** Returns the cost, in units of an engine's instructions. */
  long cost() {
    return cost;
  }
}
