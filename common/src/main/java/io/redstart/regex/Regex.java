// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import com.google.re2j.PatternSyntaxException;
import io.redstart.limit.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in RE2's syntax. All expressions are compiled here. Immutable and
 * thread-safe.
 *
 * <p><b>Limits.</b> Nesting and repetition have Go's limits: a thousand levels, and a thousand
 * copies, also for the product of nested counts. An expression beyond them is refused before it is
 * compiled, with Go's reason. An expression that needs RE2/J has at most {@link #INSTRUCTIONS_MAX}
 * instructions. Every accepted expression compiles and matches with 512 KB of stack.
 *
 * <p><b>Speed.</b> Most expressions never reach RE2/J. Texts and choices of texts are a look-up in
 * a set; {@code x.*}, {@code .*x}, {@code .*x.*} and choices of these are comparisons. Both work
 * with {@code (?i)} too (see {@link Folding}). For all other expressions, the text that a value
 * must begin with, contain and end with is checked first.
 */
public final class Regex {
  /**
   * RE2/J instructions for one expression. An instruction needs 65 bytes, 30 more during
   * compilation, and 24 to 72 on each matching thread: at this limit up to 15 MB. A step of
   * matching then takes 10 ms, so matching can be cancelled in time. RE2/J's compiler takes half a
   * second, and it cannot be cancelled. Go accepts 33 times as many instructions.
   */
  static final int INSTRUCTIONS_MAX = 100_000;

  /**
   * The longest expression, in characters, that needs a syntax tree; a choice of texts does not.
   */
  private static final int LENGTH_MAX = 500_000;

  /**
   * An expression up to this length has at most 250 levels, unless it contains counted repetitions.
   */
  private static final int SHALLOW_LENGTH_MAX = 500;

  private final String text;
  private final @Nullable FastMatcher fast;
  private final @Nullable Engine engine;
  private final @Nullable Engine groups;
  private final int groupCount;
  private final Map<String, Integer> groupNames;
  private final long cost;

  private Regex(
      String text,
      @Nullable FastMatcher fast,
      @Nullable Engine engine,
      @Nullable Engine groups,
      RegexParser parser,
      long cost) {
    this.text = text;
    this.fast = fast;
    this.engine = engine;
    this.groups = groups;
    this.groupCount = parser.captures();
    this.groupNames = Map.copyOf(parser.names());
    this.cost = cost;
  }

  /**
   * Compiles an expression that must match a value from beginning to end, and whose dot matches a
   * newline, as in Prometheus (model/labels/regexp.go).
   *
   * @throws RegexSyntaxException if the text is not an expression or exceeds a limit
   */
  public static Regex compile(String text) {
    return of(text, RegexParser.DOT_ALL, true, false);
  }

  /**
   * Compiles an expression like {@link #compile}, and supports {@link #match} for its groups.
   *
   * @throws RegexSyntaxException if the text is not an expression or exceeds a limit
   */
  public static Regex withGroups(String text) {
    return of(text, RegexParser.DOT_ALL, true, true);
  }

  /**
   * Compiles an expression that matches anywhere in a value, and whose dot does not match a
   * newline, like Go's {@code regexp.MatchString}.
   *
   * @throws RegexSyntaxException if the text is not an expression or exceeds a limit
   */
  public static Regex search(String text) {
    return of(text, 0, false, false);
  }

  private static Regex of(String text, int flags, boolean whole, boolean withGroups) {
    try {
      List<String> plain = whole && !withGroups ? PlainTexts.of(text) : null;
      if (plain != null) {
        FastMatcher fast = FastMatcher.of(plain, false);
        if (fast != null) {
          return new Regex(
              text,
              fast,
              null,
              null,
              new RegexParser("", flags, false),
              plain.size() == 1 ? 0 : fast.cost());
        }
      }
      if (text.length() > LENGTH_MAX) {
        throw new RegexParser.RefusedException(RegexParser.TOO_LARGE);
      }
      return text.length() <= SHALLOW_LENGTH_MAX && text.indexOf('{') < 0
          ? parsed(text, flags, whole, withGroups)
          : DeepStack.call(() -> parsed(text, flags, whole, withGroups));
    } catch (RegexParser.RefusedException e) {
      throw new RegexSyntaxException(text, e.reason());
    } catch (PatternSyntaxException e) {
      throw new RegexSyntaxException(text, e.getDescription());
    }
  }

