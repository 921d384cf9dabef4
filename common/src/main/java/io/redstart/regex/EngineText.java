// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import io.redstart.regex.Node.Alternate;
import io.redstart.regex.Node.Assertion;
import io.redstart.regex.Node.Capture;
import io.redstart.regex.Node.CharClass;
import io.redstart.regex.Node.Concat;
import io.redstart.regex.Node.Literal;
import io.redstart.regex.Node.Repeat;
import java.util.Arrays;
import java.util.List;

/**
 * Writes an expression so that RE2/J compiles it in time that grows with its length, and runs it
 * on a small stack:
 *
 * <ul>
 *   <li>{@code (?:)} interrupts long text, because RE2/J copies all previous letters for each new
 *       one.
 *   <li>Long choices become nested choices, because RE2/J's machine recurses once for each
 *       alternative of a choice.
 *   <li>Non-ASCII letters whose case is ignored become classes, see {@link Folding}. A class is
 *       written as sorted ranges, each once.
 * </ul>
 *
 * <p>The matches of the expression and of its groups stay the same. While writing, this class adds
 * up the call depth of RE2/J's machine. It refuses an expression that is too deep for 512 KB of
 * stack or takes RE2/J's parser too long.
 */
final class EngineText {
  /** RE2/J's machine needs up to 250 bytes of stack for each step between two characters. */
  private static final int STEPS_MAX = 1000;

  /**
   * RE2/J's parser copies the rest of the text up to three times for each group, quoted text and
   * range. We count each copy as the whole text; copying this many characters takes about 0.2 s.
   */
  private static final long COPIED_CHARS_MAX = 4_000_000_000L;

  /** The size of a class of RE2/J's own in instructions: up to 1,400 ranges of 8 bytes. */
  private static final int NAMED_CLASS_SIZE = 150;

  private static final int RANGES_PER_INSTRUCTION = 8;
  private static final int TEXT_MAX = 256;
  private static final int CHOICE_MAX = 64;
  private static final String SPECIAL = "\\.+*?()|[]{}^$";

  private final StringBuilder out = new StringBuilder("(?s)");
  private long copies;

  private long classSize;

  /**
   * Writes an expression.
   *
   * @throws RegexParser.RefusedException if it is too deep or too long for RE2/J
   */
  EngineText(Node node) {
    int steps = write(node).steps();
    if (steps > STEPS_MAX || copies * out.length() > COPIED_CHARS_MAX) {
      throw new RegexParser.RefusedException(RegexParser.TOO_LARGE);
    }
  }

  /** Returns the expression. */
  String text() {
    return out.toString();
  }

  /** Returns the additional size of its classes, in instructions. */
  long classSize() {
    return classSize;
  }

  /**
   * The call depth within a part.
   *
   * @param all instructions other than characters
   * @param enter steps from the part's beginning to one of its characters
   * @param pass steps from its beginning to its end without a character, −1 if there is no such
   *     path
   * @param leave steps from after one of its characters to its end
   * @param inner steps from after one of its characters to another
   */
  private record Depth(int all, int enter, int pass, int leave, int inner) {
    private static final int NO_WAY = -1;

    static final Depth CHARACTER = new Depth(0, 1, NO_WAY, 0, 0);
    static final Depth TEXT = new Depth(TEXT_MAX, 1, NO_WAY, 0, 1);
    static final Depth NOTHING = new Depth(1, 1, 1, 0, 0);

    /** Returns the longest path without a character. */
    int steps() {
      return 1 + Math.max(Math.max(enter, pass), Math.max(leave, inner));
    }

    boolean canBePassed() {
      return pass != NO_WAY;
    }

    Depth then(Depth next) {
      return new Depth(
          sum(all, next.all),
          canBePassed() ? Math.max(enter, sum(pass, next.enter)) : enter,
          canBePassed() && next.canBePassed() ? sum(pass, next.pass) : NO_WAY,
          next.canBePassed() ? Math.max(next.leave, sum(leave, next.pass)) : next.leave,
          Math.max(Math.max(inner, next.inner), sum(leave, next.enter)));
    }

