// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import io.redstart.regex.Node.Assertion;
import io.redstart.regex.Node.Capture;
import io.redstart.regex.Node.CharClass;
import io.redstart.regex.Node.Literal;
import io.redstart.regex.Node.Repeat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses an expression into a tree of the same shape as Go's regexp/syntax. Refuses the same
 * expressions as Go, with the same reasons: nesting beyond 1,000 levels and repetition beyond 1,000
 * times. Time and memory are proportional to the text, and the parser does not recurse with its
 * nesting.
 *
 * <p>RE2/J's parser cannot do this: it has neither limit, it is quadratic in the length of literals
 * and in the number of groups, escapes and classes, and it never returns for some texts.
 *
 * <p>A long file, because the rules of the grammar call each other and share one stack.
 */
final class RegexParser {
  /** Levels of the tree, Go's {@code maxHeight}. */
  static final int HEIGHT_MAX = 1000;

  /** Copies that repetitions make of a part; nested counts multiply. */
  static final int REPEATS_MAX = 1000;

  /** Instructions, Go's {@code maxSize}. Expressions that RE2/J compiles have a lower limit. */
  private static final long SIZE_MAX = (128 << 20) / 40;

  static final String NESTS_TOO_DEEPLY = "expression nests too deeply";
  static final String TOO_LARGE = "expression too large";
  private static final String INVALID_REPEAT = "invalid repeat count";
  private static final String INVALID_FLAGS = "invalid or unsupported Perl syntax";
  private static final String INVALID_NAME = "invalid named capture";

  /** Go's flags: {@code m} clears {@code ONE_LINE}. */
  static final int FOLD = 1;

  static final int DOT_ALL = 2;
  static final int ONE_LINE = 4;
  static final int LAZY = 8;

  /** Carries the reason for refusing a text. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    RefusedException(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /** An open group, or the whole text. */
  private static final class Group {
    private final int flagsBefore;
    private final boolean captures;
    private final List<Node> alternatives = new ArrayList<>();

    /** The trailing alternatives that are one character each. */
    private final List<Node> characters = new ArrayList<>();

    private List<Node> sequence = new ArrayList<>();

    Group(int flagsBefore, boolean captures) {
      this.flagsBefore = flagsBefore;
      this.captures = captures;
    }
  }

  private final Cursor in;
  private final boolean keepsCaptures;
  private final CharacterParser characters;
  private final Deque<Group> outer = new ArrayDeque<>();
  private final Map<String, Integer> names = new LinkedHashMap<>();
  private Group group = new Group(0, false);
  private int flags;
  private int captures;

  /**
   * Creates a parser.
   *
   * @param keepsCaptures whether the tree contains capturing groups; otherwise they become plain
   *     groups
   */
  RegexParser(String text, int flags, boolean keepsCaptures) {
    this.in = new Cursor(text);
    this.flags = flags | ONE_LINE;
    this.keepsCaptures = keepsCaptures;
    this.characters = new CharacterParser(in);
  }

  /**
   * Returns the tree.
   *
   * @throws RefusedException if the text is not an expression or exceeds a limit
   */
  Node parse() {
    boolean repeated = false;
    while (in.hasMore()) {
      repeated = parseNext(repeated);
    }
    if (!outer.isEmpty()) {
      throw new RefusedException("missing closing )");
    }
    return close(group);
  }

  /** Returns the number of capturing groups. */
  int captures() {
    return captures;
  }

  /** Returns the numbers of the named groups. If two share a name, the first counts. */
  Map<String, Integer> names() {
    return names;
  }

