// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of an expression. The tree has the same shape as in Go's parser (regexp/syntax), because
 * its height decides whether an expression is refused: {@code ab|ac} is {@code a[bc]}.
 */
abstract sealed class Node {
  private final int height;
  private final long size;
  private final int repeats;

  /**
   * Creates a part.
   *
   * @param height the number of levels of the tree
   * @param size the number of instructions that it compiles to, capped
   * @param repeats the largest product of nested repetition counts
   */
  private Node(int height, long size, int repeats) {
    this.height = height;
    this.size = size;
    this.repeats = repeats;
  }

  int height() {
    return height;
  }

  long size() {
    return size;
  }

  int repeats() {
    return repeats;
  }

  /** Returns whether it matches exactly one character. Go merges alternatives of this kind. */
  boolean isCharacter() {
    return false;
  }

  /** A text. The parser appends to it while it is the last part of a sequence. */
  static final class Literal extends Node {
    private final boolean folds;
    private String text;

    /** The text while the parser appends to it. */
    private @Nullable StringBuilder growing;

    Literal(String text, boolean folds) {
      super(1, 1, 1);
      this.text = text;
      this.folds = folds;
    }

    static Literal of(int character, boolean folds) {
      return new Literal(Character.toString(folds ? Folding.first(character) : character), folds);
    }

    void append(Literal next) {
      if (growing == null) {
        growing = new StringBuilder(text);
      }
      growing.append(next.text());
    }

    String text() {
      if (growing != null) {
        text = growing.toString();
        growing = null;
      }
      return text;
    }

    int length() {
      return growing == null ? text.length() : growing.length();
    }

    /**
     * Returns whether case is ignored. The text then contains {@link Folding#first} of each letter.
     */
    boolean folds() {
      return folds;
    }

    /** Returns the length of the prefix that this text shares with another. */
    int commonLength(Literal other, int limit) {
      String one = text();
      String two = other.text();
      int max = Math.min(limit, Math.min(one.length(), two.length()));
      int common = 0;
      while (common < max && one.charAt(common) == two.charAt(common)) {
        common++;
      }
      boolean splitsPair = common > 0 && Character.isHighSurrogate(one.charAt(common - 1));
      return splitsPair ? common - 1 : common;
    }

    @Override
    long size() {
      return length();
    }

    @Override
    boolean isCharacter() {
      return length() <= 2 && text().codePointCount(0, length()) == 1;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Literal other && folds == other.folds && text().equals(other.text());
    }

    @Override
    public int hashCode() {
      return text().hashCode();
    }
  }

  /**
   * One character of a set: ranges, and RE2/J's own classes such as {@code \p{Greek}} in RE2/J's
   * notation.
   */
  static final class CharClass extends Node {
    private final int[] ranges;
    private final Set<String> named;

    CharClass(int[] ranges, Set<String> named) {
      super(1, 1, 1);
      this.ranges = ranges;
      this.named = named;
    }

    static final CharClass ANY = new CharClass(Ranges.ALL, Set.of());
    static final CharClass ANY_BUT_NEWLINE = new CharClass(Ranges.ALL_BUT_NEWLINE, Set.of());

    /** Returns the ranges without the {@link #named} classes. The array is shared. */
    int[] ranges() {
      return ranges;
    }

    Set<String> named() {
      return named;
    }

    boolean isAny() {
      return ranges.length == 2 && ranges[0] == 0 && ranges[1] == Character.MAX_CODE_POINT;
    }

    /** Returns the union of one-character parts. */
    static CharClass of(List<Node> characters) {
      Ranges all = new Ranges();
      Set<String> names = new LinkedHashSet<>();
      for (Node node : characters) {
        if (node instanceof CharClass set) {
          all.add(set.ranges);
          names.addAll(set.named);
        } else if (node instanceof Literal literal) {
          int character = literal.text().codePointAt(0);
          for (int letter : literal.folds ? Folding.orbit(character) : new int[] {character}) {
            all.add(letter, letter);
          }
        }
      }
      return new CharClass(all.build(), names);
    }