    Depth or(Depth other) {
      return new Depth(
          sum(all, other.all),
          Math.max(enter, other.enter),
          Math.max(pass, other.pass),
          Math.max(leave, other.leave),
          Math.max(inner, other.inner));
    }

    /** Returns the depth with additional steps at the beginning and at the end. */
    Depth within(int before, int after) {
      return new Depth(
          sum(all, before + after),
          sum(enter, before),
          canBePassed() ? sum(pass, before + after) : NO_WAY,
          sum(leave, after),
          inner);
    }

    Depth optional() {
      Depth whole = within(1, 0);
      return new Depth(whole.all, whole.enter, Math.max(1, whole.pass), whole.leave, inner);
    }

    /** Returns the depth of {@code x+}. No path is longer than the sum of all steps. */
    Depth endless() {
      int most = sum(all, 3);
      int again = canBePassed() ? sum(pass, 1) : 0;
      return new Depth(
          most,
          Math.min(most, sum(sum(enter, again), 1)),
          canBePassed() ? Math.min(most, sum(sum(pass, again), 2)) : NO_WAY,
          Math.min(most, sum(sum(leave, again), 1)),
          Math.min(most, Math.max(inner, sum(sum(leave, again), sum(enter, 1)))));
    }

    private static int sum(int a, int b) {
      return Math.min(Integer.MAX_VALUE / 4, a + b);
    }
  }

  private Depth write(Node node) {
    if (node instanceof Literal literal) {
      return writeLiteral(literal);
    } else if (node instanceof CharClass set) {
      writeClass(set);
      return Depth.CHARACTER;
    } else if (node instanceof Assertion assertion) {
      copies += 2;
      out.append(assertion.kind.text);
      return Depth.NOTHING;
    } else if (node instanceof Capture capture) {
      copies++;
      out.append('(');
      Depth depth = write(capture.sub).within(1, 1);
      out.append(')');
      return depth;
    } else if (node instanceof Repeat repeat) {
      return writeRepeat(repeat);
    } else if (node instanceof Concat concat) {
      return writeConcat(concat);
    } else if (node instanceof Alternate alternate) {
      return writeChoice(alternate.subs);
    }
    writeNothing();
    return Depth.NOTHING;
  }

  private void open() {
    copies += 2;
    out.append("(?:");
  }

  private void writeNothing() {
    open();
    out.append(')');
  }

  private Depth writeConcat(Concat concat) {
    Depth depth = writePart(concat.subs.get(0));
    for (Node sub : concat.subs.subList(1, concat.subs.size())) {
      depth = depth.then(writePart(sub));
    }
    return depth;
  }

  private Depth writePart(Node node) {
    return node instanceof Alternate ? writeGrouped(node) : write(node);
  }

  private Depth writeGrouped(Node node) {
    open();
    Depth depth = write(node);
    out.append(')');
    return depth;
  }

  /** Writes alternatives, so that no choice has too many. Returns the depth within the choice. */
  private Depth writeChoice(List<Node> subs) {
    int share = 1;
    while ((subs.size() + share - 1) / share > CHOICE_MAX) {
      share *= CHOICE_MAX;
    }
    Depth depth = Depth.CHARACTER;
    for (int i = 0; i < subs.size(); i += share) {
      out.append(i == 0 ? "" : "|");
      Node sub = subs.get(i);
      if (share == 1) {
        depth = depth.or(write(sub));
      } else {
        open();
        open();
        Depth part = writeChoice(subs.subList(i, Math.min(subs.size(), i + share)));
        out.append(')');
        writeNothing();
        out.append(')');
        depth = depth.or(part.within(0, 1));
      }
    }
    return depth.within(Math.min(subs.size(), CHOICE_MAX) - 1, 0);
  }

  private Depth writeRepeat(Repeat repeat) {
    if (repeat.operator != '{'
        && repeat.sub instanceof Repeat inner
        && inner.operator == repeat.operator
        && inner.greedy == repeat.greedy) {
      return writeRepeat(inner);
    }
    Node sub = repeat.sub;
    if (sub instanceof Assertion || sub instanceof Node.Empty) {
      Depth depth = write(sub);
      out.append(repeat.min == 0 ? "?" : "");
      return depth.optional();
    }
    boolean isAtom = sub instanceof CharClass
        || sub instanceof Capture
        || (sub instanceof Literal literal && literal.isCharacter());
    Depth depth = isAtom ? write(sub) : writeGrouped(sub);
    writeOperator(repeat);
    return repeated(depth, repeat.min, repeat.max);
  }