  /** Reads one part. Returns whether it was a repetition operator. */
  private boolean parseNext(boolean afterRepeat) {
    switch (in.peek()) {
      case '(' -> open();
      case ')' -> closeGroup();
      case '|' -> {
        in.skip(1);
        endAlternative(group);
      }
      case '^' ->
        assertion(isSet(ONE_LINE) ? Assertion.Kind.BEGIN_TEXT : Assertion.Kind.BEGIN_LINE, 1);
      case '$' -> assertion(isSet(ONE_LINE) ? Assertion.Kind.END_TEXT : Assertion.Kind.END_LINE, 1);
      case '.' -> {
        in.skip(1);
        push(isSet(DOT_ALL) ? CharClass.ANY : CharClass.ANY_BUT_NEWLINE);
      }
      case '[' -> push(characters.parseClass(isSet(FOLD)));
      case '*', '+', '?' -> {
        char operator = (char) in.take();
        repeat(operator, operator == '+' ? 1 : 0, operator == '?' ? 1 : -1, afterRepeat);
        return true;
      }
      case '{' -> {
        if (parseCounts(afterRepeat)) {
          return true;
        }
        push(Literal.of(in.take(), isSet(FOLD)));
      }
      case '\\' -> parseEscape();
      default -> push(Literal.of(in.take(), isSet(FOLD)));
    }
    return false;
  }

  private boolean isSet(int flag) {
    return (flags & flag) != 0;
  }

  private void assertion(Assertion.Kind kind, int units) {
    in.skip(units);
    push(new Assertion(kind));
  }

  private void parseEscape() {
    switch (in.peek(1)) {
      case 'A' -> assertion(Assertion.Kind.BEGIN_TEXT, 2);
      case 'z' -> assertion(Assertion.Kind.END_TEXT, 2);
      case 'b' -> assertion(Assertion.Kind.WORD_BOUNDARY, 2);
      case 'B' -> assertion(Assertion.Kind.NO_WORD_BOUNDARY, 2);
      case 'Q' -> parseQuoted();
      default -> {
        @Nullable CharClass set = characters.parseGroup(isSet(FOLD));
        push(set != null ? set : Literal.of(characters.parseEscaped(), isSet(FOLD)));
      }
    }
  }

  private void parseQuoted() {
    in.skip(2);
    while (in.hasMore() && !in.accept("\\E")) {
      push(Literal.of(in.take(), isSet(FOLD)));
    }
  }

  private void push(Node part) {
    Node node = part instanceof CharClass set ? set.simplified() : part;
    joinLiterals();
    group.sequence.add(checked(node));
  }

  /**
   * Merges the last two parts if both are text: a later {@code *} no longer applies to the last
   * one.
   */
  private void joinLiterals() {
    List<Node> sequence = group.sequence;
    int size = sequence.size();
    if (size >= 2
        && sequence.get(size - 1) instanceof Literal last
        && sequence.get(size - 2) instanceof Literal before
        && last.folds() == before.folds()) {
      before.append(last);
      sequence.remove(size - 1);
    }
  }

  /** Returns the part unless it is too large or makes the tree too high. */
  static Node checked(Node node) {
    if (node.size() > SIZE_MAX) {
      throw new RefusedException(TOO_LARGE);
    }
    if (node.height() > HEIGHT_MAX) {
      throw new RefusedException(NESTS_TOO_DEEPLY);
    }
    return node;
  }

  private void repeat(char operator, int min, int max, boolean afterRepeat) {
    boolean greedy = !isSet(LAZY);
    if (in.peek() == '?') {
      in.skip(1);
      greedy = !greedy;
    }
    if (afterRepeat) {
      throw new RefusedException("invalid nested repetition operator");
    }
    int last = group.sequence.size() - 1;
    if (last < 0) {
      throw new RefusedException("missing argument to repetition operator");
    }
    Repeat repeat = new Repeat(group.sequence.get(last), operator, min, max, greedy);
    group.sequence.set(last, checked(repeat));
    if (operator == '{' && (min >= 2 || max >= 2) && repeat.repeats() > REPEATS_MAX) {
      throw new RefusedException(INVALID_REPEAT);
    }
  }

  /** Reads {@code {n}}, {@code {n,}} or {@code {n,m}}. Returns whether one follows. */
  private boolean parseCounts(boolean afterRepeat) {
    int begin = in.at();
    in.skip(1);
    int min = parseCount();
    int max = min;
    if (min >= 0 && in.accept(",")) {
      max = in.peek() == '}' ? Repeat.ENDLESS : parseCount();
    }
    if (min < 0 || max == NO_COUNT || !in.accept("}")) {
      in.goTo(begin);
      return false;
    }
    if (min > REPEATS_MAX || max > REPEATS_MAX || (max >= 0 && min > max)) {
      throw new RefusedException(INVALID_REPEAT);
    }
    repeat('{', min, max, afterRepeat);
    return true;
  }

