// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import io.redstart.regex.Node.Alternate;
import io.redstart.regex.Node.Assertion;
import io.redstart.regex.Node.CharClass;
import io.redstart.regex.Node.Concat;
import io.redstart.regex.Node.Empty;
import io.redstart.regex.Node.Literal;
import io.redstart.regex.Node.Repeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Expands an expression into the texts that it matches, with wildcards, if possible:
 *
 * <pre>
 *   (?:pay|check)out(?:-[ab])?   payout, payout-a, payout-b, checkout, checkout-a, checkout-b
 *   api/.*|.*health.+            api/∗, ∗health?∗
 * </pre>
 *
 * <p>Here ∗ is any text, {@link #GAP}, and ? is any character, {@link #ONE}. If an expression
 * ignores case everywhere, the texts are {@link Folding#fold folded}.
 */
final class Wildcards {
  /** Stands for any text; a Unicode code point that will never be a character. */
  static final char GAP = '\ufdd0';

  /** Stands for any one character. */
  static final char ONE = '\ufdd1';

  private static final int CLASS_MAX = 64;
  private static final int REPEATS_MAX = 16;
  private static final Node ANY_TEXT = new Repeat(CharClass.ANY, '*', 0, Repeat.ENDLESS, true);

  private final boolean folded;
  private final long charsMax;
  private long workLeft;

  private Wildcards(boolean folded, int length) {
    this.folded = folded;
    this.charsMax = 4L * length + 8192;
    this.workLeft = 16 * charsMax;
  }

  /** Returns whether a text contains wildcards. */
  static boolean isIn(String text) {
    return text.indexOf(GAP) >= 0 || text.indexOf(ONE) >= 0;
  }

  /** Thrown when an expression cannot be listed, or matches too many texts. */
  private static final class NotListedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotListedException() {
      super(null, null, false, false);
    }
  }

  /**
   * Returns the texts that an expression matches from beginning to end, or null if there are too
   * many or it cannot be listed.
   *
   * @param folded whether to fold the texts
   * @param length the length of the expression; the limit on the texts is proportional to it
   */
  static @Nullable List<String> of(Node root, boolean folded, int length) {
    Wildcards wildcards = new Wildcards(folded, length);
    try {
      return wildcards.list(trimmed(root));
    } catch (NotListedException e) {
      return null;
    }
  }

  /**
   * Returns the expression without the anchors at its ends, which always hold if the whole text
   * must match.
   */
  static Node trimmed(Node root) {
    if (root instanceof Alternate alternate) {
      return new Alternate(alternate.subs.stream().map(Wildcards::trimmed).toList());
    }
    List<Node> parts = parts(root);
    int begin = 0;
    while (begin < parts.size()
        && is(parts.get(begin), Assertion.Kind.BEGIN_TEXT, Assertion.Kind.BEGIN_LINE)) {
      begin++;
    }
    int end = parts.size();
    while (end > begin
        && is(parts.get(end - 1), Assertion.Kind.END_TEXT, Assertion.Kind.END_LINE)) {
      end--;
    }
    return end - begin == 1 ? parts.get(begin) : new Concat(parts.subList(begin, end));
  }

  /**
   * Returns an expression that matches a whole text if the given one matches anywhere in that text.
   */
  static Node anywhere(Node root) {
    if (root instanceof Alternate alternate) {
      return new Alternate(alternate.subs.stream().map(Wildcards::anywhere).toList());
    }
    List<Node> parts = new ArrayList<>(parts(root));
    if (!is(parts.get(0), Assertion.Kind.BEGIN_TEXT)) {
      parts.add(0, ANY_TEXT);
    }
    if (!is(parts.get(parts.size() - 1), Assertion.Kind.END_TEXT)) {
      parts.add(ANY_TEXT);
    }
    return new Concat(parts);
  }

  private static List<Node> parts(Node node) {
    return node instanceof Concat concat ? concat.subs : List.of(node);
  }

  private static boolean is(Node node, Assertion.Kind... kinds) {
    return node instanceof Assertion assertion && Arrays.asList(kinds).contains(assertion.kind);
  }

  private List<String> list(Node node) {
    if (node instanceof Literal literal) {
      return literal(literal);
    } else if (node instanceof CharClass set) {
      return characters(set);
    } else if (node instanceof Empty) {
      return List.of("");
    } else if (node instanceof Concat concat) {
      List<String> texts = List.of("");
      for (Node sub : concat.subs) {
        texts = product(texts, list(sub));
      }
      return texts;
    } else if (node instanceof Alternate alternate) {
      List<String> texts = new ArrayList<>();
      alternate.subs.forEach(sub -> texts.addAll(list(sub)));
      spend(texts.size());
      return texts;
    } else if (node instanceof Repeat repeat) {
      return repeated(repeat);
    }
    throw new NotListedException();
  }

  private void spend(long work) {
    workLeft -= work;
    if (workLeft < 0) {
      throw new NotListedException();
    }
  }

  private List<String> product(List<String> firsts, List<String> seconds) {
    List<String> texts = new ArrayList<>();
    long chars = 0;
    for (String first : firsts) {
      for (String second : seconds) {
        int length = first.length() + second.length();
        chars += length;
        spend(length + 1L);
        if (chars > charsMax) {
          throw new NotListedException();
        }
        texts.add(first + second);
      }
    }
    return texts;
  }

  private List<String> literal(Literal literal) {
    String text = literal.text();
    if (isIn(text)) {
      throw new NotListedException();
    }
    boolean hasCase = text.codePoints().anyMatch(Folding::folds);
    if (!hasCase || literal.folds() == folded) {
      return List.of(text);
    }
    if (folded) {
      throw new NotListedException();
    }
    List<String> texts = List.of("");
    for (int character : text.codePoints().toArray()) {
      texts = product(
          texts,
          Arrays.stream(Folding.orbit(character)).mapToObj(Character::toString).toList());
    }
    return texts;
  }

  private List<String> characters(CharClass set) {
    if (set.isAny()) {
      return List.of(String.valueOf(ONE));
    }
    int[] ranges = set.ranges();
    boolean isOpen = folded && !Arrays.equals(Ranges.fold(ranges), ranges);
    if (!set.named().isEmpty() || isOpen || Ranges.count(ranges) > CLASS_MAX) {
      throw new NotListedException();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < ranges.length; i += 2) {
      for (int character = ranges[i]; character <= ranges[i + 1]; character++) {
        boolean isWildcard = character == GAP || character == ONE;
        if (isWildcard) {
          throw new NotListedException();
        }
        if (!folded || Folding.first(character) == character) {
          texts.add(Character.toString(character));
        }
      }
    }
    return texts;
  }

  private List<String> repeated(Repeat repeat) {
    boolean isAny = repeat.sub instanceof CharClass set && set.isAny();
    if (repeat.max == Repeat.ENDLESS && isAny && repeat.min <= 1) {
      return List.of(repeat.min == 0 ? String.valueOf(GAP) : "" + ONE + GAP);
    }
    if (repeat.max == Repeat.ENDLESS || repeat.max > REPEATS_MAX) {
      throw new NotListedException();
    }
    List<String> once = list(repeat.sub);
    List<String> texts = new ArrayList<>();
    List<String> power = List.of("");
    for (int times = 0; times <= repeat.max; times++) {
      if (times >= repeat.min) {
        texts.addAll(power);
      }
      if (times < repeat.max) {
        power = product(power, once);
      }
    }
    return texts.stream().distinct().collect(Collectors.toCollection(ArrayList::new));
  }
}