    /** Returns a literal if this set is a single character, in one or all of its cases. */
    Node simplified() {
      if (!named.isEmpty() || ranges.length == 0) {
        return this;
      }
      long count = Ranges.count(ranges);
      if (count == 1) {
        return Literal.of(ranges[0], false);
      }
      int last = ranges[ranges.length - 1];
      return count == 2 && Arrays.equals(Folding.orbit(ranges[0]), new int[] {ranges[0], last})
          ? Literal.of(ranges[0], true)
          : this;
    }

    @Override
    boolean isCharacter() {
      return true;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof CharClass other
          && Arrays.equals(ranges, other.ranges)
          && named.equals(other.named);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(ranges);
    }
  }

  /** A condition on a position between characters. */
  static final class Assertion extends Node {
    /** The condition. */
    enum Kind {
      BEGIN_TEXT("\\A"),
      END_TEXT("\\z"),
      BEGIN_LINE("(?m:^)"),
      END_LINE("(?m:$)"),
      WORD_BOUNDARY("\\b"),
      NO_WORD_BOUNDARY("\\B");

      final String text;

      Kind(String text) {
        this.text = text;
      }
    }

    final Kind kind;

    Assertion(Kind kind) {
      super(1, 1, 1);
      this.kind = kind;
    }
  }

  /** The empty expression, which matches everywhere. */
  static final class Empty extends Node {
    Empty() {
      super(1, 1, 1);
    }
  }

  /** A capturing group. */
  static final class Capture extends Node {
    final Node sub;

    Capture(Node sub) {
      super(sub.height + 1, saturated(sub.size(), 1, 2), sub.repeats);
      this.sub = sub;
    }
  }

  /** A repetition; {@code max} is −1 if it is unlimited. */
  static final class Repeat extends Node {
    static final int ENDLESS = -1;

    final Node sub;
    final int min;
    final int max;
    final boolean greedy;

    /** The operator as written: {@code *}, {@code +}, {@code ?} or a brace for counts. */
    final char operator;

    Repeat(Node sub, char operator, int min, int max, boolean greedy) {
      super(sub.height + 1, size(sub.size(), min, max), repeats(sub.repeats, operator, min, max));
      this.sub = sub;
      this.operator = operator;
      this.min = min;
      this.max = max;
      this.greedy = greedy;
    }

    private static long size(long sub, int min, int max) {
      if (max == ENDLESS) {
        return min == 0 ? saturated(sub, 1, 2) : saturated(sub, min, 1);
      }
      return Math.max(1, saturated(sub, max, max - min));
    }

    private static int repeats(int sub, char operator, int min, int max) {
      if (operator != '{') {
        return sub;
      }
      if (max == 0) {
        return 1;
      }
      return (int) Math.min(Integer.MAX_VALUE, (long) sub * Math.max(1, max < 0 ? min : max));
    }

    boolean isFixedCharacter() {
      return operator == '{' && min == max && sub.isCharacter();
    }
  }

  /** A sequence of parts. */
  static final class Concat extends Node {
    final List<Node> subs;

    Concat(List<Node> subs) {
      super(heightOver(subs), sizeOf(subs, 0), repeatsOf(subs));
      this.subs = List.copyOf(subs);
    }
  }

  /** A choice between parts. */
  static final class Alternate extends Node {
    final List<Node> subs;

    Alternate(List<Node> subs) {
      super(heightOver(subs), sizeOf(subs, subs.size() - 1), repeatsOf(subs));
      this.subs = List.copyOf(subs);
    }
  }

  private static int heightOver(List<Node> subs) {
    int height = 0;
    for (Node sub : subs) {
      height = Math.max(height, sub.height);
    }
    return height + 1;
  }

  private static int repeatsOf(List<Node> subs) {
    int repeats = 1;
    for (Node sub : subs) {
      repeats = Math.max(repeats, sub.repeats);
    }
    return repeats;
  }

  private static long sizeOf(List<Node> subs, long more) {
    long size = more;
    for (Node sub : subs) {
      size = saturated(size, 1, sub.size());
    }
    return size;
  }

  /** Returns {@code size * times + more}, capped at a quarter of {@link Long#MAX_VALUE}. */
  private static long saturated(long size, long times, long more) {
    long max = Long.MAX_VALUE / 4;
    return times != 0 && size > max / times ? max : Math.min(max, size * times + more);
  }
}
