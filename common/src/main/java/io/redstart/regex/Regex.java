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
 * A regular expression in RE2's syntax, and the only way from text to one. Immutable and thread-safe.
 *
 * <p><b>Limits.</b> Nesting and repetition have Go's limits and are refused with Go's reasons before
 * anything is compiled: a thousand levels, a thousand copies, also multiplied. An expression that
 * needs RE2/J has at most {@link #INSTRUCTIONS_MAX} instructions. Whatever is accepted is compiled
 * and matched with 512 KB of stack.
 *
 * <p><b>Speed.</b> Most expressions never reach RE2/J: texts and choices of them are a look-up in a
 * set, {@code x.*}, {@code .*x}, {@code .*x.*} and choices of these are comparisons, with {@code
 * (?i)} too (see {@link Folding} for how case is ignored). For all others, what a value must begin
 * with, contain and end with is checked first.
 */
public final class Regex {
  /**
   * Instructions of RE2/J for one expression. An instruction takes 65 bytes, 30 more while it is
   * compiled, and 24 to 72 on each thread that matches: at this limit up to 15 MB. A step of matching
   * takes 10 ms then, so that work can be cut short, and RE2/J's compiler half a second, which cannot.
   * Go accepts 33 times as many.
   */
  static final int INSTRUCTIONS_MAX = 100_000;

  /** Characters of an expression that is more than a choice of texts; so many need a parser's tree. */
  private static final int LENGTH_MAX = 500_000;

  /** An expression up to this length nests at most 250 levels, unless it has counted repetitions. */
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
   * Returns an expression that must match a value from beginning to end, and whose dot matches a
   * newline, as in Prometheus (model/labels/regexp.go).
   *
   * @throws RegexSyntaxException if the text is not an expression or exceeds a limit
   */
  public static Regex compile(String text) {
    return of(text, RegexParser.DOT_ALL, true, false);
  }

  /**
   * Returns an expression as {@link #compile} does, for which {@link #match} tells what its groups
   * match.
   *
   * @throws RegexSyntaxException if the text is not an expression or exceeds a limit
   */
  public static Regex withGroups(String text) {
    return of(text, RegexParser.DOT_ALL, true, true);
  }

  /**
   * Returns an expression that is found anywhere in a value, and whose dot does not match a newline,
   * as Go's {@code regexp.MatchString}.
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
   * @throws io.redstart.limit.CancelledException if the work was cancelled meanwhile
   */
  public boolean matches(String value, Cancellation cancellation) {
    cancellation.check();
    return matches(value, cancellation::check);
  }

  /** Runs a check again and again while it matches, which may throw. */
  boolean matches(String value, @Nullable Runnable check) {
    if (fast != null) {
      return fast.matches(value);
    }
    return engine != null && engine.matches(value, check);
  }

  /**
   * Returns what the groups match in a value, null if the expression does not match it.
   *
   * @throws IllegalStateException if the expression was not made by {@link #withGroups}
   */
  public @Nullable RegexGroups match(String value) {
    if (groups == null) {
      throw new IllegalStateException("no groups were asked for with " + text);
    }
    return groups.groups(value);
  }

  /** Returns how many groups the expression has, without group 0. */
  public int groupCount() {
    return groupCount;
  }

  /** Returns the numbers of the groups that have names; of two with one name, the first. */
  public Map<String, Integer> groupNames() {
    return groupNames;
  }

  /**
   * Returns all values that can match, and no others; empty if they cannot be listed. An expression
   * that ignores case is listed only if it has few spellings.
   */
  public Optional<Set<String>> literals() {
    return fast == null ? Optional.empty() : fast.literals();
  }

  /** Returns what every matching value begins with, if that is known and not empty. */
  public Optional<String> prefix() {
    if (fast != null) {
      return fast.prefix();
    }
    return engine == null || engine.prefix().isEmpty()
        ? Optional.empty()
        : Optional.of(engine.prefix());
  }

  /**
   * Returns the expression's share of what all expressions of a query may cost together: its
   * instructions, or the size of its set in units of about the same size.
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
