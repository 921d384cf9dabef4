// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.redstart.regex.Node.CharClass;
import io.redstart.regex.RegexParser.RefusedException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads escapes and classes of characters: {@code \n}, {@code \d}, {@code \pL}, {@code [a-z]}. */
final class CharacterParser {
  private static final String INVALID_RANGE = "invalid character class range";
  private static final String MISSING_BRACKET = "missing closing ]";
  private static final int[] DIGIT = {'0', '9'};
  private static final int[] SPACE = {'\t', '\n', '\f', '\r', ' ', ' '};
  private static final int[] WORD = {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'};

  /** Classes of POSIX, by their names within {@code [:…:]}. */
  private static final Map<String, int[]> POSIX = Map.ofEntries(
      Map.entry("alnum", new int[] {'0', '9', 'A', 'Z', 'a', 'z'}),
      Map.entry("alpha", new int[] {'A', 'Z', 'a', 'z'}),
      Map.entry("ascii", new int[] {0, 0x7f}),
      Map.entry("blank", new int[] {'\t', '\t', ' ', ' '}),
      Map.entry("cntrl", new int[] {0, 0x1f, 0x7f, 0x7f}),
      Map.entry("digit", DIGIT),
      Map.entry("graph", new int[] {'!', '~'}),
      Map.entry("lower", new int[] {'a', 'z'}),
      Map.entry("print", new int[] {' ', '~'}),
      Map.entry("punct", new int[] {'!', '/', ':', '@', '[', '`', '{', '~'}),
      Map.entry("space", new int[] {'\t', '\r', ' ', ' '}),
      Map.entry("upper", new int[] {'A', 'Z'}),
      Map.entry("word", WORD),
      Map.entry("xdigit", new int[] {'0', '9', 'A', 'F', 'a', 'f'}));

  /** The longest name of a Unicode class. */
  private static final int NAME_LENGTH_MAX = 40;

  private final Cursor in;
  private final Set<String> knownNames = new HashSet<>();

  /** False once a search for {@code :]} has failed, so that it is not repeated. */
  private boolean mayHavePosix = true;

  CharacterParser(Cursor in) {
    this.in = in;
  }

  /** Reads {@code \d}, {@code \pL} or a similar class. Returns null for any other escape. */
  @Nullable
  CharClass parseGroup(boolean folds) {
    int @Nullable [] ranges = parseRanges(folds);
    if (ranges != null) {
      return new CharClass(ranges, Set.of());
    }
    String name = parseUnicodeName();
    return name == null ? null : new CharClass(new int[0], Set.of(named(name, folds)));
  }

  private static String named(String text, boolean folds) {
    return folds ? "(?i:" + text + ")" : text;
  }

  private int @Nullable [] parseRanges(boolean folds) {
    if (in.peek() != '\\') {
      return null;
    }
    int[] group = switch (in.peek(1)) {
      case 'd', 'D' -> DIGIT;
      case 's', 'S' -> SPACE;
      case 'w', 'W' -> WORD;
      default -> null;
    };
    if (group == null) {
      return null;
    }
    boolean negated = Character.isUpperCase(in.peek(1));
    in.skip(2);
    return group(group, folds, negated);
  }

  private static int[] group(int[] ranges, boolean folds, boolean negated) {
    int[] all = folds ? Ranges.fold(ranges) : ranges;
    return negated ? Ranges.negate(all) : all;
  }

  /** Reads and returns {@code \pL}, {@code \P{Greek}} or {@code \p{^Greek}}; null if none. */
  private @Nullable String parseUnicodeName() {
    if (!in.looksAt("\\p") && !in.looksAt("\\P")) {
      return null;
    }
    int begin = in.at();
    in.skip(2);
    if (!in.hasMore()) {
      throw new RefusedException(INVALID_RANGE);
    }
    if (in.take() == '{') {
      int end = in.find("}", 0);
      if (end < 0 || end - in.at() > NAME_LENGTH_MAX) {
        throw new RefusedException(INVALID_RANGE);
      }
      in.goTo(end + 1);
    }
    String name = in.from(begin);
    if (!knownNames.contains(name)) {
      requireKnown(name);
      knownNames.add(name);
    }
    return name;
  }

  private static void requireKnown(String name) {
    boolean isPlain = name.chars().skip(1).allMatch(c -> c < 0x80 && "\\[]()|*+?.$".indexOf(c) < 0);
    try {
      if (isPlain && Pattern.compile(name).groupCount() == 0) {
        return;
      }
    } catch (PatternSyntaxException e) {
      // Refused below, with the same reason.
    }
    throw new RefusedException(INVALID_RANGE);
  }

  /** Reads an escape for one character. */
  int parseEscaped() {
    in.skip(1);
    if (!in.hasMore()) {
      throw new RefusedException("trailing backslash at end of expression");
    }
    int letter = in.take();
    return switch (letter) {
      case 'a' -> 7;
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      case 'x' -> parseHex();
      case '0', '1', '2', '3', '4', '5', '6', '7' -> parseOctal(letter);
      default -> {
        if (letter >= 0x80 || Character.isLetterOrDigit(letter)) {
          throw invalidEscape();
        }
        yield letter;
      }
    };
  }

  private static RefusedException invalidEscape() {
    return new RefusedException("invalid escape sequence");
  }

  private int parseOctal(int first) {
    if (first != '0' && !isOctal(in.peek())) {
      throw invalidEscape(); // a reference to a group
    }
    int value = first - '0';
    for (int digits = 1; digits < 3 && isOctal(in.peek()); digits++) {
      value = value * 8 + in.take() - '0';
    }
    return value;
  }

  private static boolean isOctal(char letter) {
    return letter >= '0' && letter <= '7';
  }

  private int parseHex() {
    if (!in.accept("{")) {
      return takeHexDigit() * 16 + takeHexDigit();
    }
    int value = takeHexDigit();
    while (!in.accept("}")) {
      value = value * 16 + takeHexDigit();
      if (value > Character.MAX_CODE_POINT) {
        throw invalidEscape();
      }
    }
    return value;
  }

  private int takeHexDigit() {
    char letter = in.peek();
    int digit = letter < 0x80 ? Character.digit(letter, 16) : -1;
    if (digit < 0) {
      throw invalidEscape();
    }
    in.skip(1);
    return digit;
  }

  /** Reads a class in brackets. */
  CharClass parseClass(boolean folds) {
    in.skip(1);
    boolean negated = in.accept("^");
    Ranges ranges = new Ranges();
    Set<String> named = new LinkedHashSet<>();
    boolean first = true;
    while (first || in.peek() != ']') {
      first = false;
      parseElement(ranges, named, folds);
    }
    in.skip(1);
    int[] own = folds ? Ranges.fold(ranges.build()) : ranges.build();
    if (named.isEmpty()) {
      return new CharClass(negated ? Ranges.negate(own) : own, Set.of());
    }
    if (negated) {
      String text = "[^" + String.join("", named) + EngineText.elements(own) + "]";
      return new CharClass(new int[0], Set.of(named(text, folds)));
    }
    Set<String> parts = new LinkedHashSet<>();
    named.forEach(name -> parts.add(named(name, folds)));
    return new CharClass(own, parts);
  }

  private void parseElement(Ranges ranges, Set<String> named, boolean folds) {
    if (mayHavePosix && in.looksAt("[:")) {
      int end = in.find(":]", 2);
      if (end >= 0) {
        ranges.add(parsePosix(end, folds));
        return;
      }
      mayHavePosix = false;
    }
    String name = parseUnicodeName();
    if (name != null) {
      named.add(name);
      return;
    }
    int[] group = parseRanges(folds);
    if (group != null) {
      ranges.add(group);
      return;
    }
    int low = parseCharacter();
    int high = low;
    if (in.peek() == '-' && in.has(1) && in.peek(1) != ']') {
      in.skip(1);
      high = parseCharacter();
    }
    if (high < low) {
      throw new RefusedException(INVALID_RANGE);
    }
    ranges.add(low, high);
  }

  private int[] parsePosix(int end, boolean folds) {
    in.skip(2);
    boolean negated = in.accept("^");
    int begin = in.at();
    if (end < begin || end - begin > NAME_LENGTH_MAX) {
      throw new RefusedException(INVALID_RANGE);
    }
    in.goTo(end);
    int[] ranges = POSIX.get(in.from(begin));
    if (ranges == null) {
      throw new RefusedException(INVALID_RANGE);
    }
    in.skip(2);
    return group(ranges, folds, negated);
  }

  private int parseCharacter() {
    if (!in.hasMore()) {
      throw new RefusedException(MISSING_BRACKET);
    }
    return in.peek() == '\\' ? parseEscaped() : in.take();
  }
}