  private static final int NO_COUNT = -2;

  /** Reads a number, capped at one above the largest accepted count. */
  private int parseCount() {
    char first = in.peek();
    boolean leadingZero = first == '0' && isDigit(in.peek(1));
    if (!isDigit(first) || leadingZero) {
      return NO_COUNT;
    }
    int count = 0;
    while (isDigit(in.peek())) {
      count = Math.min(REPEATS_MAX + 1, count * 10 + in.peek() - '0');
      in.skip(1);
    }
    return count;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private void open() {
    if (in.peek(1) != '?') {
      in.skip(1);
      openGroup(true, flags);
    } else if (in.accept("(?P<") || in.accept("(?<")) {
      openNamed();
    } else {
      in.skip(2);
      parseFlags();
    }
  }

  private void openGroup(boolean capturing, int flagsWithin) {
    captures += capturing ? 1 : 0;
    outer.push(group);
    group = new Group(flags, capturing && keepsCaptures);
    flags = flagsWithin;
  }

  private void openNamed() {
    int begin = in.at();
    while (in.hasMore() && in.peek() != '>') {
      if (!isWord(in.peek())) {
        throw new RefusedException(INVALID_NAME);
      }
      in.skip(1);
    }
    String name = in.from(begin);
    if (name.isEmpty() || !in.accept(">")) {
      throw new RefusedException(INVALID_NAME);
    }
    openGroup(true, flags);
    names.putIfAbsent(name, captures);
  }

  private static boolean isWord(char character) {
    return character < 0x80 && (Character.isLetterOrDigit(character) || character == '_');
  }

  /** Reads flags up to {@code )}, or up to {@code :}, which opens a group for them. */
  private void parseFlags() {
    int changed = flags;
    boolean negated = false;
    boolean any = false;
    while (in.hasMore()) {
      int letter = in.take();
      switch (letter) {
        case 'i', 's', 'U', 'm' -> {
          // Only m clears its flag instead of setting it.
          changed = (letter == 'm') == negated ? changed | flag(letter) : changed & ~flag(letter);
          any = true;
        }
        case '-' -> {
          if (negated) {
            throw new RefusedException(INVALID_FLAGS);
          }
          negated = true;
          any = false;
        }
        case ':', ')' -> {
          if (negated && !any) {
            throw new RefusedException(INVALID_FLAGS);
          }
          if (letter == ':') {
            openGroup(false, changed);
          } else {
            flags = changed;
          }
          return;
        }
        default -> throw new RefusedException(INVALID_FLAGS);
      }
    }
    throw new RefusedException(INVALID_FLAGS);
  }

  private static int flag(int letter) {
    return switch (letter) {
      case 'i' -> FOLD;
      case 's' -> DOT_ALL;
      case 'U' -> LAZY;
      case 'm' -> ONE_LINE;
      default -> throw new IllegalStateException("flag " + letter);
    };
  }

  private void closeGroup() {
    if (outer.isEmpty()) {
      throw new RefusedException("unexpected )");
    }
    in.skip(1);
    Group closed = group;
    Node node = close(closed);
    group = outer.pop();
    flags = closed.flagsBefore;
    push(closed.captures ? checked(new Capture(node)) : node);
  }

  private Node close(Group closed) {
    endAlternative(closed);
    Alternatives.addMerged(closed.characters, closed.alternatives);
    Node choice = checked(Alternatives.choice(closed.alternatives));
    return choice instanceof CharClass set ? set.simplified() : choice;
  }

  private void endAlternative(Group ended) {
    joinLiterals();
    Node sequence = checked(Alternatives.sequence(ended.sequence));
    ended.sequence = new ArrayList<>();
    if (sequence.isCharacter()) {
      ended.characters.add(sequence);
    } else {
      Alternatives.addMerged(ended.characters, ended.alternatives);
      ended.alternatives.add(sequence);
    }
  }
}
