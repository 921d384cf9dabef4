// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import io.redstart.regex.Node.Alternate;
import io.redstart.regex.Node.CharClass;
import io.redstart.regex.Node.Concat;
import io.redstart.regex.Node.Empty;
import io.redstart.regex.Node.Literal;
import io.redstart.regex.Node.Repeat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins parts as Go's parser does, and factors out common beginnings of neighbouring alternatives:
 *
 * <pre>
 *   abc|abd|aef|bcx|bcy    becomes    a(?:b[cd]|ef)|bc[xy]
 * </pre>
 */
final class Alternatives {
  /** Each level of factoring adds about two to the height of the tree. */
  private static final int LEVELS_MAX = RegexParser.HEIGHT_MAX / 2;

  private Alternatives() {}

  /** Returns a sequence in which nested sequences are flattened. */
  static Node sequence(List<Node> parts) {
    if (parts.isEmpty()) {
      return new Empty();
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    List<Node> flat = new ArrayList<>(parts.size());
    for (Node part : parts) {
      if (part instanceof Concat concat) {
        flat.addAll(concat.subs);
      } else {
        flat.add(part);
      }
    }
    return new Concat(flat);
  }

  /** Returns a factored choice in which nested choices are flattened. */
  static Node choice(List<Node> parts) {
    return choice(parts, 0);
  }

  private static Node choice(List<Node> parts, int level) {
    if (level > LEVELS_MAX) {
      throw new RegexParser.RefusedException(RegexParser.NESTS_TOO_DEEPLY);
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    List<Node> flat = new ArrayList<>(parts.size());
    for (Node part : parts) {
      if (part instanceof Alternate alternate) {
        flat.addAll(alternate.subs);
      } else {
        flat.add(part);
      }
    }
    List<Node> factored =
        withoutDoubleEmpties(mergeCharacters(factorParts(factorTexts(flat, level), level)));
    return factored.size() == 1 ? factored.get(0) : new Alternate(factored);
  }

  /** Factors out common beginnings of text. */
  private static List<Node> factorTexts(List<Node> subs, int level) {
    List<Node> out = new ArrayList<>(subs.size());
    int start = 0;
    @Nullable Literal first = null;
    int length = 0;
    for (int i = 0; i <= subs.size(); i++) {
      @Nullable Literal leading = i < subs.size() ? leadingText(subs.get(i)) : null;
      if (first != null && leading != null && first.folds() == leading.folds()) {
        int common = first.commonLength(leading, length);
        if (common > 0) {
          length = common;
          continue;
        }
      }
      if (i == start + 1) {
        out.add(subs.get(start));
      } else if (i > start) {
        out.add(factoredText(subs.subList(start, i), first, length, level));
      }
      start = i;
      first = leading;
      length = leading == null ? 0 : leading.length();
    }
    return out;
  }

  private static Node factoredText(List<Node> run, @Nullable Literal first, int length, int level) {
    if (first == null) {
      throw new IllegalStateException("a run without a text: " + run);
    }
    List<Node> rests = new ArrayList<>(run.size());
    for (Node sub : run) {
      rests.add(withoutText(sub, length));
    }
    Literal prefix = new Literal(first.text().substring(0, length), first.folds());
    return RegexParser.checked(new Concat(List.of(prefix, choice(rests, level + 1))));
  }

  private static @Nullable Literal leadingText(Node node) {
    Node first = node instanceof Concat concat ? concat.subs.get(0) : node;
    return first instanceof Literal literal ? literal : null;
  }

  private static Node withoutText(Node node, int length) {
    if (node instanceof Literal literal) {
      return literal.length() == length
          ? new Empty()
          : new Literal(literal.text().substring(length), literal.folds());
    }
    List<Node> subs = ((Concat) node).subs;
    Node rest = withoutText(subs.get(0), length);
    if (rest instanceof Empty) {
      return withoutFirst(subs);
    }
    List<Node> changed = new ArrayList<>(subs);
    changed.set(0, rest);
    return new Concat(changed);
  }

  private static Node withoutFirst(List<Node> subs) {
    return subs.size() == 2 ? subs.get(1) : new Concat(subs.subList(1, subs.size()));
  }

  /** Factors out common first parts that match a fixed number of characters of one kind. */
  private static List<Node> factorParts(List<Node> subs, int level) {
    List<Node> out = new ArrayList<>(subs.size());
    int start = 0;
    @Nullable Node first = null;
    for (int i = 0; i <= subs.size(); i++) {
      @Nullable Node leading = i < subs.size() ? leadingPart(subs.get(i)) : null;
      if (first != null && leading != null && isSameFixed(first, leading)) {
        continue;
      }
      if (i == start + 1) {
        out.add(subs.get(start));
      } else if (i > start && first != null) {
        List<Node> rests = new ArrayList<>(i - start);
        for (Node sub : subs.subList(start, i)) {
          rests.add(sub instanceof Concat concat ? withoutFirst(concat.subs) : new Empty());
        }
        out.add(RegexParser.checked(new Concat(List.of(first, choice(rests, level + 1)))));
      }
      start = i;
      first = leading;
    }
    return out;
  }

  private static @Nullable Node leadingPart(Node node) {
    Node first = node instanceof Concat concat ? concat.subs.get(0) : node;
    return first instanceof Empty ? null : first;
  }

  private static boolean isSameFixed(Node one, Node other) {
    if (one.isCharacter()) {
      return one.equals(other);
    }
    return one instanceof Repeat a
        && other instanceof Repeat b
        && a.isFixedCharacter()
        && b.isFixedCharacter()
        && a.min == b.min
        && a.greedy == b.greedy
        && a.sub.equals(b.sub);
  }

  /** Merges neighbouring alternatives of one character each into one class. */
  private static List<Node> mergeCharacters(List<Node> subs) {
    List<Node> out = new ArrayList<>(subs.size());
    List<Node> run = new ArrayList<>();
    for (Node sub : subs) {
      if (sub.isCharacter()) {
        run.add(sub);
      } else {
        addMerged(run, out);
        out.add(sub);
      }
    }
    addMerged(run, out);
    return out;
  }

  /** Moves a run of one-character alternatives to {@code out} as one class. */
  static void addMerged(List<Node> run, List<Node> out) {
    if (run.isEmpty()) {
      return;
    }
    out.add(run.stream().allMatch(run.get(0)::equals) ? run.get(0) : CharClass.of(run));
    run.clear();
  }

  private static List<Node> withoutDoubleEmpties(List<Node> subs) {
    List<Node> out = new ArrayList<>(subs.size());
    for (int i = 0; i < subs.size(); i++) {
      boolean doubled =
          i + 1 < subs.size() && subs.get(i) instanceof Empty && subs.get(i + 1) instanceof Empty;
      if (!doubled) {
        out.add(subs.get(i));
      }
    }
    return out;
  }
}