  private static Regex parsed(String text, int flags, boolean whole, boolean withGroups) {
    RegexParser parser = new RegexParser(text, flags, true);
    Node withCaptures = parser.parse();
    Node root = parser.captures() == 0 ? withCaptures : new RegexParser(text, flags, false).parse();
    FastMatcher fast = fast(whole ? root : Wildcards.anywhere(root), text.length());
    Engine engine = fast == null ? Engine.of(root, whole) : null;
    Engine groups = withGroups ? Engine.of(withCaptures, whole) : null;
    long cost = (fast == null ? 0 : fast.cost())
        + (engine == null ? 0 : engine.size())
        + (groups == null ? 0 : groups.size());
    return new Regex(text, fast, engine, groups, parser, cost);
  }

  private static @Nullable FastMatcher fast(Node root, int length) {
    List<String> texts = Wildcards.of(root, false, length);
    FastMatcher fast = texts == null ? null : FastMatcher.of(texts, false);
    if (fast != null) {
      return fast;
    }
    List<String> folded = Wildcards.of(root, true, length);
    return folded == null ? null : FastMatcher.of(folded, true);
  }

  /** Returns the expression as it was written. */
  public String text() {
    return text;
  }

  /** Returns whether the expression matches a value. */
  public boolean matches(String value) {
    return matches(value, (Runnable) null);
  }

  /**
   * Returns whether the expression matches a value.
   *
   * @throws io.redstart.limit.CancelledException if the work was cancelled in the meantime
   */
  public boolean matches(String value, Cancellation cancellation) {
    cancellation.check();
    return matches(value, cancellation::check);
  }

  /** Matches a value and runs a check repeatedly meanwhile; the check can throw. */
  boolean matches(String value, @Nullable Runnable check) {
    if (fast != null) {
      return fast.matches(value);
    }
    return engine != null && engine.matches(value, check);
  }

  /**
   * Returns the groups' matches in a value, or null if the expression does not match it.
   *
   * @throws IllegalStateException if the expression was not compiled with {@link #withGroups}
   */
  public @Nullable RegexGroups match(String value) {
    if (groups == null) {
      throw new IllegalStateException("compiled without groups: " + text);
    }
    return groups.groups(value);
  }

  /** Returns the number of groups, without group 0. */
  public int groupCount() {
    return groupCount;
  }

  /** Returns the numbers of the named groups. If two share a name, the first counts. */
  public Map<String, Integer> groupNames() {
    return groupNames;
  }

  /**
   * Returns exactly the values that match; empty if they cannot be listed. An expression that
   * ignores case is listed only if it has few spellings.
   */
  public Optional<Set<String>> literals() {
    return fast == null ? Optional.empty() : fast.literals();
  }

  /** Returns the prefix of every matching value, if it is known and not empty. */
  public Optional<String> prefix() {
    if (fast != null) {
      return fast.prefix();
    }
    return engine == null || engine.prefix().isEmpty()
        ? Optional.empty()
        : Optional.of(engine.prefix());
  }

  /**
   * Returns the cost that counts towards the limit of all expressions in a query: the number of
   * instructions, or the size of the set in similar units.
   */
  public long cost() {
    return cost;
  }

  /** Returns whether RE2/J is needed. */
  boolean usesEngine() {
    return engine != null;
  }

  @Override
  public String toString() {
    return text;
  }
}