  private void writeOperator(Repeat repeat) {
    if (repeat.operator != '{') {
      out.append(repeat.operator);
    } else {
      String max = repeat.max == Repeat.ENDLESS ? "" : String.valueOf(repeat.max);
      out.append('{').append(repeat.min).append(',').append(max).append('}');
    }
    out.append(repeat.greedy ? "" : "?");
  }

  private static Depth repeated(Depth sub, int min, int max) {
    boolean isEndless = max == Repeat.ENDLESS;
    Depth depth = isEndless ? sub.endless() : Depth.NOTHING;
    if (isEndless && min == 0) {
      return depth.optional();
    }
    for (int i = min; i < max; i++) {
      depth = sub.then(depth).optional();
    }
    for (int i = isEndless ? 1 : 0; i < min; i++) {
      depth = sub.then(depth);
    }
    return depth;
  }

  private Depth writeLiteral(Literal literal) {
    String text = literal.text();
    boolean folds = literal.folds() && text.codePoints().anyMatch(Folding::folds);
    for (int begin = 0; begin < text.length(); ) {
      int end = Math.min(text.length(), begin + TEXT_MAX);
      end += Character.isHighSurrogate(text.charAt(end - 1)) && end < text.length() ? 1 : 0;
      if (folds) {
        writeFolded(text.substring(begin, end));
      } else {
        writeQuoted(text.substring(begin, end));
      }
      if (end < text.length()) {
        writeNothing();
      }
      begin = end;
    }
    return literal.isCharacter() ? Depth.CHARACTER : Depth.TEXT;
  }

  private void writeFolded(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) < 0x80) {
        end++;
      }
      if (end > at) {
        copies += 2;
        out.append("(?i:");
        writeQuoted(text.substring(at, end));
        out.append(')');
        at = end;
      } else {
        int character = text.codePointAt(at);
        Ranges ranges = new Ranges();
        for (int letter : Folding.orbit(character)) {
          ranges.add(letter, letter);
        }
        writeRanges(ranges.build());
        at += Character.charCount(character);
      }
    }
  }

  private void writeQuoted(String text) {
    boolean isPlain = text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
    if (isPlain) {
      out.append(text);
    } else if (text.length() == 1 || text.contains("\\E") || text.endsWith("\\")) {
      text.chars().forEach(c -> {
        copies += 2;
        out.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append((char) c);
      });
    } else {
      copies++;
      out.append("\\Q").append(text).append("\\E");
    }
  }

  private void writeClass(CharClass set) {
    if (set.isAny()) {
      out.append('.');
    } else if (set.named().isEmpty()) {
      writeRanges(set.ranges());
    } else {
      open();
      for (String name : set.named()) {
        copies += 3L * name.length();
        classSize += NAMED_CLASS_SIZE;
        out.append(name).append('|');
      }
      writeRanges(set.ranges());
      out.append(')');
    }
  }

  private void writeRanges(int[] ranges) {
    copies += 3L * ranges.length / 2;
    classSize += ranges.length / 2 / RANGES_PER_INSTRUCTION;
    if (ranges.length == 0) {
      out.append("[^\\x{0}-\\x{10ffff}]");
    } else if (Arrays.equals(ranges, Ranges.ALL_BUT_NEWLINE)) {
      out.append("[^\\n]");
    } else {
      out.append('[').append(elements(ranges)).append(']');
    }
  }

  /** Returns ranges in the notation within brackets. */
  static String elements(int[] ranges) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ranges.length; i += 2) {
      appendElement(text, ranges[i]);
      if (ranges[i + 1] > ranges[i]) {
        text.append('-');
        appendElement(text, ranges[i + 1]);
      }
    }
    return text.toString();
  }

  private static void appendElement(StringBuilder text, int character) {
    if (character < 0x80 && Character.isLetterOrDigit(character)) {
      text.append((char) character);
    } else {
      text.append("\\x{").append(Integer.toHexString(character)).append('}');
    }
  }
}
